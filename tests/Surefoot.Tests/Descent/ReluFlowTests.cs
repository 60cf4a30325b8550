using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Descent;

/// <summary>Gradient flow of two-layer ReLU networks, across and along the hyperplanes where activations change.</summary>
public class ReluFlowTests
{
    [Fact]
    public void A_unit_that_loses_its_sample_stops()
    {
        // One unit, x = 1, y = -1: w = 2 e^{-t} - 1 until it is 0 at t = ln 2.
        var (objective, weights) = Of(new double[,] { { 1 } }, [-1], [1], 1);
        var state = new DescentState<double>(weights);
        var flow = new GradientFlow(0.25);
        for (var step = 1; step <= 8; step++)
        {
            flow.Step(objective, state);
            state.Weights.Span[0].ShouldBe(Math.Max(0, (2 * Math.Exp(-0.25 * step)) - 1), 1e-9);
        }

        objective.Loss(state.Weights).ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void A_unit_slides_along_a_hyperplane_that_both_sides_push_it_to()
    {
        // At w_1 = 0 the first sample pushes down where it is active, with 3 against the 0.6 of the second: w_1 stays 0, and w_2 = 1.75 - 1.25 e^{-0.64 t}.
        var (objective, weights) = Of(new[,] { { 1, 0.6 }, { 0, 0.8 } }, [-3, 1.4], [0.3, 0.5], 1);
        var state = new DescentState<double>(weights);
        var flow = new GradientFlow(0.5);
        flow.Step(objective, state);
        state.Weights.Span[0].ShouldBe(0, 1e-9);
        var at = state.Weights.Span[1];
        for (var step = 1; step <= 6; step++)
        {
            flow.Step(objective, state);
            state.Weights.Span[0].ShouldBe(0, 1e-9);
            state.Weights.Span[1].ShouldBe(1.75 + ((at - 1.75) * Math.Exp(-0.64 * 0.5 * step)), 1e-8);
        }
    }

    [Fact]
    public void Opposite_inputs_that_cross_at_once_hold_their_unit()
    {
        // w > 0 is active for x = 1 only, w < 0 for x = -1 only, and both are driven to 0.
        var (objective, weights) = Of(new double[,] { { 1, -1 } }, [-1, -1], [1], 1);
        var state = new DescentState<double>(weights);
        for (var step = 0; step < 4; step++)
            new GradientFlow(0.5).Step(objective, state);
        state.Weights.Span[0].ShouldBe(0, 1e-8);
    }

    [Fact]
    public void It_is_where_descent_with_ever_smaller_steps_goes()
    {
        for (var seed = 0UL; seed < 6; seed++)
        {
            var data = UnitSphere.Sample(3, 1, 5, 2, RandomStream.FromSeed(seed).Named("data"));
            var network = TwoLayerReluNetwork.WithRandomSigns(3, 12, RandomStream.FromSeed(seed).Named("signs"));
            var start = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(seed), ThreadTeam.Alone);
            var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 5), ThreadTeam.Alone);
            var flow = new DescentState<double>(start.Clone());
            var trajectory = DescentRun.Run(objective, new GradientFlow(0.5), flow, new RunOptions { Steps = 12 });
            trajectory.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
            for (var k = 1; k < trajectory.Losses.Count; k++)
                trajectory.Losses[k].ShouldBeLessThanOrEqualTo(trajectory.Losses[k - 1] * (1 + 1e-9));
            objective.Patterns(flow.Weights).CountDifferences(objective.Patterns(start)).ShouldBeGreaterThan(0);
            var coarse = Distance(4e-3);
            var fine = Distance(1e-3);
            fine.ShouldBeLessThan(0.01);
            fine.ShouldBeLessThan(0.6 * coarse);

