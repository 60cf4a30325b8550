namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, proposition 3.3: wide Gaussian transformations have singular values within a tenth of alpha sqrt(m) and beta sqrt(m), and an initial
/// loss of at most 6.05 alpha^2 beta^2 k m log(3n/delta) ||X||_F^2 + ||Y||_F^2, jointly with probability at least 1 - delta.
/// </summary>
public sealed class Proposition33 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/proposition-3.3";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, proposition 3.3 and appendix A.2";

    /// <inheritdoc/>
    public override string Statement => "Wide Gaussian transformations are nearly multiples of isometries, and the network's first outputs are not large.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "log(2n/delta) in the proof's last line", "log(3n/delta)", "delta_1 is delta/(3n); the printed form holds too, by the slack in 1 + 2 sqrt(t) + 2 t <= 5 t, unless n/delta is below 2.4"),
        new(SlipClass.Setting, "constants hidden in Omega and O", "100, 0.9, 1.1 and 6.05 of appendix A.2", "the main text leaves open what the appendix gives"),
    ];

    /// <summary>The width: 100 (sqrt(max{d, k}) + sqrt(2 log(12/delta)))^2.</summary>
    /// <param name="inputs">d.</param>
    /// <param name="outputs">k.</param>
    /// <param name="failure">delta.</param>
    public static double WidthNeeded(int inputs, int outputs, double failure) => 100 * Math.Pow(Spread(Math.Max(inputs, outputs), failure), 2);

    /// <summary>sqrt(q) + sqrt(2 log(12/delta)): with probability at least 1 - delta/6 for each of the two, singular values of a Gaussian matrix of q columns and m rows are within it of sqrt(m).</summary>
    /// <param name="narrow">q.</param>
    /// <param name="failure">delta.</param>
    public static double Spread(int narrow, double failure) => Math.Sqrt(narrow) + Math.Sqrt(2 * Math.Log(12 / failure));

    /// <summary>6.05 log(3n/delta): what multiplies alpha^2 beta^2 k m ||X||_F^2 in the bound on L(0).</summary>
    /// <param name="samples">n.</param>
    /// <param name="failure">delta.</param>
    public static double LossCoefficient(int samples, double failure) => 6.05 * Math.Log(3 * samples / failure);

    /// <summary>1.21 (1 + 2 sqrt(s/k) + 2 s/k) with s = log(3n/delta): the same from the law of chi squared with k degrees of freedom, which the paper weakens.</summary>
    /// <param name="outputs">k.</param>
    /// <param name="samples">n.</param>
    /// <param name="failure">delta.</param>
    public static double SharpLossCoefficient(int outputs, int samples, double failure)
    {
        var share = Math.Log(3 * samples / failure) / outputs;
        return 1.21 * (1 + (2 * Math.Sqrt(share)) + (2 * share));
    }

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var failure = setting.FailureProbability;
        var (needed, spread) = (WidthNeeded(problem.Inputs, problem.Outputs, failure), Spread(problem.Inputs, failure));
        return new(this, [problem.LawAssumption(), problem.WidthAssumption(needed)])
        {
            FailureProbability = failure,
            Constants =
            [
                new("in the width", 100, ConstantOrigin.Derived, "appendix A.2"),
                new("in the initial loss", 6.05, ConstantOrigin.Derived, "appendix A.2: 1.21 times 5"),
            ],
            Yields =
            [
                ("the least sigma(A) / (alpha sqrt(m))", 0.9),
                ("the largest sigma(A) / (alpha sqrt(m))", 1.1),
                ("the finer least one, at any width with probability 1 - delta/3", 1 - (spread / Math.Sqrt(problem.Width))),
                ("the finer largest one", 1 + (spread / Math.Sqrt(problem.Width))),
                ("the largest initial loss", StartLossBound(problem)),
            ],
        };
    }

    /// <summary>6.05 alpha^2 beta^2 k m log(3n/delta) ||X||_F^2 + ||Y||_F^2.</summary>
    internal static double StartLossBound(ResidualProblem problem)
    {
        var setting = problem.Setting;
        return (LossCoefficient(problem.Samples, setting.FailureProbability) * problem.Deviations * problem.Deviations * problem.Outputs * problem.Width * setting.InputNorm * setting.InputNorm)
            + (setting.TargetNorm * setting.TargetNorm);
    }
}
