using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Tests.Descent;

public class StochasticTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(71);

    [Fact]
    public void Batches_are_subsets_named_by_the_step_and_all_as_likely()
    {
        const int Draws = 20_000;
        var batches = new RandomBatches(Stream.Named("batches"), 5, 3);
        var counts = new Dictionary<string, int>();
        var samples = new int[3];
        for (long step = 0; step < Draws; step++)
        {
            batches.Fill(step, samples);
            samples.Distinct().Count().ShouldBe(3);
            samples.ShouldBe(samples.Order());
            samples.ShouldAllBe(sample => sample >= 0 && sample < 5);
            counts[string.Join(' ', samples)] = counts.GetValueOrDefault(string.Join(' ', samples)) + 1;
        }

        // Ten subsets, each within 5 standard deviations of its share.
        counts.Count.ShouldBe(10);
        counts.Values.ShouldAllBe(count => Math.Abs(count - (Draws / 10)) < 5 * Math.Sqrt(Draws * 0.1 * 0.9));
        var again = new int[3];
        batches.Fill(17, samples);
        new RandomBatches(Stream.Named("batches"), 5, 3).Fill(17, again);
        again.ShouldBe(samples);

        // The dearest batch is everything.
        var all = new int[5];
        new RandomBatches(Stream, 5, 5).Fill(3, all);
        all.ShouldBe([0, 1, 2, 3, 4]);
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomBatches(Stream, 5, 6)).Message.ShouldContain("1 to 5");
        Should.Throw<ArgumentException>(() => new CyclicBatches([0, 0])).Message.ShouldContain("different");
    }

    [Fact]
    public void Following_batches_depend_on_each_other_in_nothing()
    {
        // Of pairs of following batches of 1 in 3, all nine as likely.
        const int Draws = 18_000;
        var batches = new RandomBatches(Stream.Named("pairs"), 3, 1);
        var counts = new int[9];
        var (before, now) = (new int[1], new int[1]);
        batches.Fill(0, before);
        for (long step = 1; step <= Draws; step++)
        {
            batches.Fill(step, now);
            counts[(3 * before[0]) + now[0]]++;
            before[0] = now[0];
        }

        counts.ShouldAllBe(count => Math.Abs(count - (Draws / 9)) < 5 * Math.Sqrt(Draws / 9.0));
    }

    [Fact]
    public void Schedules_are_what_they_say()
    {
        RateSchedule constant = 0.5;
        constant.At(1000).ShouldBe(0.5);
        new DecayingRate(1, 10, 2).At(30).ShouldBe(1 / 16.0);
        new DecayingRate(3, 10).At(0).ShouldBe(3);
        new SteppedRate(1, 10, 0.5).At(29).ShouldBe(0.25);
        new SteppedRate(1, 10, 0.5).At(30).ShouldBe(0.125);
        Should.Throw<ArgumentOutOfRangeException>(() => new ConstantRate(-1)).Message.ShouldContain("-1");
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("deep-linear")]
    [InlineData("relu")]
    [InlineData("log-cosh")]
    public void Gradients_of_all_batches_average_to_the_whole_gradient(string kind)
    {
        var data = LinearTeacher.Sample(3, kind == "relu" ? 1 : 2, 4, 0.5, 1, Stream.Named("data"));
        Loss loss = kind == "log-cosh" ? new LogCoshLoss() : new SquaredLoss(SquaredScaling.Mean);
        Network network = kind switch
        {
            "residual" => LinearResidualNetwork.With(new GaussianTransformation(), 3, 2, 5, 3, Stream.Named("ends")),
            "relu" => new TwoLayerReluNetwork(3, 1, -1, 1, 1, -1),
            _ => DeepLinearNetwork.Normalized(3, 4, 2),
        };
        var objective = network.BindSampled<double>(data, loss, 2, ThreadTeam.Alone);
        var at = new Weights<double>(network.Shapes);
        for (var i = 0; i < at.Count; i++)
            Stream.Named("at", i).FillNormal(at[i].Span);
        var (whole, batch, mean) = (new Weights<double>(network.Shapes), new Weights<double>(network.Shapes), new Weights<double>(network.Shapes));
        var (total, loss0) = (0.0, objective.LossAndGradient(at, whole));
        for (var i = 0; i < 4; i++)
        {
            for (var j = i + 1; j < 4; j++)
            {
                total += objective.BatchLossAndGradient(at, [i, j], batch) / 6;
                objective.BatchLoss(at, [i, j]).ShouldBeRelative(objective.BatchLossAndGradient(at, [i, j], batch), 1e-15);
                for (var k = 0; k < mean.Span.Length; k++)
                    mean.Span[k] += batch.Span[k] / 6;
            }
        }

        total.ShouldBeRelative(loss0, 1e-14);
        for (var i = 0; i < at.Count; i++)
            mean[i].ShouldBeNear(whole[i], 1e-13);
    }

    [Fact]
    public void The_whole_as_one_batch_is_gradient_descent_bit_for_bit()
    {
        var data = LinearTeacher.Sample(4, 3, 9, 0.5, 1, Stream.Named("whole"));
        foreach (var width in new[] { 9, 20 })
        {
            var network = LinearResidualNetwork.With(new GaussianTransformation(), 4, 3, width, 3, Stream.Named("ends"));
            var (stochastic, whole) = (new DescentState<double>(new(network.Shapes)), new DescentState<double>(new(network.Shapes)));
            var objective = network.BindSampled<double>(data, new SquaredLoss(), 9, ThreadTeam.Alone);
            DescentRun.Run(objective, new StochasticGradientDescent(0.001, new RandomBatches(Stream, 9, 9)), stochastic, new RunOptions { Steps = 30 });
            DescentRun.Run(objective, new GradientDescent(0.001), whole, new RunOptions { Steps = 30 });
            for (var l = 0; l < 3; l++)
                stochastic.Weights[l].ShouldHaveBitsOf(whole.Weights[l]);
        }
    }

    [Fact]
    public void Threads_and_a_stop_and_a_resume_change_no_bit()
    {
        // Wide enough that products are shared.
        var data = LinearTeacher.Sample(20, 10, 120, 0.5, 1, Stream.Named("threads"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(), 20, 10, 128, 2, Stream.Named("ends"));
        var method = new StochasticGradientDescent(new DecayingRate(1e-4, 20), new RandomBatches(Stream.Named("batches"), 120, 80));
        using var team = new ThreadTeam(2);
        var alone = Run(ThreadTeam.Alone, [24]);
        var shared = Run(team, [24]);
        var stopped = Run(team, [7, 17]);
        for (var l = 0; l < 2; l++)
        {
            shared.State.Weights[l].ShouldHaveBitsOf(alone.State.Weights[l]);
            stopped.State.Weights[l].ShouldHaveBitsOf(alone.State.Weights[l]);
        }

        stopped.State.Step.ShouldBe(24);
        stopped.Losses.ShouldBe(alone.Losses);
        shared.Losses.ShouldBe(alone.Losses);

        (DescentState<double> State, Dictionary<long, double> Losses) Run(ThreadTeam on, int[] legs)
        {
            var (state, losses) = (new DescentState<double>(new Weights<double>(network.Shapes)), new Dictionary<long, double>());
            foreach (var steps in legs)
            {
                // Of the stopped run nothing is left but its checkpoint.
                var file = new MemoryStream();
                Checkpoint.Write(file, state);
                file.Position = 0;
                state = Checkpoint.Read<double>(file, network.Shapes);
                var objective = network.BindSampled<double>(data, new SquaredLoss(), 80, on);
                var run = DescentRun.Run(objective, method, state, new RunOptions { Steps = steps });
                for (var i = 0; i < run.Steps.Count; i++)
                    losses[run.Steps[i]] = run.Losses[i];
            }

            return (state, losses);
        }
    }

    [Fact]
    public void A_checkpoint_that_is_damaged_or_another_networks_is_refused()
    {
        var network = DeepLinearNetwork.Normalized(3, 4, 2);
        var file = new MemoryStream();
        Checkpoint.Write(file, new DescentState<double>(new(network.Shapes)) { Step = 12 });
        var bytes = file.ToArray();
        Checkpoint.Read<double>(new MemoryStream(bytes), network.Shapes).Step.ShouldBe(12);
        Should.Throw<DataException>(() => Checkpoint.Read<double>(new MemoryStream(bytes), DeepLinearNetwork.Normalized(3, 5, 2).Shapes)).Message.ShouldContain("25 numbers");
        Should.Throw<DataException>(() => Checkpoint.Read<float>(new MemoryStream(bytes), network.Shapes)).Message.ShouldContain("4 bytes");
        Should.Throw<DataException>(() => Checkpoint.Read<double>(new MemoryStream(bytes[..^9]), network.Shapes)).Message.ShouldContain("cannot be read");
        bytes[60] ^= 1;
        Should.Throw<DataException>(() => Checkpoint.Read<double>(new MemoryStream(bytes), network.Shapes)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Recorded_losses_are_the_whole_ones_and_batches_end_nothing()
    {
        // The second sample alone fits at once: a batch of it has no loss, the whole has.
        var data = new Dataset("uneven", Matrix<double>.From(new double[,] { { 1, 1 } }), Matrix<double>.From(new double[,] { { 2, 1 } }));
        var network = new LinearResidualNetwork(Matrix<double>.Identity(1), Matrix<double>.Identity(1), 1);
        var objective = network.BindSampled<double>(data, new SquaredLoss(), 1, ThreadTeam.Alone);
        var state = new DescentState<double>(new(network.Shapes));
        var run = DescentRun.Run(
            objective, new StochasticGradientDescent(0.01, new CyclicBatches([1], [0])), state, new RunOptions { Steps = 4, TargetLoss = 1e-3, Recording = Recording.LogSpaced(1) });
        run.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        run.Losses[0].ShouldBe(0.5);

        // By hand: at even steps w -= 0.02 w, at odd ones w -= 0.02 (w - 1).
        var w = 0.0;
        for (var step = 0; step < 4; step++)
            w -= 0.02 * (w - (step % 2));
        state.Weights[0][0, 0].ShouldBeRelative(w, 1e-14);
        run.FinalLoss.ShouldBeRelative(0.5 * ((w * w) + ((w - 1) * (w - 1))), 1e-14);
    }

    [Fact]
    public void A_run_that_blows_up_is_told_from_its_batches()
    {
        var data = LinearTeacher.Sample(3, 2, 6, 0, 1, Stream.Named("blow"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(), 3, 2, 5, 4, Stream.Named("ends"));
        var run = DescentRun.Run(
            network.BindSampled<double>(data, new SquaredLoss(), 3, ThreadTeam.Alone),
            new StochasticGradientDescent(10, new RandomBatches(Stream, 6, 3)),
            new DescentState<double>(new(network.Shapes)),
            new RunOptions { Steps = 1000, Recording = Recording.LogSpaced(1) });
        run.Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        run.Outcome.Step.ShouldBeLessThan(100);
    }

    [Fact]
    public void What_has_no_batches_is_refused()
    {
        var data = LinearTeacher.Sample(3, 2, 6, 0, 1, Stream.Named("refused"));
        var network = DeepLinearNetwork.Normalized(3, 4, 2);
        Should.Throw<ArgumentException>(() => network.BindSampled<double>(data, new SquaredLoss(), 7, ThreadTeam.Alone)).Message.ShouldContain("1 to 6");
        Should.Throw<ArgumentException>(() => network.BindSampled<double>(data, new SquaredLoss(SquaredScaling.Half, 1), 3, ThreadTeam.Alone)).Message.ShouldContain("without penalty");
        var whole = network.Bind(data, new SquaredLoss().Bind<double>(data, 6), ThreadTeam.Alone);
        var method = new StochasticGradientDescent(0.1, new RandomBatches(Stream, 6, 3));
        Should.Throw<ArgumentException>(() => method.Step(whole, new DescentState<double>(new(network.Shapes)))).Message.ShouldContain("BindSampled");
        Should.Throw<NotSupportedException>(() => Function.Of(1, (x, g) => 0).Bind().Take(new Matrix<double>(1, 1))).Message.ShouldContain("cannot change its samples");
    }

    [Fact]
    public void Every_reduced_run_is_the_whole_one_for_whole_and_sampled_steps()
    {
        for (var place = 0; place < 60; place++)
        {
            var draw = new Random(place);
            var (d, k, depth, n) = (draw.Next(1, 6), draw.Next(1, 5), draw.Next(1, 6), draw.Next(2, 14));
            var m = d + k + draw.Next(0, 24);
            Transformation transformation = (place % 3) switch { 0 => new GaussianTransformation(), 1 => new IdentityTransformation(), _ => new ModifiedIdentityTransformation() };
            var stream = Stream.Named("property", place);
            var data = LinearTeacher.Sample(d, k, n, 0.5, 1, stream.Named("data"));
            var analysis = DataAnalysis.Of(data);
            var network = LinearResidualNetwork.With(transformation, d, k, m, depth, stream.Named("ends"));
            var loss = new SquaredLoss();
            var rate = 0.1 / (depth * Largest(network.InputTransform) * Largest(network.OutputTransform) * loss.CurvatureOn(analysis).Smoothness);
            foreach (int? size in new int?[] { null, draw.Next(1, n + 1) })
            {
                Method method = size is { } b ? new StochasticGradientDescent(rate, new RandomBatches(stream.Named("batches"), n, b)) : new GradientDescent(rate);
                var dense = Run(ReductionMode.Off);
                var reduced = Run(ReductionMode.Auto);
                reduced.Prepared.Network.Width.ShouldBeLessThanOrEqualTo(analysis.Rank + k);
                for (var i = 0; i < dense.Run.Losses.Count; i++)
                    reduced.Run.Losses[i].ShouldBeRelative(dense.Run.Losses[i], 1e-10);
                var lifted = reduced.Prepared.Reduction.Lift(reduced.State.Weights);
                for (var l = 0; l < depth; l++)
                    lifted[l].ShouldBeNear(dense.State.Weights[l], 1e-10);
                reduced.Prepared.Reduction.EndToEnd(reduced.State.Weights).ShouldBeNear(network.EndToEnd(dense.State.Weights), 1e-10);

                (PreparedResidualRun<double> Prepared, Trajectory Run, DescentState<double> State) Run(ReductionMode mode)
                {
                    var prepared = ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), analysis, loss, stream, ThreadTeam.Alone, mode, size);
                    var state = new DescentState<double>(prepared.Start);
                    return (prepared, DescentRun.Run(prepared.Objective, method, state, new RunOptions { Steps = 30, LossOffset = prepared.LossOffset }), state);
                }
            }
        }

        static double Largest(Matrix<double> matrix) => Math.Pow(SingularValueDecomposition.ValuesOf(matrix)[0], 2);
    }

    [Fact]
    public void Deep_linear_networks_reduce_for_batches_too()
    {
        var stream = Stream.Named("deep");
        var data = LinearTeacher.Sample(6, 3, 15, 0.5, 1, stream.Named("data"));
        var analysis = DataAnalysis.Of(data);
        var network = DeepLinearNetwork.Normalized(6, 24, 24, 24, 3);
        var method = new StochasticGradientDescent(0.01, new RandomBatches(stream.Named("batches"), 15, 4));
        var (dense, reduced) = (Run(ReductionMode.Off), Run(ReductionMode.Auto));
        reduced.Width.ShouldBe(9);
        for (var i = 0; i < dense.Losses.Count; i++)
            reduced.Losses[i].ShouldBeRelative(dense.Losses[i], 1e-10);

        (int Width, IReadOnlyList<double> Losses) Run(ReductionMode mode)
        {
            var run = Preparation.Prepare<double>(network, new OrthogonalInitialization(), analysis, new SquaredLoss(), stream.Named("start"), ThreadTeam.Alone, mode, 4);
            return (run.Network.Widths[1], DescentRun.Run(run.Objective, method, new DescentState<double>(run.Start), new RunOptions { Steps = 50, LossOffset = run.LossOffset }).Losses);
        }
    }
}
