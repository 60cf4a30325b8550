using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, section 7.3: at the learning rate 1/4 the plain saddle is left after ln(1 / |x_2(0)|) / ln 1.5 steps, which is exp(1 / epsilon) from a band of half-width
/// 1.5^{-exp(1 / epsilon)}; a slope of length R makes such a band of any start, and its saddle takes about 1.71 R steps more.
/// </summary>
public sealed class Section73 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/section-7.3";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.3";

    /// <inheritdoc/>
    public override string Statement => "From a thin band, or from the end of a long slope, gradient descent takes a saddle for long.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "f = -4 x_1 + x_2^2 up to x_1 = -2, and a connection that is C^2", "-4 x_1 + x_2^2 - 23/6", "With the printed branch the mean slope of a connection is -7, so that some step of eta = 1/4 jumps further than 1 and x_1 does not step through it as told; gradients of the branch are the same."),
        new(SlipClass.Setting, "a smooth h between the branches", "A(x_1) + b(x_1) x_2^2", "The text asks for continuous second derivatives and for no sudden rise of x_2, and gives no h."),
        new(SlipClass.Setting, "-1 < x_1 < 1, x_1 < -2, [-infinity, 1]", "half-open where the pieces meet", "The ends belong to no branch as printed."),
    ];

    /// <summary>ceil(ln(1 / |x_2(0)|) / ln(1 + 2 eta)): the step at which |x_2| reaches 1.</summary>
    public static double EscapeStep(double second, double rate) => Math.Ceiling(Math.Log(1 / Math.Abs(second)) / Logarithm.OfOnePlus(2 * rate));

    /// <summary>(R ln 2 + ln(1 / |x_2(0)|)) / ln 1.5: about how many steps the saddle at the end of a slope of length R takes, at the rate 1/4.</summary>
    public static double StepsBeyondSlope(double length, double second) => ((length * Math.Log(2)) + Math.Log(1 / Math.Abs(second))) / Math.Log(1.5);

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var (first, second) = (setting.Start.Point[0], setting.Start.Point[^1]);

        // Along the connection x_2 does not yet grow by 1 + 2 eta: it belongs to the way to the saddle.
        var (onSlope, step) = (setting.Function is SlopedSaddle && first < -1, EscapeStep(second, setting.LearningRate));
        return new(this,
        [
            Assumption.Is("the function", "one of the two warm-ups", setting.Function is PlainSaddle or SlopedSaddle, "take the plain or the sloped saddle"),
            Assumption.Is("the start", "inside the domain", setting.Function.Contains([.. setting.Start.Point]), "start inside it"),
            new("|x_2(0)|", Math.Abs(second), Relation.Below, 1, "start nearer to the axis"),
            new("the learning rate", setting.LearningRate, Relation.Equal, 0.25, "take the learning rate 1/4") { Lever = Lever.LearningRate },
        ])
        {
            Yields = [("escape at step", onSlope ? double.NaN : step), ("steps on the slope", onSlope ? Math.Ceiling(-1 - first) : 0), ("steps at the saddle, about", onSlope ? StepsBeyondSlope(-1 - first, second) : step)],
            Invariants =
            [
                new("section-7.3/band", "|x_2(t)| < 1 for t < ln(1 / |x_2(0)|) / ln(1 + 2 eta)", moment =>
                    moment.Step < step ? new(Math.Abs(moment.Point[^1]), 1, 1e-13) : null),
                new("section-7.3/growth", "|x_2(t+1)| <= (1 + 2 eta) |x_2(t)|", moment =>
                    moment.Previous is { } before ? new(Math.Abs(moment.Point[^1]), (1 + (2 * setting.LearningRate)) * Math.Abs(before.Point[^1]), 1e-15) : null),
            ],
        };
    }
}
