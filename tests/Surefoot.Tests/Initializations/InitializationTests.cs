using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Tests.Initializations;

public class InitializationTests
{
    // Products of a handful of matrices of order about 20: a few hundred roundings.
    private const double Rounding = 1e-13;

    private static readonly RandomStream Stream = RandomStream.FromSeed(3);

    [Theory]
    [InlineData(4, 9, 9, 3)]
    [InlineData(4, 12, 12, 12, 3)]
    [InlineData(4, 4, 2)]
    [InlineData(4, 5, 3)]
    [InlineData(6, 4, 4, 2)]
    public void Orthogonal_layers_are_scaled_frames(params int[] widths)
    {
        var network = DeepLinearNetwork.Normalized(widths);
        var weights = new OrthogonalInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        for (var i = 0; i < weights.Count; i++)
            ShouldBeScaledFrame(weights[i], network.LayerScales[i], Math.Max(widths[i], widths[i + 1]));
    }

    [Fact]
    public void One_peak_layers_embed_on_the_way_up_and_project_on_the_way_down()
    {
        int[] widths = [4, 7, 10, 6, 3];
        var network = DeepLinearNetwork.Normalized(widths);
        var weights = new OnePeakInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        for (var i = 0; i < weights.Count; i++)
            ShouldBeScaledFrame(weights[i], network.LayerScales[i], Math.Max(widths[i], widths[i + 1]));
    }

    [Theory]
    [InlineData(4, 3, 10, 2)]
    [InlineData(4, 8, 5, 8, 2)]
    [InlineData(4, 5, 6)]
    public void One_peak_refuses_widths_without_a_hidden_peak(params int[] widths)
    {
        var refusal = Should.Throw<ArgumentException>(() => new OnePeakInitialization().Sample<double>(DeepLinearNetwork.Normalized(widths), Stream, ThreadTeam.Alone));
        refusal.Message.ShouldContain(string.Join(", ", widths));
    }

    [Fact]
    public void Special_balanced_products_have_equal_singular_values()
    {
        var network = DeepLinearNetwork.Normalized(3, 8, 8, 8, 2);
        var weights = new SpecialBalancedInitialization().Sample<double>(network, Stream, ThreadTeam.Alone);
        for (var i = 0; i < weights.Count; i++)
            ShouldBeScaledFrame(weights[i], network.LayerScales[i], 8);

        // It is no balanced start: ||W_2^T W_2 - W_1 W_1^T||_F = n sqrt(n - n_0).
        var values = new double[1];
        new Surefoot.Descent.Probes.BalancednessProbe<double>(Reduction.None(network)).Measure(weights, values);
        values[0].ShouldBeRelative(8 * Math.Sqrt(8 - 2), Rounding);
    }

