using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Networks;

public class LinearResidualTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(70);

    [Theory]
    [InlineData(5, 4, 3, 6, 9, false)]
    [InlineData(21, 4, 3, 4, 9, true)]
    [InlineData(21, 4, 3, 4, 70, true)]
    public void The_step_is_that_of_the_definition(int width, int inputs, int outputs, int depth, int samples, bool sameBits)
    {
        StepByDefinition<double>(width, inputs, outputs, depth, samples, sameBits, 1e-14);
        StepByDefinition<float>(width, inputs, outputs, depth, samples, sameBits, 1e-5);
    }

    [Fact]
    public void At_zero_all_gradients_are_B_transposed_times_the_residual_times_A_X_transposed()
    {
        var data = LinearTeacher.Sample(4, 3, 11, 0.5, 1, Stream.Named("zero"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(), 4, 3, 9, 5, Stream.Named("ends"));
        var gradient = new Weights<double>(network.Shapes);
        network.Bind(data, new SquaredLoss().Bind<double>(data, 11), ThreadTeam.Alone).LossAndGradient(new Weights<double>(network.Shapes), gradient);
        var entered = MatrixProduct.Of<double>(network.InputTransform, data.Inputs);
        var residual = MatrixProduct.Of<double>(network.OutputTransform, entered);
        for (var k = 0; k < residual.Span.Length; k++)
            residual.Span[k] -= data.Targets.Span[k];
        var expected = MatrixProduct.Of(MatrixProduct.Of(network.OutputTransform.Transposed, residual), entered.Transposed);
        for (var l = 0; l < 5; l++)
            gradient[l].ShouldBeNear(expected, 1e-14);
    }

    [Fact]
    public void Scaling_A_up_and_B_down_changes_no_step()
    {
        var data = LinearTeacher.Sample(3, 2, 8, 0.5, 1, Stream.Named("scale"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(1, 1), 3, 2, 7, 4, Stream.Named("ends"));
        var other = new LinearResidualNetwork(Times(4, network.InputTransform), Times(0.25, network.OutputTransform), 4);
        var (here, there) = (After(network), After(other));

        // Powers of two round nothing.
        for (var l = 0; l < 4; l++)
            here[l].ShouldHaveBitsOf(there[l]);

        Weights<double> After(LinearResidualNetwork of)
        {
            var state = new DescentState<double>(new Weights<double>(of.Shapes));
            DescentRun.Run(of.Bind(data, new SquaredLoss().Bind<double>(data, 8), ThreadTeam.Alone), new GradientDescent(1e-4), state, new RunOptions { Steps = 20 });
            return state.Weights;
        }
    }

    [Fact]
    public void A_standard_start_is_the_standard_network_between_the_same_ends()
    {
        var data = LinearTeacher.Sample(3, 2, 8, 0.5, 1, Stream.Named("standard"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(), 3, 2, 6, 3, Stream.Named("ends"));
        var start = new StandardInitialization().Sample<double>(network, Stream.Named("start"), ThreadTeam.Alone);
        var map = network.InputTransform;
        for (var l = 0; l < 3; l++)
        {
            var layer = new Matrix<double>(6, 6);
            Stream.Named("start").Named("layer", l).FillNormal(layer, ThreadTeam.Alone);
            map = MatrixProduct.Of<double>(Times(1 / Math.Sqrt(6), layer), map);
        }

        network.EndToEnd(start).ShouldBeNear(MatrixProduct.Of<double>(network.OutputTransform, map), 1e-14);
        new ZeroInitialization().Sample<double>(network, Stream, ThreadTeam.Alone).Span.ToArray().ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void Transformations_are_what_they_say()
    {
        var (a, b) = new IdentityTransformation().Of(3, 2, 8, Stream);
        MatrixProduct.Of(a.Transposed, a).ShouldHaveBitsOf(Matrix<double>.Identity(3));
        MatrixProduct.Of(b, b.Transposed).ShouldBeNear(Times(4, Matrix<double>.Identity(2)), 1e-15);
        (a, b) = new ModifiedIdentityTransformation(1.5).Of(3, 2, 5, Stream);
        MatrixProduct.Of<double>(b, a).Span.ToArray().ShouldAllBe(x => x == 0);
        MatrixProduct.Of(a.Transposed, a).ShouldHaveBitsOf(Matrix<double>.Identity(3));
        MatrixProduct.Of(b, b.Transposed).ShouldHaveBitsOf(Times(2.25, Matrix<double>.Identity(2)));
        new ModifiedIdentityTransformation().Of(3, 2, 8, Stream).Output[0, 3].ShouldBe(2);
        (a, b) = new GivenTransformation(a, b).Of(3, 2, 5, Stream);
        b[1, 4].ShouldBe(1.5);

        // Of 40000 and 80000 squares the mean is within 5 standard deviations, sqrt(2 / count), of the variance.
        (a, b) = new GaussianTransformation().Of(100, 200, 400, Stream.Named("law"));
        (Square(a) / 40_000 * 400).ShouldBe(1, 5 * Math.Sqrt(2 / 40_000.0));
        (Square(b) / 80_000 * 200).ShouldBe(1, 5 * Math.Sqrt(2 / 80_000.0));
        (a, b) = new GaussianTransformation(3, 0.5).Of(100, 200, 400, Stream.Named("law"));
        (Square(a) / 40_000 / 9).ShouldBe(1, 5 * Math.Sqrt(2 / 40_000.0));
        (Square(b) / 80_000 / 0.25).ShouldBe(1, 5 * Math.Sqrt(2 / 80_000.0));
    }

    [Fact]
    public void What_cannot_be_built_is_refused_with_the_width_it_needs()
    {
        Should.Throw<ArgumentException>(() => new IdentityTransformation().Of(3, 5, 4, Stream)).Message.ShouldContain("at least 5");
        Should.Throw<ArgumentException>(() => new ModifiedIdentityTransformation().Of(3, 2, 4, Stream)).Message.ShouldContain("at least 5");
        Should.Throw<ArgumentException>(() => new ModifiedIdentityTransformation(0).Of(3, 2, 5, Stream)).Message.ShouldContain("positive");
        Should.Throw<ArgumentException>(() => new GaussianTransformation(double.NaN).Of(3, 2, 5, Stream)).Message.ShouldContain("positive");
        Should.Throw<ArgumentException>(() => new GivenTransformation(new(5, 3), new(2, 4)).Of(3, 2, 5, Stream)).Message.ShouldContain("2 x 5");
        Should.Throw<ArgumentException>(() => new LinearResidualNetwork(new(5, 3), new(2, 4), 3)).Message.ShouldContain("as many columns");
    }

    private static Matrix<double> Times(double factor, Matrix<double> matrix)
    {
        var product = matrix.Clone();
        foreach (ref var x in product.Span)
            x *= factor;
        return product;
    }

    private static double Square(Matrix<double> matrix) => matrix.Span.ToArray().Sum(x => x * x);

    // Products layer by layer, and the shortcut added to each; the same roundings but on the tiny path.
    private static void StepByDefinition<T>(int width, int inputs, int outputs, int depth, int samples, bool sameBits, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = LinearTeacher.Sample(inputs, outputs, samples, 0.5, 1, Stream.Named("definition"));
        var network = LinearResidualNetwork.With(new GaussianTransformation(), inputs, outputs, width, depth, Stream.Named("ends"));
        var weights = new Weights<T>(network.Shapes);
        for (var l = 0; l < depth; l++)
        {
            Stream.Named("layer", l).FillNormal(weights[l].Span);
            foreach (ref var x in weights[l].Span)
                x *= T.CreateTruncating(0.1);
        }

        var loss = new SquaredLoss().Bind<T>(data, samples);
        var (a, b) = (network.InputTransform.Cast<T>(), network.OutputTransform.Cast<T>());
        var activations = new List<Matrix<T>> { MatrixProduct.Of<T>(a, data.Inputs.Cast<T>()) };
        for (var l = 0; l < depth; l++)
            activations.Add(Plus(MatrixProduct.Of<T>(weights[l], activations[l]), activations[l]));
        var predictions = MatrixProduct.Of<T>(b, activations[^1]);
        var expected = loss.Evaluate(predictions, predictions);
        var above = MatrixProduct.Of<T>(b.Transposed, predictions);
        var gradients = new Matrix<T>[depth];
        for (var l = depth - 1; l >= 0; l--)
        {
            gradients[l] = MatrixProduct.Of<T>(above, activations[l].Transposed);
            above = Plus(MatrixProduct.Of<T>(weights[l].Transposed, above), above);
        }

        var objective = network.Bind(data, loss, ThreadTeam.Alone);
        (objective is LinearObjective<T>).ShouldBe(sameBits);
        var gradient = new Weights<T>(network.Shapes);
        objective.LossAndGradient(weights, gradient).ShouldBeRelative(expected, tolerance);
        for (var l = 0; l < depth; l++)
        {
            if (sameBits)
                gradient[l].ShouldHaveBitsOf(gradients[l]);
            else
                gradient[l].Cast<double>().ShouldBeNear(gradients[l].Cast<double>(), 10 * tolerance);
        }

        objective.Loss(weights).ShouldBeRelative(expected, tolerance);
        var moved = weights.Clone();
        objective.Descend(moved, 0.01);
        for (var l = 0; l < depth; l++)
        {
            for (var k = 0; k < gradients[l].Span.Length; k++)
                gradients[l].Span[k] = weights[l].Span[k] - (T.CreateTruncating(0.01) * gradients[l].Span[k]);
            moved[l].Cast<double>().ShouldBeNear(gradients[l].Cast<double>(), 10 * tolerance);
        }

        static Matrix<T> Plus(Matrix<T> product, Matrix<T> past)
        {
            for (var k = 0; k < past.Span.Length; k++)
                product.Span[k] += past.Span[k];
            return product;
        }
    }
}
