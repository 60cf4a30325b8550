namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 11 (Carbery and Wright): a multilinear polynomial h of degree N in independent Gaussians has
/// P(|h| &lt;= epsilon sqrt(Var h)) &lt;= C_0 N epsilon^{1/N} for an absolute constant C_0, to which nobody gives a value.
/// </summary>
/// <remarks>Here h is an entry of a Gaussian W, of variance d_1 ... d_{N-1} s^{2N}. <see cref="EstimateConstant"/> tells from starts what C_0 it takes.</remarks>
public sealed class Lemma11 : Theorem<DeepLinearSetting, DeepLinearMoment>, IMeasuresConstant<DeepLinearSetting>
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

    /// <inheritdoc/>
    public string MeasuredConstant => "C_0";

    /// <inheritdoc/>
    public double MeasureConstant(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new WhitenedProblem(setting);
        return double.IsNaN(problem.Deviation)
            ? throw new ArgumentException($"{Id} speaks about Gaussian starts; draw one.")
            : Probability(1, problem.Depth, Math.Abs(setting.Start.Map[0, 0]) / EntryDeviation(problem));
    }

    /// <inheritdoc/>
    public string EstimateMeans(double share) => "the least value for which the inequality holds of the sample at every epsilon";

    /// <summary>
    /// The least C_0 for which the inequality holds of a sample of entries of W: max over the sample of (share of entries up to it) /
    /// (N epsilon^{1/N}), with the interval of that share.
    /// </summary>
    /// <remarks>
    /// An estimate from a sample, to be called calibrated and not proved. Entries whose rank in the sample is below 30 are left
    /// out: their share is too uncertain.
    /// </remarks>
    /// <param name="measured">N epsilon^{1/N} of an entry of W of each start, at least 100.</param>
    /// <param name="share">No part of it: the inequality is about every share.</param>
    public (double Value, double Low, double High) EstimateConstant(IReadOnlyList<double> measured, double share)
    {
        ArgumentNullException.ThrowIfNull(measured);
        var count = measured.Count;
        if (count < 100)
            throw new ArgumentException($"{count} starts were given; {MeasuredConstant} needs at least 100.", nameof(measured));
        double[] sorted = [.. measured.Order()];
        var rank = Enumerable.Range(30, count - 30).MaxBy(rank => rank / sorted[rank - 1]);
        var observed = new ObservedShare(rank, count);
        return (rank / (double)count / sorted[rank - 1], observed.Low / sorted[rank - 1], observed.High / sorted[rank - 1]);
    }

    /// <summary>C_0, which lemma 12 and claim 3 use too.</summary>
    internal static Constant CarberyWright(DeepLinearSetting setting) => setting.ConstantOf(new Lemma11(), "C_0", "times N epsilon^(1/N)");

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var constant = CarberyWright(setting);
        var deviation = EntryDeviation(problem);
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

    private static double EntryDeviation(WhitenedProblem problem) => Math.Sqrt(problem.HiddenProduct) * Math.Pow(problem.Deviation, problem.Depth);
}
