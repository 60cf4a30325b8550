namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 11, with its probability explicit: for a Gaussian start and each i from 2 to N, all singular values of
/// W_{N:i}(0) lie between e^{-c2} and e^{c1} times (n_{i-1} ... n_{N-1})^{1/2}, except with probability at most
/// (3 / phi)^{n_N} (f1(c1) + f2(c2)), with the tails f1 and f2 of lemma 10 and a net of radius phi.
/// </summary>
public sealed class Lemma11 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-11";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 11";

    /// <inheritdoc/>
    public override string Statement => "The products of the last layers of a wide Gaussian start are nearly multiples of isometries.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "n_N Delta_1 <= C(c1, c2), with probability 1 - e^{-Omega(1 / Delta_1)}", "(3 / phi)^{n_N} (f1(c1) + f2(c2))", "the constants are left open; the proof yields this bound"),
    ];

    /// <summary>c1: the largest singular value is at most e^{c1} of its measure.</summary>
    public double C1 { get; init; } = 0.5;

    /// <summary>c2: the smallest is at least e^{-c2} of it.</summary>
    public double C2 { get; init; } = 0.5;

    /// <summary>phi = min(1 - e^{-c1/2}, (e^{-c2/2} - e^{-c2}) / (e^{-c2/2} + e^{c1})): how fine a net of the sphere must be.</summary>
    public static double NetRadius(double c1, double c2) =>
        Math.Min(1 - Math.Exp(-c1 / 2), (Math.Exp(-c2 / 2) - Math.Exp(-c2)) / (Math.Exp(-c2 / 2) + Math.Exp(c1)));

    /// <summary>(3 / phi)^d (f1(c1) + f2(c2)).</summary>
    /// <param name="dimension">d: n_N, or in lemma 12 r.</param>
    /// <param name="c1">c1.</param>
    /// <param name="c2">c2.</param>
    /// <param name="inverseWidths">Delta, the sum of the inverse widths between.</param>
    public static double FailureBound(int dimension, double c1, double c2, double inverseWidths) =>
        Math.Pow(3 / NetRadius(c1, c2), dimension) * (Lemma10.UpperTail(c1, inverseWidths) + Lemma10.LowerTail(c2, inverseWidths));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return Certify(this, problem, problem.Outputs, C1, C2, i => problem.InverseWidthSum(i, problem.Depth - 1), "lemma-11", "W_{N:i+1}(0)",
            (start, i) => problem.OutputRatio(start, i, 1), (start, i) => problem.OutputRatio(start, i, problem.Outputs));
    }

    /// <summary>Lemmas 11 and 12 over all their products at once.</summary>
    internal static Certificate<DeepLinearMoment> Certify(
        Theorem theorem,
        NormalizedProblem problem,
        int dimension,
        double c1,
        double c2,
        Func<int, double> inverseWidths,
        string id,
        string product,
        Func<DeepLinearMoment, int, double> largest,
        Func<DeepLinearMoment, int, double> smallest)
    {
        var all = problem.InverseWidthSum(1, problem.Depth - 1);
        var each = FailureBound(dimension, c1, c2, all);
        var together = Hidden().Sum(i => FailureBound(dimension, c1, c2, inverseWidths(i)));

        // The larger of the two tails decides.
        var most = c2 * c2 / (36 * Math.Log(2) * ((dimension * Math.Log(3 / NetRadius(c1, c2))) + Math.Log(2)));
        return new(theorem,
            [
                .. problem.Standing(),
                .. problem.LawAssumptions(StartLaw.Gaussian),
                .. Lemma10.LowerTailAssumptions(problem, c2, all),
                new("the bound on the probability of failure", each, Relation.Below, 1, $"make every hidden layer at least {(problem.Depth - 1) / most:G4} wide"),
            ])
        {
            FailureProbability = Math.Min(1, together),
            Constants = [new("c1", c1, ConstantOrigin.Given, "largest singular values"), new("c2", c2, ConstantOrigin.Given, "smallest singular values")],
            Yields = [("phi", NetRadius(c1, c2)), ("Delta", all), ("the probability of failure of the longest product at most", each), ("of any product at most", together)],
            Invariants = problem.Depth < 2 ? [] :
            [
                Lemma2.AtStart($"{id}/upper", $"max_i sigma_max({product}) / measure <= e^{{c1}}", start => new(Hidden().Max(i => largest(start, i)), Math.Exp(c1))),
                Lemma2.AtStart($"{id}/lower", $"e^{{-c2}} <= min_i sigma_min({product}) / measure", start => new(Math.Exp(-c2), Hidden().Min(i => smallest(start, i)))),
            ],
        };

        IEnumerable<int> Hidden() => Enumerable.Range(1, problem.Depth - 1);
    }
}
