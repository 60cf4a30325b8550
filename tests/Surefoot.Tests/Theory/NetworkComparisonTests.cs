using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Tests.Theory.Zou2020;
using Surefoot.Theory;
using Surefoot.Theory.Zou2020;

namespace Surefoot.Tests.Theory;

/// <summary>Plain and residual networks side by side.</summary>
public class NetworkComparisonTests
{
    private const double Target = 1e-3;
    private const double Accepted = 0.1;

    // d = 3, k = 2, ||X|| = 2; rows of X are of norms 2, 1 and 1.
    private static readonly Dataset Data = WithTargets(1);

    [Fact]
    public void Each_has_the_rate_of_its_theory_and_reaches_its_target_within_what_is_guaranteed()
    {
        var compared = Compare(depth: 4, width: 6);
        compared.Select(each => each.Network.Split(" of scale")[0]).ShouldBe(
            ["plain, orthogonal start", "plain, gaussian start", "residual, Gaussian ends", "residual, identity ends", "residual, modified identity"]);
        compared.ShouldAllBe(each => each.Width == 6 && each.MostSteps == 20_000);
        compared.ShouldAllBe(each => each.MeasuredSteps == null || each.MeasuredSteps <= each.GuaranteedSteps);

        // k / (L ||X||^2).
        compared[0].LearningRate.ShouldBeRelative(2.0 / (4 * 4), 1e-12);
        (compared[0].LearningRate / compared[1].LearningRate).ShouldBeOneOf(1, 2, 4);
        foreach (var (network, transformation) in compared.Skip(2).Zip(new Transformation[] { new GaussianTransformation(), new IdentityTransformation(), new ModifiedIdentityTransformation(Scale()) }))
        {
            var setting = ZouSettings.Of(Data, transformation, 6, 4, 1, Stream(transformation));
            var problem = new ResidualProblem(setting);
            network.LearningRate.ShouldBeRelative(Theorem31.RateLimit(4, problem.Max, 2, setting.Start.Loss), 1e-12, network.Network);
            network.TargetGap.ShouldBeRelative(Target * setting.Start.Gap, 1e-12);
            network.MeasuredSteps.ShouldBe(StepsOf(setting, network.LearningRate, network.TargetGap), network.Network);
            var own = Certification<ResidualMoment>.Of(setting.At(network.LearningRate), network.TargetGap);
            network.Certificates.Select(each => (each.Theorem.Id, each.Verdict)).ShouldBe(own.Certificates.Select(each => (each.Theorem.Id, each.Verdict)), network.Network);
            network.Best?.Theorem.Id.ShouldBe(own.Best?.Theorem.Id);
            network.Certificates.Select(each => each.FailureProbability).Where(each => each > 0).ShouldAllBe(each => each == Accepted);
        }

        // Theorem 3.1 always has a modified identity to offer, a twentieth above the least scale.
        compared[^1].Network.ShouldEndWith(FormattableString.Invariant($"of scale {Scale():G4}"));
        compared[^1].Best!.Theorem.Id.ShouldBe("zou-2020/theorem-3.1");
        double.IsFinite(compared[^1].GuaranteedSteps).ShouldBeTrue();
        compared[^1].Leading.ShouldBe(compared[^1].Best);
        compared[3].Best.ShouldBeNull("identity ends have nothing");
        compared[3].GuaranteedSteps.ShouldBe(double.PositiveInfinity);
        compared[3].Leading!.Bound.ShouldNotBeNull();
    }

    [Fact]
    public void Plain_networks_have_the_largest_of_three_rates_that_gets_there()
    {
        // The larger the targets, the steeper their surroundings: k / (L ||X||^2) is too much, then half of it, then a quarter. Where none gets there the
        // largest is told, and no steps. The one that takes thousands of steps has first gone away from the target.
        foreach (var (depth, width, factor, places) in new[] { (4, 4, 1.0, (0, 0)), (3, 2, 3, (1, 0)), (2, 2, 4, (1, 1)), (2, 2, 6, (2, 2)), (4, 2, 6, (-1, -1)) })
        {
            var compared = Compare(depth, width, factor);
            foreach (var (network, start, place) in new (ComparedNetwork, Initialization<DeepLinearNetwork>, int)[]
            {
                (compared[0], new OrthogonalInitialization(), places.Item1), (compared[1], new GaussianInitialization(), places.Item2),
            })
            {
                var setting = Plain(start, depth, width, factor, 1);
                var rates = new[] { 1, 0.5, 0.25 }.Select(part => part * 2.0 / (depth * 4)).ToList();
                var steps = rates.Select(rate => StepsOf(setting.Run, rate, factor * factor / 8)).ToList();
                var first = steps.FindIndex(each => each is not null);
                first.ShouldBe(place, network.Network);
                network.LearningRate.ShouldBeRelative(rates[Math.Max(0, first)], 1e-12, network.Network);
                network.MeasuredSteps.ShouldBe(first < 0 ? null : steps[first], network.Network);
                network.TargetGap.ShouldBeRelative(Target * setting.Start.Gap, 1e-12);

                // Certificates are those of this very start, at this rate and for the accepted probability.
                var own = Certification<DeepLinearMoment>.Of(Plain(start, depth, width, factor, network.LearningRate), network.TargetGap);
                network.Certificates.Select(each => (each.Theorem.Id, each.Verdict, each.FailureProbability)).ShouldBe(own.Certificates.Select(each => (each.Theorem.Id, each.Verdict, each.FailureProbability)));
                network.Best?.Theorem.Id.ShouldBe(own.Best?.Theorem.Id);
            }
        }
    }