    [Fact]
    public void Balanced_layers_balance_and_multiply_to_the_end_to_end_matrix()
    {
        var network = DeepLinearNetwork.Unscaled(4, 6, 5, 3);
        var endToEnd = Matrix<double>.From(new double[,] { { 1, 2, 3, 4 }, { 0, 1, -1, 2 }, { 3, 0, 1, 1 } });
        var weights = BalancedInitialization.Spread(network, endToEnd);
        network.EndToEnd(weights).ShouldBe(new double[,] { { 1, 2, 3, 4 }, { 0, 1, -1, 2 }, { 3, 0, 1, 1 } }, 1, Rounding);
        var values = new double[1];
        new Surefoot.Descent.Probes.BalancednessProbe<double>(Reduction.None(network)).Measure(weights, values);
        values[0].ShouldBe(0, Rounding * 10);
        Should.Throw<ArgumentException>(() => BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(4, 2, 3), endToEnd)).Message.ShouldContain("at least min(inputs, outputs) = 3");
    }

    [Fact]
    public void Balanced_layers_are_the_roots_of_singular_values()
    {
        // AR-V11; singular vectors are known up to their signs, which two neighbours share.
        var square = BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(2, 2, 2, 2), Matrix<double>.From(new double[,] { { 8, 0 }, { 0, 1 } }));
        for (var i = 0; i < square.Count; i++)
            Absolute(square[i]).ShouldBe(new double[,] { { 2, 0 }, { 0, 1 } }, 1, Rounding);
        var row = Matrix<double>.From(new double[,] { { 3, 4 } });
        var narrow = BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(2, 1, 1), row);
        Absolute(narrow[1]).ShouldBe(new[,] { { 2.2360679775 } }, 1, 1e-11);
        Absolute(narrow[0]).ShouldBe(new[,] { { 1.3416407865, 1.788854382 } }, 1, 1e-11);
        var padded = BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(2, 2, 1), row);
        Absolute(padded[1]).ShouldBe(new[,] { { 2.2360679775, 0 } }, 1, 1e-11);
        Absolute(padded[0]).ShouldBe(new[,] { { 1.3416407865, 1.788854382 }, { 0, 0 } }, 1, 1e-11);

        static Matrix<double> Absolute(Matrix<double> matrix)
        {
            var absolute = matrix.Clone();
            foreach (ref var x in absolute.Span)
                x = Math.Abs(x);
            return absolute;
        }
    }

    [Fact]
    public void Balanced_start_of_one_layer_is_the_end_to_end_matrix()
    {
        var endToEnd = Matrix<double>.From(new double[,] { { 1, 2 }, { 0, 1 } });
        BalancedInitialization.Spread(DeepLinearNetwork.Unscaled(2, 2), endToEnd)[0].ShouldBe(new double[,] { { 1, 2 }, { 0, 1 } }, 1, Rounding);
    }

    [Fact]
    public void Identity_needs_equal_dimensions()
    {
        var weights = new IdentityInitialization().Sample<double>(DeepLinearNetwork.Normalized(3, 3, 3), Stream, ThreadTeam.Alone);
        weights[1].ShouldBe(new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 1 / Math.Sqrt(3), Rounding);
        Should.Throw<ArgumentException>(() => new IdentityInitialization().Sample<double>(DeepLinearNetwork.Normalized(3, 4, 3), Stream, ThreadTeam.Alone));
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("orthogonal")]
    [InlineData("special-balanced")]
    public void Scaled_starts_keep_the_norm_in_the_mean(string kind)
    {
        // ||f(x)||^2 / ||x||^2 has mean 1; for Gaussian starts its variance is prod (1 + 2/n_i) - 1, which bounds the others'.
        const int Count = 1500;
        int[] widths = [3, 8, 8, 2];
        var network = DeepLinearNetwork.Normalized(widths);
        Initialization<DeepLinearNetwork> initialization = kind switch
        {
            "gaussian" => new GaussianInitialization(),
            "orthogonal" => new OrthogonalInitialization(),
            _ => new SpecialBalancedInitialization(),
        };
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var map = network.EndToEnd(initialization.Sample<double>(network, Stream.Named(kind, i), ThreadTeam.Alone));
            sum += (map[0, 1] * map[0, 1]) + (map[1, 1] * map[1, 1]);
        }

        var variance = widths.Skip(1).Aggregate(1.0, (product, n) => product * (1 + (2.0 / n))) - 1;
        (sum / Count).ShouldBe(1, 5 * Math.Sqrt(variance / Count));
    }

    [Theory]
    [InlineData("orthogonal", 4, 20, 20, 20, 3)]
    [InlineData("orthogonal", 4, 20, 3)]
    [InlineData("orthogonal", 4, 9, 9, 3)]
    [InlineData("orthogonal", 30, 12, 12, 12, 3)]
    [InlineData("one-peak", 4, 20, 20, 20, 3)]
    [InlineData("special-balanced", 4, 20, 20, 20, 3)]
    public void The_reduced_start_runs_as_the_dense_start_of_the_same_stream(string kind, params int[] widths)
    {
        Initialization<DeepLinearNetwork> initialization = kind switch
        {
            "orthogonal" => new OrthogonalInitialization(),
            "one-peak" => new OnePeakInitialization(),
            _ => new SpecialBalancedInitialization(),
        };
        var network = DeepLinearNetwork.Normalized(widths);

        // Inputs of rank 3 in more dimensions, noise that no linear map explains.
        var factors = LinearTeacher.Sample(3, widths[^1], 12, noise: 1, targetDeviation: 1, Stream.Named("data"));
        var lift = Distributions.Frame(Stream.Named("lift"), widths[0], 3, ThreadTeam.Alone);
        var data = new Dataset("rank 3", MatrixProduct.Of<double>(lift, factors.Inputs), factors.Targets);
        var analysis = DataAnalysis.Of(data);
        analysis.Rank.ShouldBe(3);
        foreach (var loss in new Loss[] { new SquaredLoss(), new SquaredLoss(SquaredScaling.Mean, 0.3), new LogCoshLoss() })
        {
            var rate = 0.3 * widths[^1] / ((widths.Length - 1) * loss.CurvatureOn(analysis).Smoothness);
            var dense = Preparation.Prepare<double>(network, initialization, analysis, loss, Stream, ThreadTeam.Alone, ReductionMode.Off);
            var reduced = Preparation.Prepare<double>(network, initialization, analysis, loss, Stream, ThreadTeam.Alone, ReductionMode.Auto);
            reduced.Network.Widths[1].ShouldBe(Math.Min(widths[1], 3 + widths[^1]));
            var expected = DescentRun.Run(dense.Objective, new GradientDescent(rate), new DescentState<double>(dense.Start), new RunOptions { Steps = 60 });
            var actual = DescentRun.Run(reduced.Objective, new GradientDescent(rate), new DescentState<double>(reduced.Start), new RunOptions { Steps = 60, LossOffset = reduced.LossOffset });
            for (var t = 0; t < expected.Losses.Count; t++)
                actual.Losses[t].ShouldBeRelative(expected.Losses[t], 1e-11);
        }
    }

    private static void ShouldBeScaledFrame(Matrix<double> stored, double layerScale, double square)
    {
        var gram = stored.Rows >= stored.Columns
            ? MatrixProduct.Of(stored.Transposed, stored)
            : MatrixProduct.Of(stored, stored.Transposed);
        for (var i = 0; i < gram.Rows; i++)
        {
            for (var j = 0; j < gram.Columns; j++)
                (gram[i, j] * layerScale * layerScale).ShouldBe(i == j ? square : 0, square * Rounding);
        }
    }
}