            double Distance(double rate)
            {
                var state = new DescentState<double>(start.Clone());
                for (var step = 0; step < (int)Math.Round(6 / rate); step++)
                    new GradientDescent(rate).Step(objective, state);
                return Frobenius.Distance(state.Weights[0], flow.Weights[0]);
            }
        }
    }

    [Fact]
    public void Across_many_events_its_error_is_that_of_its_steps_and_its_bits_are_those_of_any_number_of_threads()
    {
        var data = UnitSphere.Sample(15, 1, 15, 1, RandomStream.FromSeed(3).Named("data"));
        var network = TwoLayerReluNetwork.WithRandomSigns(15, 60, RandomStream.FromSeed(3).Named("signs"));
        var start = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(3), ThreadTeam.Alone);
        using var team = new ThreadTeam(3);
        var fine = At(1e-13, ThreadTeam.Alone);
        var usual = At(1e-10, ThreadTeam.Alone);
        usual.Crossings.ShouldBe(fine.Crossings);
        fine.Crossings.ShouldBeGreaterThan(60);

        // Two steps an event, about, each of which may add 1e-10 of the weights; what follows contracts.
        var steps = 2 * fine.Crossings;
        Frobenius.Distance(usual.Weights[0], fine.Weights[0]).ShouldBeLessThan(steps * 1e-10 * Frobenius.Norm(fine.Weights[0]));
        At(1e-10, team).Weights.Span.SequenceEqual(usual.Weights.Span).ShouldBeTrue();

        (Weights<double> Weights, long Crossings) At(double accuracy, ThreadTeam threads)
        {
            var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 15), threads);
            var path = new PiecewisePath(objective.PieceAt(start)!, start, accuracy);
            var point = start.Clone();
            foreach (var time in new[] { 0.3, 0.3, 2, 5 })
                path.MoveTo(time, point);
            return (point, path.Crossings);
        }
    }

    [Fact]
    public void An_event_costs_one_step_and_is_located_without_velocities()
    {
        // x' = 1 up to x = 1, 2 up to x = 2, and so on: k + 1 beyond x = k, at times 1, 1 + 1/2, ...
        var start = new Weights<double>(new WeightShapes([new WeightShape("x", 1, 1)]));
        var counting = new Counting();
        var path = new PiecewisePath(new Stairs(0, counting), start, 1e-10);
        var point = start.Clone();
        var harmonic = Enumerable.Range(1, 20).Sum(k => 1.0 / k);
        path.MoveTo(harmonic, point);
        point.Span[0].ShouldBe(20, 1e-12);
        path.Crossings.ShouldBeInRange(19, 20);

        // Seven velocities an event; before the first one steps must grow.
        counting.Velocities.ShouldBeLessThan(7 * 20 + 60);
    }

    [Fact]
    public void A_step_is_known_at_every_time_and_so_is_every_linear_function_of_a_row()
    {
        var random = RandomStream.FromSeed(8);
        var shapes = new WeightShapes([new WeightShape("A", 2, 3), new WeightShape("B", 3, 4)]);
        Weights<double> Draw(int name)
        {
            var drawn = new Weights<double>(shapes);
            for (var k = 0; k < drawn.Span.Length; k++)
                drawn.Span[k] = random.Named("draw", name).Uniform(k) - 0.5;
            return drawn;
        }

        var (from, to, velocityFrom, velocityTo) = (Draw(0), Draw(1), Draw(2), Draw(3));
        var step = new PathStep(2, 2.5, (from, to), (velocityFrom, velocityTo), Draw(4));
        var (point, ahead) = (Draw(5), Draw(6));
        foreach (var (time, end, velocity) in new[] { (2, from, velocityFrom), (2.5, to, velocityTo) })
        {
            step.At(time, point);
            point.Span.ToArray().ShouldBe(end.Span.ToArray(), 1e-15);

            // A difference over h = 1e-6 inside errs by h times a second derivative, here below 100.
            var inside = time == 2 ? 2 + 1e-6 : 2.5 - 1e-6;
            step.At(inside, ahead);
            for (var k = 0; k < point.Span.Length; k++)
                ((ahead.Span[k] - point.Span[k]) / (inside - time)).ShouldBe(velocity.Span[k], 1e-4);
        }

        double[] direction = [1, -2, 0.5, 3];
        var along = step.Along(1, 2, direction);
        foreach (var time in new[] { 2, 2.1, 2.4999, 2.5 })
        {
            step.At(time, point);
            along(time).ShouldBe(Enumerable.Range(0, 4).Sum(k => direction[k] * point[1][2, k]), 1e-14);
        }
    }

    private sealed class Counting
    {
        public int Velocities { get; set; }
    }

    private sealed class Stairs(int stair, Counting counting) : Piece
    {
        public override double Velocity(Weights<double> at, Weights<double> velocity)
        {
            counting.Velocities++;
            velocity.Span[0] = stair + 1;
            return 0;
        }

        public override double? TimeOfLeaving(PathStep step, double end, Weights<double> point)
        {
            step.At(end, point);
            if (point.Span[0] <= stair + 1)
                return null;
            var time = step.From + ((stair + 1 - step.Along(0, 0, [1])(step.From)) / (stair + 1));
            step.At(Math.Clamp(time, step.From, end), point);
            return time;
        }

        public override Piece After(Weights<double> at, bool mustHold) => new Stairs(stair + 1, counting);
    }

    private static (TwoLayerReluObjective<double> Objective, Weights<double> Start) Of(double[,] inputs, double[] targets, double[] start, int sign)
    {
        var y = new Matrix<double>(1, targets.Length);
        targets.CopyTo(y.Span);
        var data = new Dataset("small", Matrix<double>.From(inputs), y);
        var network = new TwoLayerReluNetwork(start.Length, sign);
        var weights = new Weights<double>(network.Shapes);
        start.CopyTo(weights[0].Span);
        return (network.Bind(data, new SquaredLoss().Bind<double>(data, targets.Length), ThreadTeam.Alone), weights);
    }
}
