namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// The smallest region of definition 2 that a start lies in: what (14) holds with, measured. theta is 0, which the measured M makes
/// as good as any.
/// </summary>
/// <param name="C1">c1: e^{c1/2} is the largest ratio of a singular value in (14) to its measure; at least 0.</param>
/// <param name="C2">c2: e^{-c2/2} is the smallest such ratio; at least 0, infinite where a product has lost rank.</param>
/// <param name="M">M: twice the largest ratio of an inner product's norm to its measure, and at least 1.</param>
/// <param name="InitialGap">B0 = (L(V(0)) - L*) / beta.</param>
public sealed record Region(double C1, double C2, double M, double InitialGap)
{
    // Seconds, about: what the inner products of a deep and wide network may cost before they are left out.
    private const double MostCost = 5;

    /// <summary>Measures (14) at the start of a setting; cost up to N^2 / 2 singular value decompositions of hidden width.</summary>
    public static Region Of(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return Outer(problem, setting.Start) with { M = InnerNorms(problem, setting.Start) };
    }

    /// <summary>The region at a moment with the least M there is, from products with as few rows as outputs or columns as inputs have dimensions.</summary>
    internal static Region Outer(NormalizedProblem problem, DeepLinearMoment moment)
    {
        var (largest, smallest) = (0.0, double.PositiveInfinity);
        for (var i = 1; i < problem.Depth; i++)
        {
            largest = Math.Max(largest, Math.Max(problem.OutputRatio(moment, i, 1), problem.InputRatio(moment, i + 1, 1)));
            smallest = Math.Min(smallest, Math.Min(problem.OutputRatio(moment, i, problem.Outputs), problem.InputRatio(moment, i + 1, problem.Rank)));
        }

        return new(Math.Max(0, 2 * Math.Log(largest)), Math.Max(0, -2 * Math.Log(smallest)), 1, moment.Gap / problem.Smoothness);
    }

    /// <summary>M: twice the largest of ||W_{j:i}|| / (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2} over 1 &lt; i &lt;= j &lt; N, and at least 1.</summary>
    internal static double InnerNorms(NormalizedProblem problem, DeepLinearMoment moment)
    {
        var largest = 0.5;
        for (var i = 2; i < problem.Depth; i++)
        {
            for (var j = i; j < problem.Depth; j++)
                largest = Math.Max(largest, problem.InnerRatio(moment, i, j));
        }

        return 2 * largest;
    }

    /// <summary>Whether M is cheap enough to be measured for its own sake.</summary>
    internal static bool InnerNormsAreCheap(NormalizedProblem problem) => InnerCost(problem) < MostCost;

    /// <summary>Seconds, about, that M takes: a nanosecond for the cube of the run's width and each pair of layers.</summary>
    internal static double InnerCost(NormalizedProblem problem) =>
        1e-9 * Math.Pow(problem.Setting.Run.Network.Widths.Max(), 3) * problem.Depth * problem.Depth / 2;
}
