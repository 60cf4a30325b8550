namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 14: a one-peak start keeps norms on average (eq. 8). Its first p layers keep them exactly, and
/// ||a_N W_{N:1}(0) x||^2 n_N / n_p is Beta(n_N / 2, (n_p - n_N) / 2) for ||x|| = 1.
/// </summary>
public sealed class Lemma14 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-14";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 14";

    /// <inheritdoc/>
    public override string Statement => "A one-peak or special balanced start keeps the norm of every input on average.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "W_{n_N}(0) as the last factor in definition 1", "W_N(0)", "layers are counted, not units"),
    ];

    /// <summary>The variance of ||a_N W_{N:1}(0) x||^2 / ||x||^2: 2 (n_p - n_N) / (n_N (n_p + 2)).</summary>
    /// <param name="peak">n_p.</param>
    /// <param name="outputs">n_N.</param>
    public static double Variance(int peak, int outputs) => 2.0 * (peak - outputs) / (outputs * (peak + 2.0));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var peak = problem.Widths.Skip(1).Take(problem.Depth - 1).DefaultIfEmpty(0).Max();
        return new(this, [.. problem.LawAssumptions(StartLaw.OnePeak, StartLaw.SpecialBalanced)])
        {
            Yields = [("the mean of ||f(x)||^2 / ||x||^2", 1), ("its variance", Variance(peak, problem.Outputs))],
        };
    }
}
