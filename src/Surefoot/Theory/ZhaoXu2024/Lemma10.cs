namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// Zhao and Xu 2024, lemma 10: for independent Gaussian A_j of n_j x n_{j-1} and Delta = sum_{j &lt;= q} 1/n_j,
/// ||A_q ... A_1 x||^2 / (||x||^2 n_1 ... n_q) is above e^c with probability at most exp(-c^2 / (8 Delta)), and below e^{-c} with
/// probability at most exp(-c^2 / (36 ln 2 Delta)) if c &lt;= 3 ln 2 and Delta &lt;= c / (12 ln 2).
/// </summary>
public sealed class Lemma10 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/lemma-10";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, lemma 10";

    /// <inheritdoc/>
    public override string Statement => "The hidden layers of a wide Gaussian start change the norm of an input little, except with small probability.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Gap, "in the proofs of lemmas 9 and 10 quotients of norms, and x in R^{n_1}", "quotients of squared norms, and x in R^{n_0}", "it is the squares that are chi-squared; the shapes do not fit"),
    ];

    /// <summary>c, by whose exponential the squared norm may change.</summary>
    public double Deviation { get; init; } = 0.5;

    /// <summary>exp(-c^2 / (8 Delta)): a squared norm above e^c times its mean.</summary>
    /// <param name="deviation">c.</param>
    /// <param name="inverseWidths">Delta.</param>
    public static double UpperTail(double deviation, double inverseWidths) => Math.Exp(-deviation * deviation / (8 * inverseWidths));

    /// <summary>exp(-c^2 / (36 ln 2 Delta)): a squared norm below e^{-c} times its mean.</summary>
    /// <param name="deviation">c, at most 3 ln 2.</param>
    /// <param name="inverseWidths">Delta, at most c / (12 ln 2).</param>
    public static double LowerTail(double deviation, double inverseWidths) => Math.Exp(-deviation * deviation / (36 * Math.Log(2) * inverseWidths));

    /// <summary>c / (12 ln 2): the lower tail is proved for Delta up to it.</summary>
    public static double LargestInverseWidths(double deviation) => deviation / (12 * Math.Log(2));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var sum = problem.InverseWidthSum(1, problem.Depth - 1);
        var (upper, lower) = (UpperTail(Deviation, sum), LowerTail(Deviation, sum));
        return new(this, [.. problem.LawAssumptions(StartLaw.Gaussian), .. LowerTailAssumptions(problem, Deviation, sum)])
        {
            FailureProbability = Math.Min(1, upper + lower),
            Constants = [new("c", Deviation, ConstantOrigin.Given, "the squared norm changes by e^c at most")],
            Yields = [("Delta", sum), ("the probability of more than e^c at most", upper), ("the probability of less than e^-c at most", lower)],
            Invariants =
            [
                Lemma2.AtStart("lemma-10/upper", "||W_{N-1:1}(0) x||^2 / (n_1 ... n_{N-1}) <= e^c for the first singular vector x of the inputs",
                    start => new(Quotient(problem, start), Math.Exp(Deviation))) with { FailureProbability = upper },
                Lemma2.AtStart("lemma-10/lower", "e^{-c} <= ||W_{N-1:1}(0) x||^2 / (n_1 ... n_{N-1}) for the first singular vector x of the inputs",
                    start => new(Math.Exp(-Deviation), Quotient(problem, start))) with { FailureProbability = lower },
            ],
        };
    }

    /// <summary>What the lower tail needs.</summary>
    internal static IEnumerable<Assumption> LowerTailAssumptions(NormalizedProblem problem, double deviation, double sum)
    {
        var most = LargestInverseWidths(deviation);
        yield return new("c of the lower tail", deviation, Relation.AtMost, 3 * Math.Log(2), $"take c at most {3 * Math.Log(2):G4}");
        yield return new("the sum of inverse hidden widths", sum, Relation.AtMost, most, $"make every hidden layer at least {(problem.Depth - 1) / most:G4} wide");
    }

    private static double Quotient(NormalizedProblem problem, DeepLinearMoment start)
    {
        var product = start.Product(problem.Depth - 1, 1);
        var square = 0.0;
        for (var i = 0; i < product.Rows; i++)
            square += product[i, 0] * product[i, 0];
        var scale = problem.Scale(1, problem.Depth - 1);
        return scale * scale * square;
    }
}
