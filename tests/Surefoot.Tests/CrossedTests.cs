using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests;

/// <summary>Every method on every objective: each is found by reflection, so a new one joins by standing in one of the two lists.</summary>
public class CrossedTests
{
    // The time all runs cover, in units of a case's own rate, and into how many steps it is cut.
    private const int Steps = 64;

    private static readonly RandomStream Stream = RandomStream.FromSeed(12).Named("crossed");

    /// <summary>A method at a rate; it must follow gradient flow, with an error that shrinks by 2^order where the rate is halved.</summary>
    private static readonly (string Name, Func<double, Objective<double>, Method> Create, double Order)[] Methods =
    [
        ("gradient descent", (rate, _) => new GradientDescent(rate), 1),
        ("gradient flow, Runge-Kutta", (rate, _) => new GradientFlow(rate) { Accuracy = 1e-12 }, double.PositiveInfinity),
        ("gradient flow, implicit midpoint", (rate, _) => new GradientFlow(rate) { Integrator = FlowIntegrator.ImplicitMidpoint }, 2),

        // No gradient is as small as its threshold, so it never kicks.
        ("perturbed gradient descent", (rate, _) => new PerturbedGradientDescent(rate, 1e-300, 1, 1, Stream.Named("noise")), 1),

        // The whole sample in one batch.
        ("stochastic gradient descent", (rate, objective) => new StochasticGradientDescent(rate, Whole(objective)), 1),
    ];

    private static readonly (string Name, Func<(Objective<double> Objective, Weights<double> Start)> Create, double Rate, Func<double, double[]>? Flow)[] Objectives =
    [
        ("one layer, known flow", () => Scalar(), 0.1, time => [1 - (0.75 * Math.Exp(-time))]),
        ("tiny deep linear network", () => Linear(DeepLinearNetwork.Normalized(3, 4, 2), 5), 0.05, null),
        ("deep linear network", () => Linear(DeepLinearNetwork.Unscaled(18, 20, 3), 30), 2e-4, null),
        ("linear residual network", () => Residual(), 1e-3, null),

        // No activation changes on so short a way; where one does the velocity jumps, and no order is kept.
        ("two-layer ReLU network", () => Relu(), 1e-3, null),
        ("sampled network", () => Sampled(), 0.02, null),
        ("plain saddle, known flow", () => At(new PlainSaddle(), 0.5, 0.01), 0.02, time => [0.5 * Math.Exp(-2 * time), 0.01 * Math.Exp(2 * time)]),
        ("sloped saddle", () => At(new SlopedSaddle(), -1.6, 0.3), 0.01, null),
        ("two saddles, known flow", () => At(new TwoSaddles(1.5), 0.25, 0.5), 0.01, time => [0.25 * Math.Exp(2 * time), 0.5 * Math.Exp(-3 * time)]),
        ("octopus, known flow", () => At(new Octopus(3, 1), 0.2, -0.5, 0.5), 0.01, time => [0.2 * Math.Exp(2 * time), -0.5 * Math.Exp(-2 * time), 0.5 * Math.Exp(-2 * time)]),
        ("octopus in its buffer", () => At(new Octopus(2, 1), 1.2 * Math.E, 0.5), 0.002, null),
        ("scaled octopus", () => At(new ScaledFunction(new Octopus(2, 1), [1, 2], 2), 2, 1), 0.02, null),
        ("octopus beyond underflow", () => (new Octopus(2, 1).BindBeyondUnderflow(), new Octopus(2, 1).AtBeyondUnderflow(0.2, 0.5)), 0.01, time => [0.2 * Math.Exp(2 * time), 0.5 * Math.Exp(-2 * time)]),
        ("a user's function", () => At(Function.Of(1, Cosine), 0.5), 0.05, time => [2 * Math.Atan(Math.Tan(0.25) * Math.Exp(time))]),
    ];

