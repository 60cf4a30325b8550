using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Tests.Descent;

/// <summary>Gradient flow against flows that can be written down, and against what flows keep.</summary>
public class GradientFlowTests
{
    // Two balanced scalar layers a, a with product w = a^2 and loss (w - 1)^2 / 2: dw/dtime = -2 w (w - 1), a logistic curve.
    private static readonly Objective<double> Logistic = Scalar(2);

    [Fact]
    public void The_step_has_order_five_and_its_extension_order_four()
    {
        var (steps, dense) = (new double[6], new double[6]);
        for (var k = 0; k < 6; k++)
        {
            // From a fixed start one step of length h is wrong by a multiple of h^6, and between its ends by one of h^5.
            var length = 0.5 * Math.Pow(2, -k);
            var path = new FlowPath(Logistic, ScalarAt(0.5, 2));
            path.AdvanceBy(length);
            var at = ScalarAt(0, 2);
            path.At(length, at);
            steps[k] = Math.Abs(at[0][0, 0] - LogisticLayer(length));
            dense[k] = Enumerable.Range(1, 9).Max(tenth =>
            {
                path.At(tenth * length / 10, at);
                return Math.Abs(at[0][0, 0] - LogisticLayer(tenth * length / 10));
            });
        }

        // The third and the fourth halving: beyond them the smallest errors meet rounding.
        (Math.Log2(steps[2] / steps[3]), Math.Log2(dense[3] / dense[4])).ShouldSatisfyAllConditions(
            orders => orders.Item1.ShouldBe(6, 0.3),
            orders => orders.Item2.ShouldBe(5, 0.3));
    }

    [Fact]
    public void The_midpoint_rule_has_order_two()
    {
        var errors = new double[2];
        for (var k = 0; k < 2; k++)
        {
            var count = 50 << k;
            var state = new DescentState<double>(ScalarAt(0.5, 2));
            for (var step = 0; step < count; step++)
                new GradientFlow(2.0 / count) { Integrator = FlowIntegrator.ImplicitMidpoint }.Step(Logistic, state);
            errors[k] = Math.Abs(state.Weights[0][0, 0] - LogisticLayer(2));
        }

        Math.Log2(errors[0] / errors[1]).ShouldBe(2, 0.02);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    [InlineData(1e-12)]
    public void The_error_of_a_long_path_is_near_the_accuracy_asked_for(double accuracy)
    {
        var state = new DescentState<double>(ScalarAt(0.1, 2));
        var method = new GradientFlow(0.25) { Accuracy = accuracy };
        var worst = 0.0;
        for (var step = 1; step <= 60; step++)
        {
            method.Step(Logistic, state);
            worst = Math.Max(worst, Math.Abs(state.Weights[1][0, 0] - LogisticLayer(0.25 * step, 0.1)));
        }

        // Some tens of steps, each within the accuracy; errors first grow by as much as the solution does, then die out.
        worst.ShouldBeLessThan(300 * accuracy);
        worst.ShouldBeGreaterThan(1e-3 * accuracy);
        state.Step.ShouldBe(60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Balanced_layers_move_the_map_as_arora_et_al_say(int depth)
    {
        // Their equation in the map alone, dW/dtime = -sum_j (W W^T)^{(N-j)/N} G (W^T W)^{(j-1)/N}, by a step of the same order.
        var target = Matrix<double>.From(new double[,] { { 1.5, 0.3 }, { -0.2, 0.8 } });
        var map = Matrix<double>.From(new double[,] { { 0.9, 0.1 }, { 0.2, 0.7 } });
        var network = DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(2, depth + 1)]);
        var data = new Dataset("identity", Matrix<double>.Identity(2), target);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 2), ThreadTeam.Alone);
        var state = new DescentState<double>(Balanced(map, network));
        new GradientFlow(0.4).Step(objective, state);

        const int Steps = 200;
        for (var step = 0; step < Steps; step++)
            map = RungeKutta(map, 0.4 / Steps);
        network.EndToEnd(state.Weights).ShouldBeNear(map, 1e-9);

