using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>Layers diag(1, e) and diag(e, 1) in turn: one layer is longer than any product of several.</summary>
/// <remarks>
/// X = Y = I. Layers have the root mean square of (1 + e^2)/4, so that A is the layer over sqrt((1 + e^2)/2), and of two layers
/// ||A A'|| = 2 e / (1 + e^2).
/// </remarks>
public class AlternatingTests
{
    [Fact]
    public void The_longest_product_of_lemma_5_4_may_be_a_single_layer()
    {
        var certificate = new Lemma54().Certify(Alternating(0.01, 2, 1));
        HuSettings.Yield(certificate, "K").ShouldBeRelative(Math.Sqrt(2 / 1.0001), 1e-12);
        HuSettings.Yield(certificate, "Lambda").ShouldBeRelative(-Math.Log(0.02 / 1.0001), 1e-12);
    }

    [Fact]
    public void Long_products_that_have_moved_are_laid_against_their_own_bound()
    {
        // With p = 2^-20 the product of a row's entries, dl/dw = -(1 - p) p / w for each of them.
        const double Move = 0.01;
        var product = Math.Pow(0.5, 20);
        var setting = Alternating(0.5, 40, Move / (product * (1 - product)));
        var certificate = new Lemma54().Certify(setting);
        var measured = 0.0;
        var invariant = certificate.Invariants.Single(each => each.Id == "lemma-5.4/long");
        DeepLinearChecks.Run(setting, [new(invariant.Id, invariant.Statement, moment =>
        {
            var sides = invariant.Measure(moment);
            measured = sides!.Value.Left;
            return sides;
        })], 1, Recording.EveryStep).Checks[0].Holds.ShouldBeTrue();

        // Entries 1 and 1/2 move by 0.01 and 0.02. K is one layer's norm and s that of five; products of eleven layers and more are long.
        var scale = Math.Sqrt(0.625);
        var (largest, small, radius) = (1 / scale, Math.Pow(0.8, 2) / scale, Move * Math.Sqrt(5) / scale);
        var worst = Enumerable.Range(11, 30).Max(n =>
        {
            var norm = Math.Pow(1.01 * 0.52 / 0.625, n / 2) * (n % 2 == 1 ? 1.01 / scale : 1);
            return norm / ((small * (1 + (n * radius * largest))) + (largest * (Math.Pow(1 + (radius * largest), n) - 1 - (n * radius * largest))));
        });
        measured.ShouldBeRelative(worst, 1e-9);
    }

    [Fact]
    public void A_start_that_no_radius_keeps_small_has_no_steps_and_no_radius()
    {
        // Ten layers a I: within a billionth the output grows by ten billionths, and five were left.
        var a = Math.Pow(Lemma55.LargestOutput * (1 - 5e-9), 0.1);
        var data = new Dataset("identity", Matrix<double>.Identity(2), Matrix<double>.Identity(2));
        var certificate = new CertificateStuck().Certify(Settings.Of(data, new SquaredLoss(), 1, 1e-12, [.. Enumerable.Repeat(new[,] { { a, 0 }, { 0, a } }, 10)]));
        certificate.Verdict.ShouldBe(Verdict.DoesNotApply);
        certificate.Yields.ShouldBe([("T", 0)]);
    }

    private static DeepLinearSetting Alternating(double e, int depth, double rate)
    {
        var data = new Dataset("identity", Matrix<double>.Identity(2), Matrix<double>.Identity(2));
        return Settings.Of(data, new SquaredLoss(), 1, rate, [.. Enumerable.Range(0, depth).Select(i => i % 2 == 0 ? new[,] { { 1, 0 }, { 0, e } } : new[,] { { e, 0 }, { 0, 1 } })]);
    }
}
