namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 12: with one output and Gaussian layers, s^{2N} d_1 ... d_{N-1} (C_1 N)^{-2N} &lt;= ||W||^2 &lt;=
/// C_1 d_0^2 d_1 ... d_{N-1} s^{2N} with probability at least C_2, C_1 = max{2, 2 C_0} / (1 - C_2).
/// </summary>
/// <remarks>
/// The upper half is explicit: P(||W||^2 >= B_1 d_0^2 d_1 ... d_{N-1} s^{2N}) &lt;= 1/B_1 (44); and since
/// E ||W||^2 = d_0 d_1 ... d_{N-1} s^{2N}, it is even at most 1/(B_1 d_0). The lower half needs C_0 of lemma 11.
/// </remarks>
public sealed class Lemma12 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-12";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 12";

    /// <inheritdoc/>
    public override string Statement => "The map of a Gaussian start with one output is neither much shorter nor much longer than its mean length, with probability close to 1.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "in the proof, f^2 >= g^2 for f = ||W||^2 and an entry g of W", "f >= g^2", "f is the sum of the squares of the entries; for W = 1/2, f^2 = 1/16 is less than g^2 = 1/4."),
        new(SlipClass.Loose, "a union bound over the d_0 entries in (44)", "the same; the mean of ||W||^2 gives 1/(B_1 d_0)", "Markov's inequality for the sum needs no union."),
    ];

    /// <summary>C_1 = max{2, 2 C_0} / (1 - C_2).</summary>
    /// <param name="carberyWright">C_0.</param>
    /// <param name="confidence">C_2.</param>
    public static double Spread(double carberyWright, double confidence) => Math.Max(2, 2 * carberyWright) / (1 - confidence);

    /// <summary>d_0 d_1 ... d_{N-1} s^{2N}: the mean of ||W||^2.</summary>
    public static double MeanSquare(int inputs, double hiddenProduct, double deviation, int depth) => inputs * hiddenProduct * Math.Pow(deviation, 2 * depth);

    /// <summary>s^{2N} d_1 ... d_{N-1} (C_1 N)^{-2N}.</summary>
    public static double Lower(double hiddenProduct, double deviation, int depth, double spread) => hiddenProduct * Math.Pow(deviation / (spread * depth), 2 * depth);

    /// <summary>B d_0^2 d_1 ... d_{N-1} s^{2N}.</summary>
    public static double Upper(int inputs, double hiddenProduct, double deviation, int depth, double factor) => factor * inputs * MeanSquare(inputs, hiddenProduct, deviation, depth);

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var constant = Lemma11.CarberyWright(setting);
        var failure = setting.FailureProbability;
        var spread = Spread(constant.Value, 1 - failure);
        return new(this, [problem.IsGaussian(), problem.HasOneOutput()])
        {
            Constants = [constant, new("C_1", spread, constant.Origin, "max{2, 2 C_0} / (1 - C_2), between the bounds and the mean")],
            FailureProbability = failure,
            Yields =
            [
                ("mean of ||W||^2", MeanSquare(problem.Inputs, problem.HiddenProduct, problem.Deviation, problem.Depth)),
                ("least ||W||^2", Lower(problem.HiddenProduct, problem.Deviation, problem.Depth, spread)),
                ("largest ||W||^2", Upper(problem.Inputs, problem.HiddenProduct, problem.Deviation, problem.Depth, spread)),
                ("largest ||W||^2 by (44)", Upper(problem.Inputs, problem.HiddenProduct, problem.Deviation, problem.Depth, 1 / failure)),
            ],
        };
    }
}
