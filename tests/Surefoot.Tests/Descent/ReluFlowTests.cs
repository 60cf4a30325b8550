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
