using Surefoot.Descent;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

/// <summary>What is proved, laid against runs drawn inside its assumptions.</summary>
public class TrajectoryTests
{
    [Fact]
    public void Inside_theorem_1_every_inequality_holds_at_every_step()
    {
        for (var place = 0; place < 1000; place++)
        {
            var setting = DrawnStart.InsideTheorem1(place);
            AllHold(setting, place, steps: 5, new Theorem1(), new Lemma1(), new Lemma2(), new Lemma7(), new Claim1(), new BalanceIdentity(), new BalancedFlow());
        }
    }

    [Fact]
    public void Near_balance_every_algebraic_inequality_holds_at_any_rate()
    {
        for (var place = 0; place < 1000; place++)
        {
            var (target, layers) = DrawnStart.NearlyBalanced(place, imbalance: Math.Pow(10, -(place % 4)));
            AllHold(Settings.Whitened(target, 0.01, layers), place, steps: 3, new Lemma3(), new Lemma4(), new Lemma5(), new Lemma6(), new BalanceIdentity(), new BalancedFlow());
        }
    }

    [Fact]
    public void At_the_local_limit_every_certified_step_descends()
    {
        var certified = 0;
        for (var place = 0; place < 1000; place++)
        {
            var (target, layers) = DrawnStart.NearlyBalanced(place, imbalance: place % 2 == 0 ? 0 : 1e-4);
            var limit = new LocalStep().Certify(Settings.Whitened(target, 1, layers)).Yields.Single(yield => yield.Name == "largest learning rate").Value;
            if (!(limit > 0))
                continue;
            var setting = Settings.Whitened(target, limit, layers);
            if (new LocalStep().Certify(setting).Verdict != Verdict.Holds)
                continue;
            certified++;
            AllHold(setting, place, steps: 2, new LocalStep());
        }

        certified.ShouldBeGreaterThan(500);
    }

    private static void AllHold(DeepLinearSetting setting, int place, int steps, params Theorem<DeepLinearSetting, DeepLinearMoment>[] theorems)
    {
        var invariants = theorems.SelectMany(theorem => theorem.Certify(setting).Invariants).ToList();
        foreach (var check in DeepLinearChecks.Run(setting, invariants, steps, Recording.EveryStep).Checks)
            check.Holds.ShouldBeTrue($"start {place}: {check.Id} {check.Sentence}");
    }
}
