using Surefoot.Descent;
using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>A setting as Du 2019, section 7.7, sees it: descent on the octopus. What several statements assume and measure.</summary>
/// <param name="setting">The setting.</param>
internal sealed class OctopusProblem(FunctionSetting setting)
{
    private const double Epsilon = 1.0 / (1L << 52);

    public FunctionSetting Setting => setting;

    /// <summary>The octopus; null for another function.</summary>
    public Octopus? Octopus => setting.Function as Octopus;

    public double Rate => setting.LearningRate;

    public double L => Octopus?.L ?? double.NaN;

    public double Gamma => Octopus?.Gamma ?? double.NaN;

    public double Tau => Octopus?.Tau ?? double.NaN;

    /// <summary>(L + gamma) / gamma, the growth of escape times as eta goes to 0.</summary>
    public double Growth => (L + Gamma) / Gamma;

    /// <summary>((L + gamma) / gamma)^{d - 1}: the steps for which descent is known not to escape the last saddle.</summary>
    public double Duration => Math.Pow(Growth, setting.Function.Dimension - 1);

    /// <summary>1 / (2 eta gamma): the steps a growth by e takes in the limit of small eta.</summary>
    public double Scale => 1 / (2 * Rate * Gamma);

    /// <summary>ln(tau / |x_k(0)|) / (2 eta gamma), k from 1.</summary>
    public double Delay(int k) => Scale * Math.Log(Tau / Math.Abs(setting.Start.Point[k - 1]));

    public Assumption IsOctopus() => Assumption.Is("the function", "the octopus", Octopus is not null, "take the octopus");

    public Assumption IsPlain() => Assumption.Is("the method", "gradient descent without kicks", setting.Method is GradientDescent, "take gradient descent without kicks");

    /// <summary>tau at least e, which the proof of the growth of what waits needs: (1 + 2 eta gamma)^{1 / (2 eta gamma)} is at most e.</summary>
    public Assumption IsWide() => new("tau", Tau, Relation.AtLeast, Math.E, "take tau = e or larger");

    /// <summary>A start in [-1, 1]^d without a coordinate that is 0; in the tube all of them are positive.</summary>
    public IEnumerable<Assumption> StartsInCube(bool isTube)
    {
        yield return new("the largest coordinate of the start", setting.Start.Point.Max(Math.Abs), Relation.AtMost, 1, "start within the cube [-1, 1]^d");
        yield return new("the least coordinate of the start", isTube ? setting.Start.Point.Min() : setting.Start.Point.Min(Math.Abs), Relation.Above, 0, isTube ? "start where every coordinate is positive" : "start where no coordinate is 0");
    }

    /// <summary>eta at most 1 / (2 L).</summary>
    public Assumption IsSlow() => new("the learning rate", Rate, Relation.AtMost, 1 / (2 * L), $"take a learning rate of at most {1 / (2 * L):G4}") { Lever = Lever.LearningRate };

    /// <summary>What lemmas 7.2 and 7.3 assume; the first is about the tube, whose points have no negative coordinate.</summary>
    public IReadOnlyList<Assumption> OfLemma(bool isTube) => [IsOctopus(), IsPlain(), IsWide(), .. StartsInCube(isTube), IsSlow()];

    /// <summary>|x_d| &lt;= 2 tau for the steps in which the last saddle holds.</summary>
    public Invariant<FunctionMoment> Held(string id) => new(id, "|x_d(t)| <= 2 tau for t <= ((L + gamma) / gamma)^(d - 1)", moment =>
        moment.Step <= Duration ? new(Math.Abs(moment.Point[^1]), 2 * Tau, 64 * Epsilon * Tau) : null);

    /// <summary>How far a point lies outside its cell: 0 inside. Past the coordinates beyond 2 tau, the next may be at most 2 tau, the others at most tau, none more than 6 tau.</summary>
    public Invariant<FunctionMoment> Inside(string id) => new(id, "x(t) lies in the domain D", moment =>
    {
        var (largest, i) = (0.0, 0);
        while (i < moment.Point.Count && Math.Abs(moment.Point[i]) >= 2 * Tau)
            largest = Math.Max(largest, Math.Abs(moment.Point[i++]) / 6);
        for (var j = i; j < moment.Point.Count; j++)
            largest = Math.Max(largest, Math.Abs(moment.Point[j]) / (j == i ? 2 : 1));
        return new(largest, Tau, 64 * Epsilon * Tau);
    });

    /// <summary>Steps are whole, and compared with numbers known to some roundings.</summary>
    public static Comparison Steps(double left, double right) => new(left, right, 256 * Epsilon * Math.Max(Math.Abs(left), Math.Abs(right)));
}

/// <summary>Tells when a run leaves each saddle: S_k, the first step with |x_k| &gt;= tau, and T_k, the first with |x_k| &gt;= 2 tau.</summary>
/// <param name="tau">tau.</param>
/// <param name="dimension">d.</param>
internal sealed class EscapeClock(double tau, int dimension)
{
    private readonly long[] _leaves = [.. Enumerable.Repeat(-1L, dimension)];
    private readonly long[] _escapes = [.. Enumerable.Repeat(-1L, dimension)];
    private long _next;

    /// <summary>S_k, k from 1; -1 while it has not come.</summary>
    public long Leaves(int k) => _leaves[k - 1];

    /// <summary>T_k, k from 1; -1 while it has not come.</summary>
    public long Escapes(int k) => _escapes[k - 1];

    /// <summary>Sees the next step; what it tells ends where one is left out.</summary>
    /// <returns>The k that left its zone at this step and the k that escaped; 0 for none.</returns>
    public (int Left, int Escaped) See(FunctionMoment moment)
    {
        if (moment.Step != _next)
            return (0, 0);
        _next++;
        var (left, escaped) = (0, 0);
        for (var k = 1; k <= dimension; k++)
        {
            var y = Math.Abs(moment.Point[k - 1]);
            if (_leaves[k - 1] < 0 && y >= tau)
                (_leaves[k - 1], left) = (moment.Step, k);
            if (_escapes[k - 1] < 0 && y >= 2 * tau)
                (_escapes[k - 1], escaped) = (moment.Step, k);
        }

        return (left, escaped);
    }
}