    public static IEnumerable<object[]> Pairs() => from objective in Objectives from method in Methods select new object[] { objective.Name, method.Name };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_method_descends_every_objective_along_its_flow(string objectiveName, string methodName)
    {
        var (_, create, rate, known) = Objectives.Single(each => each.Name == objectiveName);
        var (_, method, order) = Methods.Single(each => each.Name == methodName);
        var (objective, start) = create();
        if (methodName.StartsWith("stochastic", StringComparison.Ordinal) && objective is not SampledObjective<double>)
        {
            Should.Throw<ArgumentException>(() => method(rate, objective).Step(objective, new DescentState<double>(start))).Message.ShouldContain("samples");
            return;
        }

        // What the flow reaches, written down where it can be.
        var time = rate * Steps;
        var flow = Run(new GradientFlow(time / 8) { Accuracy = 1e-13 }, 8).Point;
        if (known is not null)
            Distance(flow, known(time)).ShouldBeLessThan(1e-9);

        var (coarse, run) = Run(method(rate, objective), Steps);
        var (fine, _) = Run(method(rate / 2, objective), 2 * Steps);
        var (same, again) = Run(method(rate, objective), Steps);
        same.ShouldBe(coarse);
        again.Losses.ShouldBe(run.Losses);

        run.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        run.Outcome.Step.ShouldBe(Steps);
        run.Losses.Count.ShouldBe(Steps + 1);
        run.Losses[0].ShouldBe(objective.Loss(start), 1e-13 * Math.Max(1, Math.Abs(run.Losses[0])));
        for (var step = 0; step < Steps; step++)
            run.Losses[step + 1].ShouldBeLessThanOrEqualTo(run.Losses[step] + 1e-14);

        var (first, second) = (Distance(coarse, flow), Distance(fine, flow));
        if (double.IsInfinity(order) || second < 1e-11)
            first.ShouldBeLessThan(1e-9);
        else
            Math.Log2(first / second).ShouldBe(order, 0.35);

        (double[] Point, Trajectory Run) Run(Method by, int steps)
        {
            var state = new DescentState<double>(start.Clone());
            var trajectory = DescentRun.Run(objective, by, state, new RunOptions { Steps = steps });
            state.Step.ShouldBe(steps);
            return ([.. Enumerable.Range(0, start.Count).SelectMany(matrix => objective.Coordinates(state.Weights, matrix))], trajectory);
        }
    }

    [Fact]
    public void Every_method_and_every_objective_there_is_takes_part()
    {
        Type[] types = typeof(Method).Assembly.GetTypes();
        Methods.Select(each => each.Create(0.1, Objectives[0].Create().Objective).GetType()).Distinct()
            .ShouldBe(types.Where(type => type.IsSubclassOf(typeof(Method)) && !type.IsAbstract), ignoreOrder: true);
        Objectives.Select(each => Open(each.Create().Objective.GetType())).Distinct()
            .ShouldBe(types.Where(type => IsObjective(type) && !type.IsAbstract), ignoreOrder: true);

        static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        static bool IsObjective(Type type) => type.BaseType is { } parent && (Open(parent) == typeof(Objective<>) || IsObjective(parent));
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double Cosine(ReadOnlySpan<double> x, Span<double> gradient)
    {
        // dx/dtime = sin x.
        gradient[0] = -Math.Sin(x[0]);
        return Math.Cos(x[0]);
    }

    private static (Objective<double>, Weights<double>) At(Function function, params double[] point) => (function.Bind(), function.At(point));

    private static (Objective<double>, Weights<double>) Scalar()
    {
        var (objective, start) = Bound(DeepLinearNetwork.Unscaled(1, 1), Samples(1, 1, 1));
        start[0][0, 0] = 0.25;
        return (objective, start);
    }

    private static (Objective<double>, Weights<double>) Linear(DeepLinearNetwork network, int samples) => Bound(network, Samples(network.InputDimension, network.OutputDimension, samples));

    private static (Objective<double>, Weights<double>) Residual() => Bound(LinearResidualNetwork.With(new GaussianTransformation(), 3, 2, 4, 3, Stream.Named("residual")), Samples(3, 2, 5));

    private static (Objective<double>, Weights<double>) Relu() => Bound(new TwoLayerReluNetwork(3, 1, -1, 1, -1, 1, 1), Samples(3, 1, 4));

    private static (Objective<double>, Weights<double>) Sampled()
    {
        var (network, data) = (DeepLinearNetwork.Unscaled(3, 4, 2), Samples(3, 2, 4));
        return (network.BindSampled<double>(data, new SquaredLoss(), 4, ThreadTeam.Alone), StartOf(network));
    }

    private static CyclicBatches Whole(Objective<double> objective) =>
        new([.. Enumerable.Range(0, objective is SampledObjective<double> sampled ? sampled.SampleCount : 1)]);

    private static (Objective<double>, Weights<double>) Bound(Network network, Dataset data) =>
        (network.Bind(data, new SquaredLoss().Bind<double>(data, data.SampleCount), ThreadTeam.Alone), StartOf(network));

    private static Weights<double> StartOf(Network network)
    {
        var start = new Weights<double>(network.Shapes);
        for (var i = 0; i < start.Count; i++)
        {
            Stream.Named("start", i).FillNormal(start[i].Span);
            foreach (ref var entry in start[i].Span)
                entry *= 0.4;
        }

        return start;
    }

    // One sample is x = y = 1.
    private static Dataset Samples(int inputs, int outputs, int count)
    {
        var (x, y) = (new Matrix<double>(inputs, count), new Matrix<double>(outputs, count));
        x.Span.Fill(1);
        y.Span.Fill(1);
        if (count > 1)
        {
            Stream.Named("inputs").FillNormal(x, ThreadTeam.Alone);
            Stream.Named("targets").FillNormal(y, ThreadTeam.Alone);
        }

        return new("crossed", x, y);
    }
}