    [Fact]
    public void It_can_be_ended_early()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => NetworkComparison.Of(DataAnalysis.Of(Data), new SquaredLoss(), 3, 3, Target, Accepted, RandomStream.FromSeed(5), ThreadTeam.Alone, cancelled.Token));
    }

    [Fact]
    public void Ends_that_a_width_has_no_room_for_are_left_out_or_have_more()
    {
        // Identity ends take max(d, k) = 3 units, modified ones d + k = 5.
        Compare(depth: 3, width: 2).Select(each => each.Width).ShouldBe([2, 2, 2, 5]);
        Compare(depth: 3, width: 3).Select(each => each.Width).ShouldBe([3, 3, 3, 3, 5]);

        // One input and two outputs: max(d, k) = 2 and d + k = 3.
        var tall = DataAnalysis.Of(ZouSettings.DataOf(new double[,] { { 1, 2 } }, new double[,] { { 1, 0 }, { 0, 1 } }));
        NetworkComparison.Of(tall, new SquaredLoss(), 3, 1, Target, Accepted, RandomStream.FromSeed(5), ThreadTeam.Alone).Select(each => each.Width).ShouldBe([1, 1, 1, 3]);

        // Orthogonal starts run reduced at any width, Gaussian ones whole: 600 (5 + 600) is more than 2^18.
        Compare(depth: 3, width: 600).Select(each => each.Network.Split(',')[0]).ShouldBe(["plain", "residual", "residual", "residual"]);
    }

    private static Dataset WithTargets(double factor) => ZouSettings.DataOf(
        new double[,] { { 2, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 } }, new double[,] { { factor, 0, factor, factor / 2 }, { 0, -factor, factor, 0 } });

    private static IReadOnlyList<ComparedNetwork> Compare(int depth, int width, double factor = 1) =>
        NetworkComparison.Of(DataAnalysis.Of(WithTargets(factor)), new SquaredLoss(), depth, width, Target, Accepted, RandomStream.FromSeed(5), ThreadTeam.Alone);

    private static RandomStream Stream(Transformation transformation) => RandomStream.FromSeed(5).Named(transformation.Kind);

    // 1.05 C ||X|| sqrt(||Y||_F^2/2 - L*) / sigma_r^2: ||Y||_F^2 = 4.25, of which the last sample's 1/4 cannot be fitted.
    private static double Scale() => 1.05 * Theorem31.ConditioningConstant * 2 * Math.Sqrt(2);

    private static DeepLinearSetting Plain(Initialization<DeepLinearNetwork> start, int depth, int width, double factor, double rate)
    {
        var (analysis, loss) = (DataAnalysis.Of(WithTargets(factor)), new SquaredLoss());
        var network = DeepLinearNetwork.Normalized([3, .. Enumerable.Repeat(width, depth - 1), 2]);
        var run = Preparation.Prepare<double>(network, start, analysis, loss, RandomStream.FromSeed(5).Named(start.Kind), ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, rate) { Initialization = start, FailureProbability = Accepted };
    }

    // Until the loss on the data themselves is near L*.
    private static long? StepsOf(PreparedRun<double> run, double rate, double least)
    {
        var state = new DescentState<double>(run.Start.Clone());
        var first = Gap();
        for (var step = 0L; step <= 20_000 && Gap() < 1e6 * first; step++)
        {
            if (Gap() <= Target * first)
                return step;
            new GradientDescent(rate).Step(run.Objective, state);
        }

        return null;

        double Gap() => run.Objective.Loss(state.Weights) + run.LossOffset - least;
    }

    private static long? StepsOf(ResidualSetting setting, double rate, double gap)
    {
        var state = new DescentState<double>(setting.Run.Start.Clone());
        for (var step = 0L; step <= 20_000; step++)
        {
            if (setting.Run.Objective.Loss(state.Weights) <= gap)
                return step;
            new GradientDescent(rate).Step(setting.Run.Objective, state);
        }

        return null;
    }
}
