using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>What holds with a probability over the start, over many starts.</summary>
public class LawTests
{
    [Fact]
    public void Lemma_4_2_fails_no_more_often_than_it_may()
    {
        const int Starts = 300;
        const double Delta = 0.5;
        var (columns, losses) = (0, 0);
        for (var seed = 1; seed <= Starts; seed++)
        {
            var setting = HuSettings.Drawn(new OrthogonalInitialization(), (ulong)seed, Delta, 2, 24, 24, 1);
            var certificate = new Lemma42b().Certify(setting);
            certificate.Verdict.ShouldBe(Verdict.Holds);
            certificate.FailureProbability.ShouldBe(Delta);
            columns += certificate.Invariants[0].Measure(setting.Start)!.Value.IsViolated ? 1 : 0;
            losses += certificate.Invariants[1].Measure(setting.Start)!.Value.IsViolated ? 1 : 0;
        }

        // Above 180 of 300 at probability 1/2 has a chance of 2e-4; the lemma is far from sharp.
        columns.ShouldBeLessThan(180);
        losses.ShouldBeLessThanOrEqualTo(columns);
    }

    [Fact]
    public void Lemma_4_2_bounds_are_built_from_rho()
    {
        var setting = HuSettings.Drawn(new OrthogonalInitialization(), 1, 0.1, 2, 64, 64, 1);
        var problem = new RegressionProblem(setting);
        var certificate = new Lemma42b().Certify(setting);
        var rho = Lemma42b.Rho(64, 1, 2, 0.1);
        HuSettings.Yield(certificate, "rho").ShouldBe(rho);
        HuSettings.Yield(certificate, "B").ShouldBeRelative((rho * problem.SquaredFrobenius) + problem.SquaredTargets, 1e-14);
        HuSettings.Yield(certificate, "the looser B").ShouldBeRelative((rho + Math.Pow(problem.TargetNorm, 2)) * problem.SquaredFrobenius, 1e-14);
        HuSettings.Yield(certificate, "B").ShouldBeLessThanOrEqualTo(HuSettings.Yield(certificate, "the looser B"));
        HuSettings.Assumed(certificate, "the width beside 4 log(2 r / delta)").Limit.ShouldBeRelative(4 * Math.Log(40), 1e-14);

        // ||f(x)||^2 / ||x||^2 along the first axis of the inputs' span, against the map itself.
        var column = Enumerable.Range(0, 2).Max(k => Math.Pow(setting.Start.Map[0, k], 2));
        certificate.Invariants[0].Measure(setting.Start)!.Value.Left.ShouldBe(column);
        certificate.Invariants[0].Measure(setting.Start)!.Value.Right.ShouldBe(rho);

        // An orthogonal start that was given, not drawn, has no law.
        new Lemma42b().Certify(HuSettings.Near()).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Lemma42b().Certify(HuSettings.Drawn(new GaussianInitialization(), 1, 0.1, 2, 64, 64, 1)).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void The_gain_of_an_orthogonal_start_has_the_beta_law()
    {
        // d_y ||f(x)||^2 / (m ||x||^2) is Beta(d_y / 2, (m - d_y) / 2): for m = 4, d_y = 2 it is uniform on (0, 1).
        const int Starts = 2000;
        var shares = new double[Starts];
        var network = DeepLinearNetwork.Normalized(1, 4, 4, 2);
        for (var seed = 0; seed < Starts; seed++)
        {
            var map = network.EndToEnd(new OrthogonalInitialization().Sample<double>(network, RandomStream.FromSeed((ulong)seed), ThreadTeam.Alone));
            shares[seed] = 2 * ((map[0, 0] * map[0, 0]) + (map[1, 0] * map[1, 0])) / 4;
        }

        Array.Sort(shares);
        var distance = Enumerable.Range(0, Starts).Max(k => Math.Max(Math.Abs(shares[k] - ((double)k / Starts)), Math.Abs(shares[k] - ((k + 1.0) / Starts))));

        // Kolmogorov and Smirnov: sqrt(n) D exceeds 2.2 with probability 1.2e-4.
        (Math.Sqrt(Starts) * distance).ShouldBeLessThan(2.2);
    }

    [Fact]
    public void Lemmas_5_2_and_5_3_fail_no_more_often_than_they_may()
    {
        const int Starts = 200;
        const double Delta = 0.3;
        var (products, images) = (0, 0);
        for (var seed = 1; seed <= Starts; seed++)
        {
            var setting = HuSettings.Drawn(new GaussianInitialization(), (ulong)seed, Delta, 2, 3, 2, 4, 3, 2);
            var (any, one) = (new Lemma52().Certify(setting), new Lemma53().Certify(setting));
            (any.Verdict, one.Verdict).ShouldBe((Verdict.Holds, Verdict.Holds));
            (any.FailureProbability, one.FailureProbability).ShouldBe((Delta, Delta));
            products += any.Invariants.Single().Measure(setting.Start)!.Value.IsViolated ? 1 : 0;
            images += one.Invariants.Single().Measure(setting.Start)!.Value.IsViolated ? 1 : 0;
        }

        // Above 84 of 200 at probability 0.3 has a chance of 1e-4.
        products.ShouldBeLessThan(84);
        images.ShouldBeLessThan(84);
        new Lemma52().Certify(HuSettings.Narrow()).Verdict.ShouldBe(Verdict.DoesNotApply);
        new Lemma53().Certify(HuSettings.Narrow()).Verdict.ShouldBe(Verdict.DoesNotApply);
    }

    [Fact]
    public void Lemmas_5_2_and_5_3_have_their_constants()
    {
        var setting = HuSettings.Drawn(new GaussianInitialization(), 7, 0.2, 2, 3, 2, 4, 3, 2);
        var any = new Lemma52().Certify(setting);
        HuSettings.Yield(any, "the bound on ||A_{j:i}(0)|| for all pairs").ShouldBeRelative(5 * Math.Sqrt(4 / 0.2), 1e-14);

        // The largest of ||A_{j:i}||_F^2 delta / (d_{i-1} L^2), from the layers themselves; stored layers of the normalised network are A_i.
        var largest = 0.0;
        int[] widths = [2, 3, 2, 4, 3, 2];
        for (var i = 1; i <= 5; i++)
        {
            for (var j = i; j <= 5; j++)
                largest = Math.Max(largest, setting.Start.SingularValues(j, i).Sum(s => s * s) * 0.2 / (widths[i - 1] * 25));
        }

        any.Invariants.Single().Measure(setting.Start)!.Value.Left.ShouldBeRelative(largest, 1e-12);
        var one = new Lemma53().Certify(setting);
        HuSettings.Yield(one, "the bound on ||A_{L:1}(0) v||")
            .ShouldBeRelative(widths.Skip(1).Aggregate(1 / 0.2, (product, width) => product * Lemma53.HalfMoment(width)), 1e-14);
        HuSettings.Yield(one, "E log ||A_{L:1}(0) v||").ShouldBeRelative(widths.Skip(1).Sum(Lemma53.MeanLogarithm), 1e-14);
        one.Invariants.Single().Measure(setting.Start)!.Value.Left
            .ShouldBeRelative(Math.Sqrt(Math.Pow(setting.Start.Map[0, 0], 2) + Math.Pow(setting.Start.Map[1, 0], 2)), 1e-12);
    }

    [Fact]
    public void The_logarithm_of_a_gaussian_network_s_output_has_the_mean_and_variance_of_the_lemma()
    {
        const int Starts = 400;
        int[] widths = [2, .. Enumerable.Repeat(2, 30)];
        var logs = Enumerable.Range(1, Starts).Select(seed =>
        {
            var map = HuSettings.Drawn(new GaussianInitialization(), (ulong)seed, 0.1, widths).Start.Map;
            return 0.5 * Math.Log((map[0, 0] * map[0, 0]) + (map[1, 0] * map[1, 0]));
        }).ToList();
        var (mean, variance) = (30 * Lemma53.MeanLogarithm(2), 30 * Lemma53.VarianceOfLogarithm(2));
        var average = logs.Average();

        // Four standard errors; the variance of a variance of something nearly normal is 2 / n of its square.
        average.ShouldBe(mean, 4 * Math.Sqrt(variance / Starts));
        logs.Average(log => Math.Pow(log - average, 2)).ShouldBe(variance, 4 * Math.Sqrt(2.5 / Starts) * variance);
    }
}
