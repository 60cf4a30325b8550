using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

/// <summary>Products of layers that reach neither end, which lemma 3 bounds by M.</summary>
public class InnerProductsTests
{
    [Fact]
    public void Single_layers_are_among_them()
    {
        // Of diag(4, 1) and two halves of I between two I, products of two layers and more have half its norm at most; each layer counts over sqrt(2).
        double[,] half = { { 0.5, 0 }, { 0, 0.5 } };
        double[,] one = { { 1, 0 }, { 0, 1 } };
        var setting = Fixtures.OnF1(1e-6, [one, new double[,] { { 4, 0 }, { 0, 1 } }, half, half, one]);
        Inner(setting).Measure(setting.Start)!.Value.Left.ShouldBeRelative(4 / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void Of_wide_layers_they_are_taken_at_powers_of_two()
    {
        // 1e-9 width^3 L^2 / 2 is a thousandth of a second between widths 43 and 44.
        foreach (var (width, steps) in new[] { (43, 10), (44, 5) })
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, width, width, width, width, 2), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 1e-3, 3);
            DeepLinearChecks.Run(setting, [Inner(setting)], 9, Recording.EveryStep).Checks[0].Steps.ShouldBe(steps, "steps 0, 1, 2, 4 and 8 of ten, or all");
        }
    }

    private static Invariant<DeepLinearMoment> Inner(DeepLinearSetting setting) => new Lemma3().Certify(setting).Invariants.Single(invariant => invariant.Id == "lemma-3/B5");
}
