namespace Surefoot.Theory.Du2019;

/// <summary>Du 2019, theorem 2.1: if no two inputs are parallel, lambda_0 is positive.</summary>
/// <remarks>
/// Opposite inputs count as parallel in it. They need not harm: <see cref="GramMatrices.ParallelInputs.IsLimitDefinite"/> is the exact condition, which the
/// certificate yields whatever its verdict.
/// </remarks>
public sealed class Theorem21 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-2.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 2.1";

    /// <inheritdoc/>
    public override string Statement => "Inputs of which no two are parallel make the limit Gram matrix positive definite.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Loose, "no two inputs are parallel, opposite ones included", "the same; the exact condition is yielded beside it",
            "Opposite pairs harm only where the lines that carry them are linearly dependent: one such pair gives diag(1/2, 1/2), three in a plane a singular matrix."),
        new(SlipClass.Misprint, "in the proof, the limit phi(x_j) and the coefficient of phi(x_i)", "phi(x_i), and alpha_1 phi(x_1)", "The limit is taken at the hyperplane of x_i; the first summand is the first."),
    ];

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        var parallels = setting.Parallels;
        return new(this, [.. Conditions(problem)])
        {
            Yields =
            [
                ("lambda_0", problem.Lambda0),
                ("parallel pairs", parallels.ParallelPairs),
                ("opposite pairs", parallels.OppositePairs),
                ("dimension of the lines of opposite pairs", parallels.OppositeRank),
                ("positive by the exact condition (1 or 0)", parallels.IsLimitDefinite ? 1 : 0),
            ],
            Invariants = [new("theorem-2.1", "0 <= lambda_0", moment => moment.Step == 0 ? new(0, problem.Lambda0, problem.EigenvalueRounding) : null)],
        };
    }

    /// <summary>That no input is 0 and no two are parallel.</summary>
    internal static IEnumerable<Assumption> Conditions(PatternProblem problem)
    {
        var parallels = problem.Setting.Parallels;
        yield return new("the number of inputs that are 0", parallels.Zeros, Relation.Equal, 0, "leave them out");
        yield return new("the largest |cosine| between two inputs", parallels.LargestCosine, Relation.Below, 1, "leave out one of each two parallel inputs, or ask the exact condition where they are opposite");
    }
}
