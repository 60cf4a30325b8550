namespace Surefoot.Theory.Du2019;

/// <summary>Du 2019, condition 2.1, the hypothesis of the induction: ||y - u(k)||^2 &lt;= (1 - eta lambda_0 / 2)^k ||y - u(0)||^2.</summary>
/// <remarks>It is no statement by itself: <see cref="CertifyRun"/> says for how many steps of a run it holds.</remarks>
public sealed class Condition21 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>, ICertifiesRuns<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/condition-2.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, condition 2.1";

    /// <inheritdoc/>
    public override string Statement => "The error has shrunk by half of what the limit Gram matrix promises, at every step so far.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting) => Evaluate(new PatternProblem(setting), double.NaN, null);

    /// <inheritdoc/>
    public Certificate<TwoLayerReluMoment> CertifyRun(TwoLayerReluSetting setting, long steps, CancellationToken cancellation = default)
    {
        var problem = new PatternProblem(setting);
        var (largest, taken) = LargestQuotient(problem, steps, cancellation);
        return Evaluate(problem, largest, taken);
    }

    /// <summary>The largest ||y - u(k)||^2 over its bound along a run, 1 where rounding hides which is larger, and the steps taken.</summary>
    internal static (double Quotient, long Steps) LargestQuotient(PatternProblem problem, long steps, CancellationToken cancellation)
    {
        var largest = 0.0;
        var taken = TwoLayerReluChecks.Walk(
            problem.Setting,
            steps,
            moment =>
            {
                var comparison = problem.BelowBound(moment);
                var quotient = comparison.IsHidden ? 1 : comparison.Left / comparison.Right;
                if (!(quotient <= largest))
                    largest = quotient;
            },
            cancellation);
        return (largest, taken);
    }

    /// <summary>That the condition holds along the run.</summary>
    internal static Assumption Holds(double quotient) =>
        new("the largest ||y - u(k)||^2 over its bound along the run", quotient, Relation.AtMost, 1, "check a run, or take a larger width or a smaller learning rate") { Uncertainty = 1e-9 };

    private Certificate<TwoLayerReluMoment> Evaluate(PatternProblem problem, double quotient, long? steps) => new(this, [.. problem.Standing(), problem.IsDescent(), problem.IsDefinite(), Holds(quotient)])
    {
        Bound = steps is { } last ? new BoundUpTo(problem.LossBound(), last) : null,
        Invariants = [new("condition-2.1", "||y - u(k)||^2 <= (1 - eta lambda_0 / 2)^k ||y - u(0)||^2", moment => problem.BelowBound(moment))],
    };
}
