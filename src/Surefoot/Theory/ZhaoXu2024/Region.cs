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
    /// <summary>Measures (14) at the start of a setting.</summary>
    public static Region Of(DeepLinearSetting setting) => Of(new NormalizedProblem(setting));

    internal static Region Of(NormalizedProblem problem) => Of(problem, problem.Setting.Start);

    /// <summary>The same ratios at any moment.</summary>
    internal static Region Of(NormalizedProblem problem, DeepLinearMoment moment)
    {
        var (largest, smallest, inner) = (0.0, double.PositiveInfinity, 0.5);
        for (var i = 1; i < problem.Depth; i++)
        {
            largest = Math.Max(largest, Math.Max(problem.OutputRatio(moment, i, 1), problem.InputRatio(moment, i + 1, 1)));
            smallest = Math.Min(smallest, Math.Min(problem.OutputRatio(moment, i, problem.Outputs), problem.InputRatio(moment, i + 1, problem.Rank)));
            for (var j = i; i > 1 && j < problem.Depth; j++)
                inner = Math.Max(inner, problem.InnerRatio(moment, i, j));
        }

        return new(Math.Max(0, 2 * Math.Log(largest)), Math.Max(0, -2 * Math.Log(smallest)), 2 * inner, moment.Gap / problem.Smoothness);
    }
}