        Matrix<double> RungeKutta(Matrix<double> at, double h)
        {
            var k1 = Velocity(at);
            var k2 = Velocity(Algebra.Sum(at, k1, h / 2));
            var k3 = Velocity(Algebra.Sum(at, k2, h / 2));
            var k4 = Velocity(Algebra.Sum(at, k3, h));
            return Algebra.Sum(Algebra.Sum(Algebra.Sum(Algebra.Sum(at, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
        }

        Matrix<double> Velocity(Matrix<double> at) => Surefoot.Theory.Arora2019.BalancedFlow.Velocity(at, Algebra.Sum(at, target, -1), depth);
    }

    [Fact]
    public void The_time_at_which_the_loss_has_fallen_to_half_is_found_to_rounding()
    {
        // (1 - w)^2 = (1 - w0)^2 / 2 at w = 1 - (1 - w0) / sqrt(2), and the logistic curve is there at time ln(odds / odds0) / 2.
        var path = new FlowPath(Logistic, ScalarAt(0.3, 2), 1e-13);
        var half = path.StartLoss / 2;
        var point = ScalarAt(0, 2);
        var time = path.TimeWhen(at => Logistic.Loss(at) - half, 10, point);
        var (from, to) = (0.09, 1 - (0.91 / Math.Sqrt(2)));
        var expected = Math.Log(to / (1 - to) / (from / (1 - from))) / 2;
        time!.Value.ShouldBeRelative(expected, 1e-11);
        Logistic.Loss(point).ShouldBeRelative(half, 1e-11);

        // A second event of the same path goes on from there, and one that has passed is there already.
        path.TimeWhen(at => Logistic.Loss(at) - (half / 100), 10, point)!.Value.ShouldBeGreaterThan(time.Value);
        path.TimeWhen(_ => -1, 10, point).ShouldBe(path.From);
        path.TimeWhen(_ => 1, 10, point).ShouldBeNull();
    }

    [Fact]
    public void A_path_is_known_on_its_last_step_only()
    {
        var path = new FlowPath(Logistic, ScalarAt(0.3, 2));
        var point = ScalarAt(0, 2);
        path.MoveTo(1, point);
        path.From.ShouldBeLessThan(1);
        path.To.ShouldBeGreaterThanOrEqualTo(1);
        Should.Throw<ArgumentOutOfRangeException>(() => path.At(path.From / 2, point)).Message.ShouldContain("the last step covers");
        Should.Throw<ArgumentOutOfRangeException>(() => path.At(path.To + 1, point));
        path.At(path.To, point);
        point[0][0, 0].ShouldBeRelative(LogisticLayer(path.To, 0.3), 1e-8);
    }

    [Fact]
    public void Steps_read_the_path_off_without_bending_it()
    {
        // Many readings within one step of the path, against the path in one go.
        var fine = new DescentState<double>(ScalarAt(0.3, 2));
        for (var step = 0; step < 1000; step++)
            new GradientFlow(0.001).Step(Logistic, fine);
        var whole = ScalarAt(0, 2);
        new FlowPath(Logistic, ScalarAt(0.3, 2)).MoveTo(1, whole);
        fine.Weights[0][0, 0].ShouldBe(whole[0][0, 0]);

        // Whoever moves the weights begins another path.
        fine.Weights[0][0, 0] = 0.3;
        fine.Weights[1][0, 0] = 0.3;
        new GradientFlow(1).Step(Logistic, fine);
        fine.Weights[0][0, 0].ShouldBe(whole[0][0, 0]);
    }

    [Fact]
    public void The_midpoint_rule_keeps_the_balance_to_rounding_where_the_pair_keeps_it_to_its_accuracy()
    {
        // Unbalanced layers of a normalised network, so that rates differ from layer to layer.
        var network = DeepLinearNetwork.Normalized(3, 5, 4, 2);
        var start = new GaussianInitialization().Sample<double>(network, RandomStream.FromSeed(7), ThreadTeam.Alone);
        var (x, y) = (new Matrix<double>(3, 6), new Matrix<double>(2, 6));
        RandomStream.FromSeed(8).FillNormal(x, ThreadTeam.Alone);
        RandomStream.FromSeed(9).FillNormal(y, ThreadTeam.Alone);
        var data = new Dataset("six", x, y);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 6), ThreadTeam.Alone);
        const int Steps = 2000;
        var midpoint = Drift(new GradientFlow(0.05) { Integrator = FlowIntegrator.ImplicitMidpoint });
        var pair = Drift(new GradientFlow(0.05) { Accuracy = 1e-6 });

        // Each step rounds weights of norm about 4 in W, once, in directions of their own; the balance is quadratic in them.
        midpoint.ShouldBeLessThan(4 * 16 * Math.Sqrt(Steps) * Math.Pow(2, -52));
        pair.ShouldBeGreaterThan(100 * midpoint);
        pair.ShouldBeLessThan(1e-3);

        double Drift(GradientFlow method)
        {
            var state = new DescentState<double>(start.Clone());
            var loss = objective.Loss(start);
            for (var step = 0; step < Steps; step++)
                method.Step(objective, state);
            objective.Loss(state.Weights).ShouldBeLessThan(loss / 2);
            return Enumerable.Range(0, 2).Max(j => Largest(Algebra.Sum(Balance(network, state.Weights, j), Balance(network, start, j), -1)));
        }
    }

    [Fact]
    public void A_step_of_the_midpoint_rule_that_is_too_long_to_solve_is_taken_in_halves()
    {
        // dw/dtime = -100 (w - 1): the iteration contracts for h below 2 / 100, and the rule itself is stable at any.
        var data = new Dataset("steep", Matrix<double>.From(new double[,] { { 10 } }), Matrix<double>.From(new double[,] { { 10 } }));
        var network = DeepLinearNetwork.Unscaled(1, 1);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 1), ThreadTeam.Alone);
        var state = new DescentState<double>(new Weights<double>(network.Shapes));
        new GradientFlow(0.04) { Integrator = FlowIntegrator.ImplicitMidpoint }.Step(objective, state);

