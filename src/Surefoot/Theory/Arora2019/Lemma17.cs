namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, lemma 17: in claim 4's construction the first entries w_1(t), ..., w_N(t) share a sign that alternates from t = 1 on, and
/// 2 &lt;= B(t) &lt;= |w_j(t)| &lt;= C(t) with eta B(t)^{2N-1} >= 20 C(t), where B(t+1) = 9 C(t) and C(t+1) = eta C(t)^{2N-1}.
/// </summary>
/// <remarks>They begin with B(1) = b A and C(1) = max{eta, 1} A, with claim 4's b; for c = 3/4 the work's min{eta, 1} A / 10 is below b A.</remarks>
public sealed class Lemma17 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/lemma-17";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, lemma 17";

    /// <inheritdoc/>
    public override string Statement => "The first entries of unbalanced layers change sign at every step and grow doubly exponentially.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(
            SlipClass.Misprint,
            "for every c in [3/4, 1), with A of (50)",
            "with claim 4's other A, or c = 3/4",
            "For eta = 0.001, N = 2, c = 0.9999 and the printed A the two entries have opposite signs at t = 2."),
    ];

    /// <summary>B(1) = b A and C(1) = max{eta, 1} A.</summary>
    public static (double Lower, double Upper) First(int depth, double rate, double margin, double scale) =>
        (Claim4.LowerShare(depth, rate, margin) * scale, Math.Max(rate, 1) * scale);

    /// <summary>B(t+1) = 9 C(t) and C(t+1) = eta C(t)^{2N-1}.</summary>
    public static (double Lower, double Upper) Next(int depth, double rate, (double Lower, double Upper) bounds) =>
        (9 * bounds.Upper, rate * Math.Pow(bounds.Upper, (2 * depth) - 1));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var run = UnbalancedRun.Of(problem);
        return new(this, [.. run.Assumptions(problem)])
        {
            Yields = [("A", run.Scale), ("B(1)", First(problem.Depth, problem.Rate, run.Margin, run.Scale).Lower), ("C(1)", First(problem.Depth, problem.Rate, run.Margin, run.Scale).Upper)],
            Invariants =
            [
                Entries(problem, run, "lemma-17/lower", "2 <= B(t) <= (-1)^(t+1) w_j(t)", (bounds, signed) => new(Math.Max(2, bounds.Lower), signed.Min())),
                Entries(problem, run, "lemma-17/upper", "(-1)^(t+1) w_j(t) <= C(t)", (bounds, signed) => new(signed.Max(), bounds.Upper)),
                Entries(problem, run, "lemma-17/apart", "20 C(t) <= eta B(t)^(2N-1)", (bounds, _) => new(20 * bounds.Upper, problem.Rate * Math.Pow(bounds.Lower, (2 * problem.Depth) - 1))),
            ],
        };
    }

    private static Invariant<DeepLinearMoment> Entries(
        WhitenedProblem problem, UnbalancedRun run, string id, string statement, Func<(double Lower, double Upper), IReadOnlyList<double>, Comparison> compare) =>
        new(id, statement, moment =>
        {
            if (moment.Step == 0 || !problem.HasSquareLayers)
                return null;
            var bounds = First(problem.Depth, problem.Rate, run.Margin, run.Scale);
            for (var step = 1; step < moment.Step; step++)
                bounds = Next(problem.Depth, problem.Rate, bounds);
            var sign = moment.Step % 2 == 1 ? 1 : -1;
            var comparison = compare(bounds, [.. Enumerable.Range(1, problem.Depth).Select(j => sign * problem.LayerOnInputs(moment, j)[0, 0])]);

            // The first step is known as well as 1 - c, and every step multiplies relative errors by up to 2 N.
            return comparison with { Rounding = problem.ProductRounding / (1 - run.Margin) * Math.Pow(2 * problem.Depth, Math.Min(moment.Step, 12)) * Math.Abs(comparison.Right) };
        });
}
