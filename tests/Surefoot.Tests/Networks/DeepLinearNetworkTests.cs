using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Tests.Networks;

public class DeepLinearNetworkTests
{
    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 3, 2, 1)]
    [InlineData(3, 2, 4, 3, 2)]
    [InlineData(2, 1, 1, 1, 1, 2)]
    public void The_gradient_equals_integer_arithmetic_exactly(params int[] widths)
    {
        // Small integers: every sum and product is an integer below 2^53, so doubles must agree to the last bit.
        var network = DeepLinearNetwork.Unscaled(widths);
        var draw = 0;
        BigInteger[,] Integers(int rows, int columns)
        {
            var matrix = new BigInteger[rows, columns];
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                    matrix[i, j] = (draw++ * 7 % 11) - 5;
            }

            return matrix;
        }

        BigInteger[][,] layers = [.. Enumerable.Range(0, network.Depth).Select(i => Integers(widths[i + 1], widths[i]))];
        var x = Integers(widths[0], 5);
        var y = Integers(widths[^1], 5);

        var forward = new List<BigInteger[,]> { x };
        foreach (var layer in layers)
            forward.Add(Times(layer, forward[^1]));
        var derivative = Minus(forward[^1], y);
        BigInteger twiceLoss = 0;
        foreach (var z in derivative)
            twiceLoss += z * z;

        var data = new Dataset("integers", ToMatrix(x), ToMatrix(y));
        var weights = new GivenInitialization([.. layers.Select(ToMatrix)]).Sample<double>(network, default, ThreadTeam.Alone);
        var gradient = new Weights<double>(network.Shapes);
        var squares = new SquaredLoss().Bind<double>(data, 5);
        foreach (var objective in new[] { network.Bind(data, squares, ThreadTeam.Alone), new LinearObjective<double>(network.Chain, data.Inputs, squares, ThreadTeam.Alone) })
        {
            objective.LossAndGradient(weights, gradient).ShouldBe((double)twiceLoss / 2);
            var above = derivative;
            for (var i = network.Depth - 1; i >= 0; i--)
            {
                var expected = Times(above, Transpose(forward[i]));
                for (var r = 0; r < expected.GetLength(0); r++)
                {
                    for (var c = 0; c < expected.GetLength(1); c++)
                        gradient[i][r, c].ShouldBe((double)expected[r, c]);
                }

                above = Times(Transpose(layers[i]), above);
            }
        }
    }

    [Theory]
    [InlineData("half")]
    [InlineData("mean")]
    [InlineData("half-mean")]
    [InlineData("penalty")]
    [InlineData("log-cosh")]
    public void The_gradient_is_the_slope_of_the_loss(string kind)
    {
        Loss loss = kind switch
        {
            "half" => new SquaredLoss(SquaredScaling.Half),
            "mean" => new SquaredLoss(SquaredScaling.Mean),
            "half-mean" => new SquaredLoss(SquaredScaling.HalfMean),
            "penalty" => new SquaredLoss(SquaredScaling.Mean, 0.7),
            _ => new LogCoshLoss(),
        };
        var stream = RandomStream.FromSeed(5);
        var data = LinearTeacher.Sample(3, 2, 6, 1, 1, stream.Named("data"));
        var network = DeepLinearNetwork.Scaled(0.7, 3, 4, 3, 2);
        var weights = new GaussianInitialization().Sample<double>(network, stream, ThreadTeam.Alone);
        var objective = network.Bind(data, loss.Bind<double>(data, 6), ThreadTeam.Alone);
        var gradient = new Weights<double>(network.Shapes);
        objective.LossAndGradient(weights, gradient);
        for (var i = 0; i < weights.Count; i++)
        {
            for (var k = 0; k < weights[i].Span.Length; k++)
            {
                // Central differences err by h^2 times the third derivative plus eps / h times the loss: about 1e-10 at h = 1e-5.
                const double H = 1e-5;
                ref var w = ref weights[i].Span[k];
                var here = w;
                w = here + H;
                var above = objective.Loss(weights);
                w = here - H;
                var below = objective.Loss(weights);
                w = here;
                gradient[i].Span[k].ShouldBe((above - below) / (2 * H), 1e-7 * Math.Max(1, Math.Abs(above)));
            }
        }
    }

    [Fact]
    public void Single_precision_follows_double_to_its_own_rounding()
    {
        var stream = RandomStream.FromSeed(6);
        var data = LinearTeacher.Sample(5, 3, 9, 1, 1, stream.Named("data"));
        var network = DeepLinearNetwork.Normalized(5, 8, 8, 3);
        var weights = new GaussianInitialization().Sample<double>(network, stream, ThreadTeam.Alone);
        var loss = new SquaredLoss();
        var expected = network.Bind(data, loss.Bind<double>(data, 9), ThreadTeam.Alone).Loss(weights);
        var actual = network.Bind(data, loss.Bind<float>(data, 9), ThreadTeam.Alone).Loss(weights.Cast<float>());

        // Three products with inner dimension at most 8: below a hundred roundings of 6e-8.
        actual.ShouldBeRelative(expected, 100 * 6e-8);
    }

    [Fact]
    public void Depth_700_at_width_1000_neither_overflows_nor_underflows()
    {
        // Orthogonal starts keep norms exactly; the reduced run has the same numbers as the full one.
        var stream = RandomStream.FromSeed(8);
        var data = LinearTeacher.Sample(16, 10, 16, 0, 1, stream.Named("data"));
        var network = DeepLinearNetwork.Normalized([16, .. Enumerable.Repeat(1000, 699), 10]);
        var analysis = DataAnalysis.Of(data);
        var run = Preparation.Prepare<double>(
            network, new OrthogonalInitialization(), analysis, new SquaredLoss(), stream, ThreadTeam.Alone, ReductionMode.Auto);
        var rate = 0.1 * 10 / (700 * new SquaredLoss().CurvatureOn(analysis).Smoothness);
        var trajectory = DescentRun.Run(run.Objective, new GradientDescent(rate), new DescentState<double>(run.Start), new RunOptions { Steps = 20 });
        trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        trajectory.FinalLoss.ShouldBeLessThan(trajectory.Losses[0]);
    }

    [Fact]
    public void Data_of_other_dimensions_are_refused_with_both_shapes()
    {
        var data = LinearTeacher.Sample(3, 2, 4, 0, 1, RandomStream.FromSeed(1));
        Should.Throw<ArgumentException>(() => DeepLinearNetwork.Normalized(4, 5, 2).Bind(data, new SquaredLoss().Bind<double>(data, 4), ThreadTeam.Alone))
            .Message.ShouldContain("the data have 3 inputs and 2 outputs");
    }

    [Fact]
    public void Weights_beyond_memory_are_refused_with_their_size()
    {
        Should.Throw<ArgumentException>(() => new Weights<double>(DeepLinearNetwork.Normalized(10, 1_000_000, 1_000_000, 10).Shapes))
            .Message.ShouldContain("7,450.7 GiB");
    }

    private static Matrix<double> ToMatrix(BigInteger[,] from)
    {
        var matrix = new Matrix<double>(from.GetLength(0), from.GetLength(1));
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j < matrix.Columns; j++)
                matrix[i, j] = (double)from[i, j];
        }

        return matrix;
    }

    private static BigInteger[,] Times(BigInteger[,] a, BigInteger[,] b)
    {
        var product = new BigInteger[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < b.GetLength(1); j++)
            {
                for (var k = 0; k < b.GetLength(0); k++)
                    product[i, j] += a[i, k] * b[k, j];
            }
        }

        return product;
    }

    private static BigInteger[,] Minus(BigInteger[,] a, BigInteger[,] b)
    {
        var difference = new BigInteger[a.GetLength(0), a.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < a.GetLength(1); j++)
                difference[i, j] = a[i, j] - b[i, j];
        }

        return difference;
    }

    private static BigInteger[,] Transpose(BigInteger[,] a)
    {
        var transpose = new BigInteger[a.GetLength(1), a.GetLength(0)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < a.GetLength(1); j++)
                transpose[j, i] = a[i, j];
        }

        return transpose;
    }
}
