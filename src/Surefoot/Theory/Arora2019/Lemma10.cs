namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 10: for A of a x d and B of d x b with independent entries N(0, s^2),
/// P(||A^T A - B B^T||_F >= k s^2 sqrt(2 d (a+b)^2 + d^2 (a+b))) &lt;= 1/k^2 for k >= 1.
/// </summary>
/// <remarks>The mean square is known exactly: E ||A^T A - B B^T||_F^2 = s^4 (d (2 (a+b) + (a-b)^2) + d (d-1) (a+b)).</remarks>
public sealed class Lemma10 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-10";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 10";

    /// <inheritdoc/>
    public override string Statement => "The imbalance of two Gaussian neighbours is rarely much larger than its mean.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Misprint, "in the proof, E[X_ii^2] = s^4 (3 (a+b) + a (a-1) + b (b-1) - a b)", "- 2 a b", "For a = b = 1 it is E[(x^2 - y^2)^2] = 4 s^4, not 5 s^4. The bound that follows is true."),
        new(SlipClass.Loose, "Markov's inequality with a bound on the mean square", "the same; the exact mean square is given beside it", "For square layers the mean square is 2 d^2 (d+1) s^4, and the bound on it 10 d^3 s^4."),
    ];

    /// <summary>E ||A^T A - B B^T||_F^2 / s^4 = d (2 (a+b) + (a-b)^2) + d (d-1) (a+b).</summary>
    public static double MeanSquare(int a, int b, int d)
    {
        var (sum, difference) = ((double)a + b, (double)a - b);
        return (d * ((2 * sum) + (difference * difference))) + (d * (d - 1.0) * sum);
    }

    /// <summary>2 d (a+b)^2 + d^2 (a+b): what the lemma puts above it.</summary>
    public static double MeanSquareBound(int a, int b, int d)
    {
        var sum = (double)a + b;
        return (2 * d * sum * sum) + ((double)d * d * sum);
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var widths = setting.Network.Widths;
        var square = problem.Deviation * problem.Deviation;
        return new(this, [problem.IsGaussian()])
        {
            FailureProbability = setting.FailureProbability,
            Yields =
            [
                .. Enumerable.Range(1, problem.Depth - 1).SelectMany(j => ((string, double)[])
                [
                    ($"root mean square of ||B_{j}||_F", square * Math.Sqrt(MeanSquare(widths[j + 1], widths[j - 1], widths[j]))),
                    ($"bound on ||B_{j}||_F", square * Math.Sqrt(MeanSquareBound(widths[j + 1], widths[j - 1], widths[j]) / setting.FailureProbability)),
                ]),
            ],
        };
    }
}