        // Halved twice, at h = 0.01: (1 - 1/2) / (1 + 1/2) to the fourth.
        state.Weights[0][0, 0].ShouldBeRelative(1 - Math.Pow(1.0 / 3, 4), 1e-12);
    }

    [Theory]
    [InlineData(FlowIntegrator.DormandPrince)]
    [InlineData(FlowIntegrator.ImplicitMidpoint)]
    public void Gradient_descent_follows_the_flow_as_its_rate_goes_to_0(FlowIntegrator integrator)
    {
        var network = DeepLinearNetwork.Normalized(2, 4, 4, 2);
        var start = new GaussianInitialization().Sample<double>(network, RandomStream.FromSeed(3), ThreadTeam.Alone);
        var data = new Dataset("two", Matrix<double>.From(new double[,] { { 1, 2 }, { 0, 1 } }), Matrix<double>.From(new double[,] { { 1, 0 }, { 2, -1 } }));
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 2), ThreadTeam.Alone);
        var distances = new double[2];
        for (var k = 0; k < 2; k++)
        {
            var steps = 100 << k;
            var (flow, descent) = (new DescentState<double>(start.Clone()), new DescentState<double>(start.Clone()));
            for (var step = 0; step < steps; step++)
            {
                new GradientFlow(0.5 / steps) { Integrator = integrator }.Step(objective, flow);
                new GradientDescent(0.5 / steps).Step(objective, descent);
            }

            distances[k] = Enumerable.Range(0, 3).Max(i => Largest(Algebra.Sum(flow.Weights[i], descent.Weights[i], -1)));
        }

        // Euler's method has order 1.
        (distances[0] / distances[1]).ShouldBe(2, 0.1);
    }

    [Fact]
    public void A_run_of_the_flow_records_as_every_run_does()
    {
        var state = new DescentState<double>(ScalarAt(0.5, 2));
        var options = new RunOptions { Steps = 1000, Recording = Recording.LogSpaced(5), TargetLoss = 1e-15 };
        var run = DescentRun.Run(Logistic, new GradientFlow(0.1), state, options);
        run.Losses[0].ShouldBe(0.5 * 0.75 * 0.75);
        run.LossAt(10).ShouldBeRelative(LogisticLoss(10), 1e-8);

        // The first step with a loss of at most 1e-15, by the closed form.
        run.Outcome.Kind.ShouldBe(OutcomeKind.Converged);
        run.Outcome.Step.ShouldBe(Enumerable.Range(0, 1000).First(step => LogisticLoss(step) <= 1e-15));

        static double LogisticLoss(int step) => 0.5 * Math.Pow(1 - Math.Pow(LogisticLayer(0.1 * step), 2), 2);
    }

    [Fact]
    public void What_cannot_be_followed_is_told()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new GradientFlow(0)).Message.ShouldContain("must be a positive finite number");
        Should.Throw<ArgumentOutOfRangeException>(() => new FlowPath(Logistic, ScalarAt(1, 2), 0)).Message.ShouldContain("between 0 and 1");
        var network = DeepLinearNetwork.Unscaled(1, 1);
        var data = new Dataset("one", Matrix<double>.Identity(1), Matrix<double>.Identity(1));
        var single = network.Bind(data, new SquaredLoss().Bind<float>(data, 1), ThreadTeam.Alone);
        Should.Throw<NotSupportedException>(() => new GradientFlow(1).Step(single, new DescentState<float>(new Weights<float>(network.Shapes)))).Message.ShouldContain("in double");

        // A point with no finite loss has no flow; the run says diverged.
        foreach (var integrator in Enum.GetValues<FlowIntegrator>())
        {
            var state = new DescentState<double>(ScalarAt(1e200, 2));
            DescentRun.Run(Logistic, new GradientFlow(1) { Integrator = integrator }, state, new RunOptions { Steps = 5 }).Outcome.Kind.ShouldBe(OutcomeKind.Diverged);
        }
    }

    private static Objective<double> Scalar(int depth)
    {
        var data = new Dataset("one", Matrix<double>.Identity(1), Matrix<double>.Identity(1));
        return DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(1, depth + 1)]).Bind(data, new SquaredLoss().Bind<double>(data, 1), ThreadTeam.Alone);
    }

    private static Weights<double> ScalarAt(double layer, int depth)
    {
        var weights = new Weights<double>(DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(1, depth + 1)]).Shapes);
        for (var i = 0; i < depth; i++)
            weights[i][0, 0] = layer;
        return weights;
    }

    // a = sqrt(w), w = 1 / (1 + (1 / w0 - 1) e^{-2 time}).
    private static double LogisticLayer(double time, double start = 0.5) => 1 / Math.Sqrt(1 + (((1 / (start * start)) - 1) * Math.Exp(-2 * time)));

    // W_N = U S^{1/N} U^T..., spread evenly: W_1 = S^{1/N} V^T, between them S^{1/N}, W_N = U S^{1/N}.
    private static Weights<double> Balanced(Matrix<double> map, DeepLinearNetwork network)
    {
        var svd = SingularValueDecomposition.Of(map);
        var weights = new Weights<double>(network.Shapes);
        for (var i = 0; i < network.Depth; i++)
        {
            var layer = Matrix<double>.Identity(2);
            if (i == 0)
                layer = MatrixProduct.Of(layer, svd.Right.Transposed);
            for (var row = 0; row < 2; row++)
            {
                foreach (ref var x in layer.Row(row))
                    x *= Math.Pow(svd.Values[row], 1.0 / network.Depth);
            }

            if (i == network.Depth - 1)
                layer = MatrixProduct.Of<double>(svd.Left, layer);
            layer.Span.CopyTo(weights[i].Span);
        }

        return weights;
    }

    // W_{j+1}^T W_{j+1} - W_j W_j^T, layers from 0.
    private static Matrix<double> Balance(DeepLinearNetwork network, Weights<double> weights, int j)
    {
        var balance = MatrixProduct.Of(weights[j + 1].Transposed, weights[j + 1]);
        var (above, below) = (network.LayerScales[j + 1], network.LayerScales[j]);
        MatrixProduct.Multiply(weights[j], weights[j].Transposed, balance, -below * below, above * above, ThreadTeam.Alone);
        return balance;
    }

    private static double Largest(Matrix<double> a)
    {
        var largest = 0.0;
        foreach (var x in a.Span)
            largest = Math.Max(largest, Math.Abs(x));
        return largest;
    }
}
