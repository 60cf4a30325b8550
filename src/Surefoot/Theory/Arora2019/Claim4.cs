using Surefoot.Arithmetic;
using Surefoot.Initializations;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, claim 4: without balancedness a deficiency margin is no help. For even N, equal widths, Phi = I and any learning rate
/// there are starts of any margin c &lt; 1 from which the loss is never below a positive constant again; here they diverge.
/// </summary>
/// <remarks>
/// The start (51) has W_j(0) = diag(A c^{1/N}, 1, ..., 1) for j &lt;= N/2 and diag(c^{1/N} / A, 1, ..., 1) beyond, so W(0) = diag(c, 1, ..., 1) has
/// margin c, and only B_{N/2} is not 0. The first entries run as in <see cref="Lemma17"/>: l(t) >= (2^N - 1)^2 / 2 for t >= 1, growing doubly
/// exponentially. In double the run overflows after 3 to 6 steps, and that is how it ends.
/// </remarks>
public sealed class Claim4 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/claim-4";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claim 4";

    /// <inheritdoc/>
    public override string Statement => "For every learning rate there is an unbalanced start with a large deficiency margin from which gradient descent diverges.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(
            SlipClass.Gap,
            "A of (50), with (3/16) eta A <= W_j(1) for every c in [3/4, 1)",
            "A = max{sqrt(eta N), 2/b, (20 max{eta, 1} / (eta b^{2N-1}))^{1/(2N-2)}} with b = min{eta (1-c) c^{(N-1)/N}, 3/4}",
            "The step of the proof needs (1-c) c^{(N-1)/N} >= 3/16, which fails for c near 1; the claim is true with the other A."),
    ];

    /// <summary>
    /// A of (50): max{sqrt(eta N), 2 / (eta (1-c) c^{(N-1)/N}), 2000, 20/eta, (20 10^{2N-1} / eta^{2N})^{1/(2N-2)}}; enough for c = 3/4.
    /// </summary>
    /// <param name="depth">N, even.</param>
    /// <param name="rate">eta.</param>
    /// <param name="margin">c, from 3/4 to below 1.</param>
    public static double PrintedScale(int depth, double rate, double margin)
    {
        var root = 1 / ((2.0 * depth) - 2);

        // The last one factor by factor, so that nothing overflows at any depth.
        return Largest(
            Math.Sqrt(rate * depth),
            2 / (rate * Pull(depth, margin)),
            2000,
            20 / rate,
            Math.Pow(20, root) * Math.Pow(10, 1 + root) / Math.Pow(rate, 2 * depth * root));
    }

    /// <summary>The least A that the proof allows for any c in [3/4, 1), of which it needs c^{1/N} >= 3/4; never above the printed one at c = 3/4.</summary>
    /// <param name="depth">N, even.</param>
    /// <param name="rate">eta.</param>
    /// <param name="margin">c.</param>
    public static double Scale(int depth, double rate, double margin)
    {
        var (b, root) = (LowerShare(depth, rate, margin), 1 / ((2.0 * depth) - 2));
        return Largest(Math.Sqrt(rate * depth), 2 / b, Math.Pow(20 * Math.Max(rate, 1) / rate, root) / Math.Pow(b, 1 + root));
    }

    /// <summary>
    /// The start (51), with <see cref="Scale"/> and a millionth more, so that rounding does not hide that it is enough; a margin below 3/4
    /// is raised to 3/4, which implies it.
    /// </summary>
    /// <param name="depth">N, even.</param>
    /// <param name="width">d.</param>
    /// <param name="rate">eta, for the loss 1/2 ||W - Phi||_F^2 and a network without output scale.</param>
    /// <param name="margin">c, between 0 and 1.</param>
    public static GivenInitialization Start(int depth, int width, double rate, double margin = 0.75)
    {
        var raised = Math.Max(0.75, margin);
        return StartOf(depth, width, (1 + 1e-6) * Scale(depth, rate, raised), raised);
    }

    /// <summary>The start (51) of a given A.</summary>
    /// <param name="depth">N, even.</param>
    /// <param name="width">d.</param>
    /// <param name="scale">A.</param>
    /// <param name="margin">c.</param>
    public static GivenInitialization StartOf(int depth, int width, double scale, double margin)
    {
        if (depth < 2 || depth % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(depth), $"a depth of {depth} was given; the construction needs an even one: 2, 4, ...");
        if (!(margin > 0 && margin < 1))
            throw new ArgumentOutOfRangeException(nameof(margin), $"a margin of {margin} was given; the target I allows those between 0 and 1.");
        return new([.. Enumerable.Range(1, depth).Select(j => Layer(depth, width, scale, margin, j))]);
    }

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var run = UnbalancedRun.Of(problem);
        return new(this, [.. run.Assumptions(problem)])
        {
            Yields = [("A", run.Scale), ("c", run.Margin), ("floor of the loss", Floor(problem.Depth))],
            Invariants =
            [
                new("claim-4/floor", "(2^N - 1)^2 / 2 <= l(t) for t >= 1", moment => moment.Step == 0 ? null : new(Floor(problem.Depth), problem.Loss(moment))),
                new("claim-4/others", "all entries but the first of every layer stay", moment => UnbalancedRun.OthersStay(problem, moment)),
            ],
        };
    }

    /// <summary>(2^N - 1)^2 / 2.</summary>
    internal static double Floor(int depth) => 0.5 * Math.Pow(Math.Pow(2, depth) - 1, 2);

    /// <summary>b = min{eta (1-c) c^{(N-1)/N}, 3/4}: the share of A below which no first entry is after one step.</summary>
    internal static double LowerShare(int depth, double rate, double margin) => Math.Min(rate * Pull(depth, margin), 0.75);

    /// <summary>Layer j of (51).</summary>
    internal static Matrix<double> Layer(int depth, int width, double scale, double margin, int j)
    {
        var layer = Matrix<double>.Identity(width);
        layer[0, 0] = Math.Pow(margin, 1.0 / depth) * (j <= depth / 2 ? scale : 1 / scale);
        return layer;
    }

    // (1-c) c^{(N-1)/N}: how hard the first step pulls at a layer, by its scale.
    private static double Pull(int depth, double margin) => (1 - margin) * Math.Pow(margin, (depth - 1.0) / depth);

    private static double Largest(params ReadOnlySpan<double> values)
    {
        var largest = values[0];
        foreach (var value in values)
            largest = Math.Max(largest, value);
        return largest;
    }
}
