using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Networks;

public class TinyLinearTests
{
    private static readonly VectorPath[] s_paths = [.. Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported)];

    [Fact]
    public void Every_kind_of_register_gives_the_bits_of_the_products_definition() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            BitsAgree<double>(seed);
            BitsAgree<float>(seed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_tiny_path_agrees_with_the_general_one_to_rounding() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Agrees<double>(seed);
            Agrees<float>(seed);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void A_step_that_is_not_recorded_allocates_nothing(int width)
    {
        var data = LinearTeacher.Sample(5, 5, 5, 1, 1, RandomStream.FromSeed(1));
        var network = DeepLinearNetwork.Normalized(5, width, 5);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 5), ThreadTeam.Alone);
        Run(2000);

        // Both record steps 0, 1, 10, 100, 1000 and the last. The smallest object takes 24 bytes, so a step that makes one would add
        // 168,000; the runtime's own few hundred come in either run.
        var longer = Run(9000);
        (longer - Run(2000)).ShouldBeLessThan(7000);

        long Run(int steps)
        {
            var state = new DescentState<double>(Draw<double>(network, RandomStream.FromSeed(2)));
            var options = new RunOptions { Steps = steps, Recording = Recording.LogSpaced(1) };
            var before = GC.GetAllocatedBytesForCurrentThread();
            DescentRun.Run(objective, new GradientDescent(1e-6), state, options).Outcome.Kind.ShouldBe(OutcomeKind.Completed);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(true, 16, 16, 16, 16)]
    [InlineData(true, 1, 1, 1)]
    [InlineData(false, 17, 16, 16)]
    [InlineData(false, 16, 17, 16, 16)]
    [InlineData(false, 16, 16, 17)]
    public void Sixteen_is_tiny_and_seventeen_is_not(bool isTiny, int samples, params int[] widths)
    {
        var network = DeepLinearNetwork.Unscaled(widths);
        TinyLinear.Fits<double>(network.Chain, samples).ShouldBe(isTiny);
        var data = LinearTeacher.Sample(widths[0], widths[^1], samples, 0, 1, RandomStream.FromSeed(1));
        (network.Bind(data, new SquaredLoss().Bind<double>(data, samples), ThreadTeam.Alone) is LinearObjective<double>).ShouldBe(!isTiny);
    }

    [Fact]
    public void Weights_of_other_shapes_are_refused()
    {
        var data = LinearTeacher.Sample(3, 2, 4, 0, 1, RandomStream.FromSeed(1));
        var objective = DeepLinearNetwork.Unscaled(3, 4, 2).Bind(data, new SquaredLoss().Bind<double>(data, 4), ThreadTeam.Alone);
        foreach (var other in new[] { DeepLinearNetwork.Unscaled(3, 5, 2), DeepLinearNetwork.Unscaled(3, 4, 4, 2), DeepLinearNetwork.Unscaled(3, 2) })
            Should.Throw<ArgumentException>(() => objective.Descend(new Weights<double>(other.Shapes), 1)).Message.ShouldContain("other shapes");
        objective.Descend(new Weights<double>(DeepLinearNetwork.Normalized(3, 4, 2).Shapes), 1);
    }

    private static void BitsAgree<T>(int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var setting = new Setting<T>(seed);
        var start = Draw<T>(setting.Network, setting.Stream.Named("start"));
        var expected = start.Clone();
        var gradient = new Weights<T>(setting.Network.Shapes);
        var losses = Enumerable.Range(0, 3).Select(_ => setting.DescendByDefinition(expected, gradient)).ToList();
        foreach (var path in s_paths)
        {
            var objective = TinyLinear.Bind(setting.Network.Chain, setting.Data.Inputs.Cast<T>(), setting.Bound(), path);
            var actual = start.Clone();
            objective.Descend(actual, Setting<T>.Rate).ShouldBe(losses[0]);
            objective.Descend(actual, Setting<T>.Rate).ShouldBe(losses[1]);

            // The third gradient is taken where the third step begins.
            var taken = new Weights<T>(setting.Network.Shapes);
            objective.Loss(actual).ShouldBe(losses[2]);
            objective.LossAndGradient(actual, taken).ShouldBe(losses[2]);
            taken.Span.SequenceEqual(gradient.Span).ShouldBeTrue($"{path}, seed {seed}: the gradient");
            objective.Descend(actual, Setting<T>.Rate).ShouldBe(losses[2]);
            actual.Span.SequenceEqual(expected.Span).ShouldBeTrue($"{path}, seed {seed}: the weights");
        }
    }

    // A product of inner dimension k errs by at most (k + 1) u times the product of the factors' norms; here k <= 16, and there are
    // N products forward, up to N back, one for the gradient and two for a penalty, besides a few single roundings.
    private static void Agrees<T>(int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var setting = new Setting<T>(seed);
        var (network, depth) = (setting.Network, setting.Network.Depth);
        var at = Draw<T>(network, setting.Stream.Named("start"));
        var inputs = setting.Data.Inputs.Cast<T>();
        var tiny = TinyLinear.Bind(network.Chain, inputs, setting.Bound(), VectorPaths.Widest);
        var general = new LinearObjective<T>(network.Chain, inputs, setting.Bound(), ThreadTeam.Alone);

        var norms = Enumerable.Range(0, depth).Select(i => Norm(at[i])).ToArray();
        var map = network.OutputFactor * norms.Aggregate(1.0, (product, norm) => product * norm) * Norm(inputs);
        var prediction = map + Norm(setting.Data.Targets);
        var slope = setting.Slope * prediction;
        var unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
        var roundings = 2 * unit * ((17 * ((2 * depth) + 3)) + 10);

        var (actual, expected) = (new Weights<T>(network.Shapes), new Weights<T>(network.Shapes));
        tiny.LossAndGradient(at, actual).ShouldBe(general.LossAndGradient(at, expected), roundings * slope * prediction);
        tiny.Loss(at).ShouldBe(general.Loss(at), roundings * slope * prediction);
        var (moved, alsoMoved) = (at.Clone(), at.Clone());
        tiny.Descend(moved, Setting<T>.Rate);
        general.Descend(alsoMoved, Setting<T>.Rate);
        for (var i = 0; i < depth; i++)
        {
            var size = slope * map / norms[i];
            var rate = Setting<T>.Rate * tiny.RateFactors[i];
            tiny.RateFactors[i].ShouldBe(general.RateFactors[i]);
            for (var k = 0; k < at[i].Span.Length; k++)
            {
                Number(actual[i], k).ShouldBe(Number(expected[i], k), roundings * size);
                Number(moved[i], k).ShouldBe(Number(alsoMoved[i], k), (rate * roundings * size) + (4 * unit * (norms[i] + (rate * size))));
            }
        }

        static double Number(Matrix<T> matrix, int k) => double.CreateTruncating(matrix.Span[k]);
    }

    private static double Norm<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = 0.0;
        foreach (var x in matrix.Span)
            sum += double.CreateTruncating(x * x);
        return Math.Sqrt(sum);
    }

    private static Weights<T> Draw<T>(DeepLinearNetwork network, RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new GaussianInitialization().Sample<T>(network, stream, ThreadTeam.Alone);

    /// <summary>A tiny network of random shape on random data under a random loss.</summary>
    private sealed class Setting<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const double Rate = 0.01;

        private readonly Loss _loss;

        public Setting(int seed)
        {
            Stream = RandomStream.FromSeed((ulong)seed);
            var random = new Random(seed);
            int[] widths = [.. Enumerable.Range(0, random.Next(1, 7) + 1).Select(_ => random.Next(1, 17))];
            Network = random.Next(2) == 0 ? DeepLinearNetwork.Normalized(widths) : DeepLinearNetwork.Scaled(0.7, widths);
            Data = LinearTeacher.Sample(widths[0], widths[^1], random.Next(1, 17), 1, 1, Stream.Named("data"));
            if (random.Next(3) == 0)
            {
                (_loss, Slope) = (new LogCoshLoss(), 2);
                return;
            }

            var squared = new SquaredLoss((SquaredScaling)random.Next(3), random.Next(2) * 0.3);
            var least = DataAnalysis.Of(Data).SmallestSingularValue;
            (_loss, Slope) = (squared, squared.Factor(Data.SampleCount) + (2 * squared.Penalty / (least * least)));
        }

        public RandomStream Stream { get; }

        public DeepLinearNetwork Network { get; }

        public Dataset Data { get; }

        /// <summary>The derivative by the predictions is at most this times the norms of predictions and targets.</summary>
        public double Slope { get; }

        public BoundLoss<T> Bound() => _loss.Bind<T>(Data, Data.SampleCount);

        /// <summary>One step, product by product, entry by entry.</summary>
        public double DescendByDefinition(Weights<T> at, Weights<T> gradient)
        {
            var activations = new List<Matrix<T>> { Data.Inputs.Cast<T>() };
            var outputFactor = T.CreateTruncating(Network.OutputFactor);
            for (var i = 0; i < at.Count; i++)
            {
                activations.Add(new Matrix<T>(at[i].Rows, Data.SampleCount));
                MatrixProduct.MultiplyByDefinition(at[i], activations[i], activations[i + 1], i == at.Count - 1 ? outputFactor : T.One, T.Zero);
            }

            var derivative = new Matrix<T>(Network.OutputDimension, Data.SampleCount);
            var loss = Bound().Evaluate(activations[^1], derivative);
            foreach (ref var x in derivative.Span)
                x *= outputFactor;
            for (var i = at.Count - 1; i >= 0; i--)
            {
                var below = new Matrix<T>(at[i].Columns, Data.SampleCount);
                MatrixProduct.MultiplyByDefinition(at[i].Transposed, derivative, below, T.One, T.Zero);
                MatrixProduct.MultiplyByDefinition(derivative, activations[i].Transposed, gradient[i], T.One, T.Zero);
                var rate = T.CreateTruncating(-Rate * (1 / (Network.LayerScales[i] * Network.LayerScales[i])));
                MatrixProduct.MultiplyByDefinition(derivative, activations[i].Transposed, at[i], rate, T.One);
                derivative = below;
            }

            return loss;
        }
    }
}
