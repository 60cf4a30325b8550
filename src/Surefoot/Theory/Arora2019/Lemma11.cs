using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 11 (Carbery and Wright): a multilinear polynomial h of degree N in independent Gaussians has
/// P(|h| &lt;= epsilon sqrt(Var h)) &lt;= C_0 N epsilon^{1/N} for an absolute constant C_0, to which nobody gives a value.
/// </summary>
/// <remarks>Here h is an entry of a Gaussian W, of variance d_1 ... d_{N-1} s^{2N}. <see cref="Calibrate"/> estimates what C_0 it takes.</remarks>
public sealed class Lemma11 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-11";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 11";

    /// <inheritdoc/>
    public override string Statement => "An entry of a product of Gaussian layers is rarely much smaller than its standard deviation.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips => [new(SlipClass.Setting, "an absolute constant C_0", "a value that is given or calibrated", "The work states that there is one, and no value.")];

    /// <summary>C_0 N epsilon^{1/N}.</summary>
    public static double Probability(double constant, int depth, double epsilon) => constant * depth * Math.Pow(epsilon, 1.0 / depth);

    /// <summary>The epsilon for which the probability is at most p: (p / (C_0 N))^N.</summary>
    public static double Epsilon(double constant, int depth, double failure) => Math.Pow(failure / (constant * depth), depth);

    /// <summary>
    /// The least C_0 for which the inequality holds of a sample of first entries of W: max over the sample of
    /// (share of entries up to it) / (N epsilon^{1/N}).
    /// </summary>
    /// <remarks>
    /// An estimate from a sample, to be called calibrated and not proved. Entries whose rank in the sample is below 30 are left
    /// out: their share is too uncertain. Cost: as many draws of the network.
    /// </remarks>
    /// <param name="network">The network; its output scale plays no part.</param>
    /// <param name="samples">The number of starts drawn, at least 100.</param>
    /// <param name="stream">Where they come from.</param>
    public static double Calibrate(DeepLinearNetwork network, int samples, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 100);
        var plain = DeepLinearNetwork.Unscaled(network.Widths);
        var start = new GaussianInitialization();
        var deviation = Math.Sqrt(plain.HiddenWidths.Aggregate(1.0, (product, width) => product * width));
        var entries = new double[samples];
        for (var k = 0; k < samples; k++)
            entries[k] = Math.Abs(plain.EndToEnd(start.Sample<double>(plain, stream.Named("sample", k), ThreadTeam.Alone))[0, 0]) / deviation;
        Array.Sort(entries);
        return Enumerable.Range(30, samples - 30).Max(rank => rank / (double)samples / Probability(1, plain.Depth, entries[rank - 1]));
    }

    /// <summary>C_0, which lemma 12 and claim 3 use too.</summary>
    internal static Constant CarberyWright(DeepLinearSetting setting) => setting.ConstantOf(new Lemma11(), "C_0", "times N epsilon^(1/N)");

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var constant = CarberyWright(setting);
        var deviation = Math.Sqrt(problem.HiddenProduct) * Math.Pow(problem.Deviation, problem.Depth);
        return new(this, [problem.IsGaussian()])
        {
            Constants = [constant],
            FailureProbability = setting.FailureProbability,
            Yields =
            [
                ("standard deviation of an entry of W", deviation),
                ("least magnitude of an entry of W", deviation * Epsilon(constant.Value, problem.Depth, setting.FailureProbability)),
            ],
        };
    }
}
