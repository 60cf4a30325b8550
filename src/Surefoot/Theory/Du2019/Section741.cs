using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, section 7.4.1: t_2 &gt;= (2 eta (L + gamma) t_1 + ln(1 / x_2(0))) / (2 eta gamma) &gt;= (L + gamma) / gamma t_1.
/// </summary>
public sealed class Section741 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/section-7.4.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 7.4.1, the key observation";

    /// <inheritdoc/>
    public override string Statement => "The second of two saddles holds gradient descent (L + gamma) / gamma times as long as the first, or longer.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "t_d >= ((L + gamma) / gamma)^d", "((L + gamma) / gamma)^(d - 1) t_1", "d - 1 steps of t_{i+1} >= (L + gamma) / gamma t_i lead from t_1 to t_d; lemma 7.2 has this power."),
    ];

    /// <summary>(2 eta (L + gamma) t_1 + ln(1 / x_2(0))) / (2 eta gamma): the least t_2.</summary>
    public static double LeastSecond(double towards, double away, double rate, double first, double second) =>
        ((2 * rate * (towards + away) * first) + Math.Log(1 / second)) / (2 * rate * away);

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var saddles = setting.Function as TwoSaddles;
        var (l, gamma, start) = (saddles?.L ?? double.NaN, saddles?.Gamma ?? double.NaN, setting.Start.Point);
        return new(this,
        [
            Assumption.Is("the function", "that with the two saddles of (7.3)", saddles is not null, "take the function with two saddles"),
            new("the least coordinate of the start", start.Min(), Relation.Above, 0, "start inside the first square"),
            new("the largest coordinate of the start", start.Max(), Relation.Below, 1, "start inside the first square"),
            new("the learning rate", setting.LearningRate, Relation.AtMost, 1 / (2 * l), $"take a learning rate of at most {1 / (2 * l):G4}") { Lever = Lever.LearningRate },
        ])
        {
            Yields = [("(L + gamma) / gamma", (l + gamma) / gamma)],
            Invariants =
            [
                new("section-7.4.1", "t_2 >= (2 eta (L + gamma) t_1 + ln(1 / x_2(0))) / (2 eta gamma)", () =>
                {
                    var clock = new EscapeClock(1, 2);
                    return moment => clock.See(moment).Left == 2 ? OctopusProblem.Steps(LeastSecond(l, gamma, setting.LearningRate, clock.Leaves(1), start[1]), moment.Step) : null;
                }),
            ],
        };
    }
}
