namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, theorem 2: with eta &lt; eta_1 = 2 n_N / (beta N) and hidden layers wide enough, with probability at least 1 - delta
/// ||V(t) - W(t)||_X^2 &lt;= D ||V(0) - W*||_X^2 (12a), |E_DLN(t) - E(t)| &lt;= beta (q^{t/2} sqrt(D) + D/2) ||V(0) - W*||_X^2 (12b), and
/// E_DLN(t) &lt;= 3 beta (q + tau)^t ||V(0) - W*||_X^2 (12c), with D = min(tau / (1 - q), 2 (q + tau)^t).
/// </summary>
/// <remarks>
/// The width contains a constant C(tau, eta / eta_1) that the work leaves open. <see cref="CertifyRun"/> needs none: it measures the
/// remainder ratio along the run and proves the same comparison, and a sharper one, for just these steps.
/// </remarks>
public sealed class Theorem2 : Theorem<DeepLinearSetting, DeepLinearMoment>, ICertifiesRuns<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/theorem-2";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, theorem 2";

    /// <inheritdoc/>
    public override string Statement => "A wide network descends along nearly the same trajectory as its convex twin.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "N in C1 and C2, said to be the number of distinct elements", "the depth in C1, the number of different hidden widths in C2",
            "one letter stands for both; the proofs use the depth for Gaussian and the count for orthogonal starts"),
        new(SlipClass.Gap, "D(t) = min(tau / (1 - q), 2 (q + tau)^t) for every tau", "the first of the two only where sqrt(q) + tau <= 1",
            "a step of the proof of lemma 6 needs it, and C may not depend on kappa"),
        new(SlipClass.Loose, "D", "D# = ((sqrt(q) + tau)^t - q^{t/2})^2 for the measured remainder ratio tau", "a convex step contracts by sqrt(q) between any two maps"),
        new(SlipClass.Setting, "0 < q < 1", "0 <= q < 1", "q is 0 for kappa = 1 and eta* = 1/beta"),
    ];

    /// <summary>tau, between 0 and 1, which the width's constant depends on.</summary>
    public double Tau { get; init; } = 0.1;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var constant = setting.ConstantOf(this, "C", "multiplies the width; depends on tau and eta / eta_1");
        return Evaluate(this, problem, problem.RateAssumption(Relation.Below, problem.RateCeiling), constant);
    }

    /// <inheritdoc/>
    public Certificate<DeepLinearMoment> CertifyRun(DeepLinearSetting setting, long steps, CancellationToken cancellation = default)
    {
        var problem = new NormalizedProblem(setting);
        var measured = MeasuredRemainder.Along(setting, steps, cancellation);
        var (tau, q, start) = (measured.Ratio, problem.ContractionFactor, problem.SquaredStartDistance);
        var root = Math.Sqrt(q) + tau;
        var bound = new BoundUpTo(new GeometricBound(problem.Smoothness / 2 * start, 1 - (root * root)), measured.Steps);
        return new(this, [.. Lemma5.Premises(problem, tau)])
        {
            Bound = bound,
            Yields = [("tau", tau), ("where tau is largest", measured.Step), ("steps measured", measured.Steps), ("q", q), ("||V(0) - W*||_X^2", start)],
            Invariants =
            [
                .. TrajectoryDistance.Invariants(problem, "theorem-2/sharp", "D#(t)", step => TrajectoryDistance.Sharp(tau, q, step), measured.Steps),
                .. TrajectoryDistance.Invariants(problem, "theorem-2/proof", "D(t)", step => TrajectoryDistance.FromProof(tau, q, step), measured.Steps),
                problem.GapBelow(bound, "theorem-2/gap", "L(t) - L* <= (beta/2) (sqrt(q) + tau)^(2t) ||V(0) - W*||_X^2"),
                Lemma6.Recursion(problem),
            ],
        };
    }

    /// <summary>Theorem 2 for any learning rate it or its corollary allows.</summary>
    internal Certificate<DeepLinearMoment> Evaluate(Theorem theorem, NormalizedProblem problem, Assumption rate, Constant constant)
    {
        var factors = problem.WidthFactors;
        var (q, start) = (problem.ContractionFactor, problem.SquaredStartDistance);
        var measure = StartLaws.Of(problem.Setting) switch
        {
            StartLaw.Gaussian => factors.C1 * problem.Depth,
            StartLaw.SpecialBalanced => factors.C3,
            _ => factors.C2,
        };
        var bound = new GeometricBound(3 * problem.Smoothness * start, 1 - q - Tau);
        return new(theorem,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.Gaussian, StartLaw.OnePeak, StartLaw.SpecialBalanced),
                problem.FailureAssumption(1),
                rate,
                problem.WidthAssumption(constant, measure),
            ])
        {
            Constants = [constant],
            Bound = bound,
            FailureProbability = problem.Setting.FailureProbability,
            Yields = [("q", q), ("tau", Tau), ("||V(0) - W*||_X^2", start), ("what C multiplies", measure)],
            Invariants =
            [
                .. TrajectoryDistance.Invariants(problem, "theorem-2/12", "D(t)", step => TrajectoryDistance.Printed(Tau, q, step)),
                problem.GapBelow(bound, "theorem-2/12c", "L(t) - L* <= 3 beta (q + tau)^t ||V(0) - W*||_X^2"),
            ],
        };
    }
}
