using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Tests.Reductions;

public class ReductionTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(31);

    [Theory]
    [InlineData("orthogonal", 6, 40, 40, 40, 3)]
    [InlineData("orthogonal", 6, 40, 3)]
    [InlineData("orthogonal", 30, 16, 16, 16, 3)]
    [InlineData("one-peak", 6, 40, 40, 30, 20, 3)]
    [InlineData("one-peak", 6, 16, 25, 37, 18, 3)]
    [InlineData("special-balanced", 6, 40, 40, 40, 3)]
    [InlineData("balanced", 6, 20, 12, 20, 3)]
    [InlineData("balanced", 3, 20, 12, 7)]
    [InlineData("identity", 6, 6, 6, 6)]
    [InlineData("low-rank", 6, 40, 40, 40, 3)]
    [InlineData("gaussian", 6, 40, 3)]
    [InlineData("gaussian", 6, 15, 15, 3)]
    [InlineData("gaussian", 6, 40, 2, 40, 3)]
    public void Everything_of_the_full_network_is_recovered_from_the_reduced_run(string kind, params int[] widths)
    {
        var network = DeepLinearNetwork.Normalized(widths);
        var initialization = Start(kind, network, Stream.Named(kind));
        var analysis = Data(widths[0], widths[^1], rank: Math.Min(4, widths[0] - 1), samples: 9);
        var loss = new SquaredLoss();
        var rate = Rate(network, loss, analysis);
        var dense = Run(network, initialization, analysis, loss, rate, 40, ReductionMode.Off);
        foreach (var mode in new[] { ReductionMode.Auto, ReductionMode.Liftable })
        {
            var reduced = Run(network, initialization, analysis, loss, rate, 40, mode);

            // Some hundred roundings of numbers up to the largest layer norm, 40 steps apart.
            const double Rounding = 1e-11;
            var (expected, actual) = (dense.Prepared.Reduction, reduced.Prepared.Reduction);
            actual.EndToEnd(reduced.Weights).ShouldBeNear(expected.EndToEnd(dense.Weights), Rounding);
            for (var upper = 1; upper <= network.Depth; upper++)
            {
                for (var lower = 1; lower <= upper; lower++)
                {
                    var values = expected.SingularValues(dense.Weights, upper, lower);
                    var recovered = actual.SingularValues(reduced.Weights, upper, lower);
                    recovered.Length.ShouldBe(values.Length);
                    for (var k = 0; k < values.Length; k++)
                        recovered[k].ShouldBe(values[k], Rounding * Math.Max(1, values[0]));
                }
            }

            actual.LayerNorms(reduced.Weights).Zip(expected.LayerNorms(dense.Weights)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= Rounding * pair.Second);
            var scale = network.LayerScales.Max();
            var imbalances = actual.Imbalances(reduced.Weights).Zip(expected.Imbalances(dense.Weights));
            imbalances.ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= Rounding * scale * scale);
            Distance(reduced).ShouldBeRelative(Distance(dense), Rounding);
        }

        var kept = Run(network, initialization, analysis, loss, rate, 40, ReductionMode.Liftable);
        var lifted = kept.Prepared.Reduction.Lift(kept.Weights);
        for (var i = 0; i < network.Depth; i++)
            lifted[i].ShouldBeNear(dense.Weights[i], 1e-11);
    }

    [Theory]
    [InlineData("orthogonal", 2)]
    [InlineData("orthogonal", 3)]
    [InlineData("orthogonal", 20)]
    [InlineData("one-peak", 3)]
    [InlineData("one-peak", 20)]
    [InlineData("special-balanced", 20)]
    [InlineData("balanced", 3)]
    [InlineData("balanced", 20)]
    [InlineData("low-rank", 2)]
    [InlineData("low-rank", 3)]
    [InlineData("gaussian", 2)]
    [InlineData("gaussian", 3)]
    public void A_reduced_run_has_the_losses_of_the_dense_one_to_the_end(string kind, int depth)
    {
        int[] widths = [5, .. Enumerable.Range(0, depth - 1).Select(i => kind == "one-peak" && i > depth / 2 ? 16 : 24), 2];
        ShouldAgree(DeepLinearNetwork.Normalized(widths), kind, Stream.Named(kind, depth), rank: depth % 2 == 0 ? 5 : 3, new SquaredLoss(), steps: 300);
    }

    [Fact]
    public void A_reduced_run_a_hundred_layers_deep_has_the_losses_of_the_dense_one() =>
        ShouldAgree(DeepLinearNetwork.Normalized([8, .. Enumerable.Repeat(50, 99), 3]), "orthogonal", Stream.Named("deep"), rank: 6, new SquaredLoss(), steps: 60);

    [Fact]
    public void One_peak_128_200_300_150_runs_reduced_or_whole_alike() =>
        ShouldAgree(DeepLinearNetwork.Normalized(64, 128, 200, 300, 150, 10), "one-peak", Stream.Named("peak"), rank: 12, new SquaredLoss(), steps: 40);

    [Fact]
    public void Any_setting_drawn_at_random_runs_reduced_as_it_runs_dense()
    {
        string[] kinds = ["orthogonal", "one-peak", "special-balanced", "balanced", "low-rank", "gaussian", "identity"];
        Loss[] losses = [new SquaredLoss(), new SquaredLoss(SquaredScaling.Mean), new SquaredLoss(SquaredScaling.HalfMean, 0.2), new LogCoshLoss()];
        for (var draw = 0; draw < 150; draw++)
        {
            var stream = Stream.Named("property", draw);
            var dice = new double[8];
            for (var k = 0; k < dice.Length; k++)
                dice[k] = stream.Named("dice").Uniform(k);
            var kind = kinds[(int)(dice[0] * kinds.Length)];
            var depth = 1 + (int)(dice[1] * 6);
            var (inputs, outputs) = (1 + (int)(dice[2] * 8), 1 + (int)(dice[3] * 4));
            var narrowest = Math.Max(inputs, outputs) + (int)(dice[4] * 20);
            List<int> widths = [inputs, .. Enumerable.Repeat(narrowest, depth - 1), outputs];
            if (kind == "identity")
                widths = [.. Enumerable.Repeat(inputs, depth + 1)];
            else if (kind is "one-peak" && depth == 1)
                continue;
            else if (kind is "special-balanced" && depth < 2)
                continue;
            else if (kind is "one-peak" or "low-rank" or "gaussian" or "balanced" && depth > 2)
                widths[2] += 5;
            if (kind is "low-rank" or "gaussian" && depth > 3)
                widths[3] = 2;
            var network = dice[5] < 0.7 ? DeepLinearNetwork.Normalized(widths) : DeepLinearNetwork.Scaled(Math.Pow(narrowest, -depth / 2.0), widths);
            ShouldAgree(network, kind, stream, 1 + (int)(dice[6] * inputs), losses[(int)(dice[7] * losses.Length)], steps: 40);
        }
    }

    [Fact]
    public void An_orthogonal_start_drawn_whole_closes_on_rank_and_outputs()
    {
        var network = DeepLinearNetwork.Normalized(6, 40, 40, 40, 40, 3);
        var analysis = Data(6, 3, rank: 4, samples: 9);
        var start = new OrthogonalInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        var subspaces = SignalSubspaces.Close(start, analysis.InputBasis, ThreadTeam.Alone).ShouldNotBeNull();
        subspaces.Bases.Select(basis => basis.Columns).ShouldBe([4, 7, 7, 7, 7]);

        // W_i S_{i-1} lies in S_i and W_i^T S_i in S_{i-1}, within the tolerance of the closure.
        for (var i = 1; i < network.Depth - 1; i++)
        {
            ShouldLieIn(MatrixProduct.Of<double>(start[i], subspaces.Bases[i]), subspaces.Bases[i + 1]);
            ShouldLieIn(MatrixProduct.Of(start[i].Transposed, subspaces.Bases[i + 1]), subspaces.Bases[i]);
        }
    }

    [Theory]
    [InlineData(new[] { 6, 40, 3 }, new[] { 4, 7, 3 })]
    [InlineData(new[] { 6, 40, 40, 3 }, new[] { 4, 40, 40, 3 })]
    [InlineData(new[] { 6, 40, 2, 40, 3 }, new[] { 4, 6, 2, 5, 3 })]
    public void Gaussian_starts_have_the_largest_subspaces_there_can_be(int[] widths, int[] dimensions)
    {
        SignalSubspaces.LargestDimensions(widths, 4).ShouldBe(dimensions);
        var network = DeepLinearNetwork.Normalized(widths);
        var start = new GaussianInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        var subspaces = SignalSubspaces.Close(start, Data(6, 3, rank: 4, samples: 9).InputBasis, ThreadTeam.Alone);
        if (SignalSubspaces.Saves(dimensions, widths))
            subspaces.ShouldNotBeNull().Bases.Select(basis => basis.Columns).ShouldBe(dimensions[..^1]);
        else
            subspaces.ShouldBeNull();
    }

    [Fact]
    public void Layers_of_low_rank_close_on_their_ranges()
    {
        var network = DeepLinearNetwork.Normalized(6, 60, 60, 60, 3);
        var start = Start("low-rank", network, Stream).Sample<double>(network, Stream, ThreadTeam.Alone);
        var subspaces = SignalSubspaces.Close(start, Data(6, 3, rank: 4, samples: 9).InputBasis, ThreadTeam.Alone).ShouldNotBeNull();

        // Each layer has rank 2, so no layer adds more than 2 dimensions from below and 2 from above.
        subspaces.Bases.Skip(1).ShouldAllBe(basis => basis.Columns <= 4);
    }

    [Fact]
    public void A_start_with_a_number_that_is_none_does_not_close()
    {
        var network = DeepLinearNetwork.Unscaled(3, 8, 2);
        var start = new GaussianInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        start[0][0, 0] = double.NaN;
        SignalSubspaces.Close(start, Matrix<double>.Identity(3), ThreadTeam.Alone).ShouldBeNull();
    }

    [Fact]
    public void A_start_drawn_at_its_reduced_size_has_no_full_weights_and_says_how_to_keep_them()
    {
        var run = Run(DeepLinearNetwork.Normalized(6, 40, 40, 3), new OrthogonalInitialization(), Data(6, 3, 4, 9), new SquaredLoss(), 1e-3, 1, ReductionMode.Auto);
        Should.Throw<InvalidOperationException>(() => run.Prepared.Reduction.Lift(run.Weights)).Message.ShouldContain("ReductionMode.Liftable");
    }

    private static void ShouldLieIn(Matrix<double> images, Matrix<double> basis)
    {
        var rest = images.Clone();
        MatrixProduct.Multiply(basis, MatrixProduct.Of(basis.Transposed, images), rest, -1.0, 1.0, ThreadTeam.Alone);
        foreach (var x in rest.Span)
            x.ShouldBe(0, 1e-13);
    }

    // The promise of a reduction: losses agree to 1e-10 of themselves while they are above 1e-12 of the first.
    private static void ShouldAgree(DeepLinearNetwork network, string kind, RandomStream stream, int rank, Loss loss, int steps)
    {
        var initialization = Start(kind, network, stream);
        var analysis = Data(network.InputDimension, network.OutputDimension, rank, samples: 9);
        var rate = Rate(network, loss, analysis);
        var dense = Run(network, initialization, analysis, loss, rate, steps, ReductionMode.Off).Trajectory;
        var reduced = Run(network, initialization, analysis, loss, rate, steps, ReductionMode.Auto).Trajectory;

        // A run that diverges doubles its rounding errors at every step, so it is followed until it has plainly left.
        for (var t = 0; t < dense.Losses.Count && dense.Losses[t] < 10 * dense.Losses[0]; t++)
        {
            if (dense.Losses[t] > 1e-12 * dense.Losses[0])
                reduced.Losses[t].ShouldBeRelative(dense.Losses[t], 1e-10);
        }
    }

    private static double Rate(DeepLinearNetwork network, Loss loss, DataAnalysis analysis) =>
        0.2 * network.OutputDimension / (network.Depth * loss.CurvatureOn(analysis).Smoothness);

    private static (PreparedRun<double> Prepared, Weights<double> Weights, Trajectory Trajectory) Run(
        DeepLinearNetwork network, Initialization<DeepLinearNetwork> initialization, DataAnalysis analysis, Loss loss, double rate, int steps, ReductionMode mode)
    {
        var prepared = Preparation.Prepare<double>(network, initialization, analysis, loss, Stream.Named("start"), ThreadTeam.Alone, mode);
        var state = new DescentState<double>(prepared.Start.Clone());
        var trajectory = DescentRun.Run(prepared.Objective, new GradientDescent(rate), state, new RunOptions { Steps = steps, LossOffset = prepared.LossOffset });
        return (prepared, state.Weights, trajectory);
    }

    private static double Distance((PreparedRun<double> Prepared, Weights<double> Weights, Trajectory Trajectory) run)
    {
        var values = new double[1];
        new DistanceFromStartProbe<double>(run.Prepared.Objective, run.Prepared.Start).Measure(run.Weights, values);
        return values[0];
    }

    // Noise that no linear map explains, so that compressing samples takes something out of the loss.
    private static DataAnalysis Data(int inputs, int outputs, int rank, int samples)
    {
        var factors = LinearTeacher.Sample(rank, outputs, samples, noise: 0.1, targetDeviation: 1, Stream.Named("data", rank));
        var frame = Distributions.Frame(Stream.Named("frame", rank), inputs, rank, ThreadTeam.Alone);
        return DataAnalysis.Of(new Dataset("teacher", MatrixProduct.Of<double>(frame, factors.Inputs), factors.Targets));
    }

    private static Initialization<DeepLinearNetwork> Start(string kind, DeepLinearNetwork network, RandomStream stream) => kind switch
    {
        "orthogonal" => new OrthogonalInitialization(),
        "one-peak" => new OnePeakInitialization(),
        "special-balanced" => new SpecialBalancedInitialization(),
        "balanced" => new BalancedInitialization(),
        "identity" => new IdentityInitialization(),
        "gaussian" => new GaussianInitialization(),
        _ => LowRank(network, stream),
    };

    private static GivenInitialization LowRank(DeepLinearNetwork network, RandomStream stream)
    {
        var layers = new List<Matrix<double>>();
        for (var i = 1; i <= network.Depth; i++)
        {
            var left = new Matrix<double>(network.Widths[i], 2);
            var right = new Matrix<double>(2, network.Widths[i - 1]);
            stream.Named("left", i).FillNormal(left, ThreadTeam.Alone);
            stream.Named("right", i).FillNormal(right, ThreadTeam.Alone);
            var layer = MatrixProduct.Of<double>(left, right);
            foreach (ref var x in layer.Span)
                x /= Math.Sqrt(network.Widths[i - 1]);
            layers.Add(layer);
        }

        return new GivenInitialization(layers);
    }
}
