using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Tests.Objectives;

/// <summary>A function without a network goes through the run loop, its probes and its outcomes like any other objective.</summary>
public class FunctionTests
{
    private static readonly Function Saddle = Function.Of(
        2,
        (x, g) =>
        {
            (g[0], g[1]) = (2 * x[0], -2 * x[1]);
            return (x[0] * x[0]) - (x[1] * x[1]);
        },
        _ => Matrix<double>.From(new double[,] { { 2, 0 }, { 0, -2 } }),
        x => Math.Abs(x[0]) <= 1 && Math.Abs(x[1]) <= 1);

    [Fact]
    public void Gradient_descent_multiplies_the_coordinates_of_a_quadratic_function()
    {
        var state = new DescentState<double>(Saddle.At(1, 1e-3));
        var objective = Saddle.Bind();
        var run = DescentRun.Run(objective, new GradientDescent(0.25), state, new RunOptions { Steps = 10 }, [new DistanceFromStartProbe<double>(objective, state.Weights)]);
        run.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        state.Weights[0][0, 0].ShouldBe(Math.Pow(2, -10));
        state.Weights[0][1, 0].ShouldBe(1e-3 * Math.Pow(1.5, 10), 1e-15);
        run.Losses[1].ShouldBe(0.25 - (1.5e-3 * 1.5e-3), 1e-15);
        run.Measurement("distanceFromStart")[1].ShouldBe(Math.Sqrt(0.25 + 0.25e-6), 1e-15);
    }

    [Fact]
    public void A_run_that_leaves_the_domain_ends_at_the_first_point_outside()
    {
        // 1e-3 1.5^18 = 1.48 is the first above 1.
        var state = new DescentState<double>(Saddle.At(1, 1e-3));
        var run = DescentRun.Run(Saddle.Bind(), new GradientDescent(0.25), state, new RunOptions { Steps = 100, Recording = Recording.LogSpaced(1) });
        run.Outcome.ShouldBe(new Outcome(OutcomeKind.LeftDomain, 18, "the point of step 18 lies outside the domain of the function"));
        run.Steps[^1].ShouldBe(18);
        run.FinalLoss.ShouldBe(-Math.Pow(1e-3 * Math.Pow(1.5, 18), 2), 1e-9);

        DescentRun.Run(Saddle.Bind(), new GradientDescent(0.25), new DescentState<double>(Saddle.At(2, 0)), new RunOptions { Steps = 100 })
            .Outcome.Kind.ShouldBe(OutcomeKind.LeftDomain);
    }

    [Fact]
    public void A_coordinate_that_is_zero_is_never_escaped()
    {
        var run = DescentRun.Run(Saddle.Bind(), new GradientDescent(0.25), new DescentState<double>(Saddle.At(1, 0)), new RunOptions { Steps = 10_000, Recording = Recording.LogSpaced(10) });
        run.Outcome.Kind.ShouldBe(OutcomeKind.Stationary);
        run.LossAt(9_999).ShouldBe(0);
    }

    [Fact]
    public void Second_derivatives_tell_a_saddle_from_a_minimum()
    {
        var saddle = SecondOrder.Of(Saddle.Bind(), Saddle.At(0, 0));
        saddle.ShouldBe(new SecondOrder(0, -2));
        saddle.IsStrictSaddle(2, 0).ShouldBeTrue();
        saddle.IsStrictSaddle(2.1, 0).ShouldBeFalse();

        // -2 >= -sqrt(rho epsilon) from rho epsilon = 4 on.
        saddle.IsSecondOrderStationary(0.5, 8).ShouldBeTrue();
        saddle.IsSecondOrderStationary(0.5, 7.9).ShouldBeFalse();
        var slope = SecondOrder.Of(Saddle.Bind(), Saddle.At(0.3, 0.4));
        slope.GradientNorm.ShouldBe(1, 1e-15);
        slope.IsStationary(0.99).ShouldBeFalse();
        slope.IsStrictSaddle(2, 0.99).ShouldBeFalse();
        slope.IsSecondOrderStationary(0.99, 1e9).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_hessian_differences_of_gradients_stand_in()
    {
        // f = x^3 + x y^2 at (-1, 2): [[6 x, 2 y], [2 y, 2 x]] = [[-6, 4], [4, -2]].
        var cubic = Function.Of(2, (x, g) =>
        {
            (g[0], g[1]) = ((3 * x[0] * x[0]) + (x[1] * x[1]), 2 * x[0] * x[1]);
            return (x[0] * x[0] * x[0]) + (x[0] * x[1] * x[1]);
        });
        SecondOrder.Of(cubic.Bind(), cubic.At(-1, 2)).LeastEigenvalue.ShouldBe(-4 - Math.Sqrt(20), 1e-8);
    }

    [Fact]
    public void Stored_layers_are_told_in_the_unnormalised_convention()
    {
        // Two scalar layers with W_i = s_i V_i, s = (2, 1): l = (a W2 W1 - 1)^2 / 2, at W = 0 the Hessian is [[0, -a], [-a, 0]].
        var network = DeepLinearNetwork.Normalized(1, 4, 1);
        var data = new Dataset("one", Matrix<double>.From(new double[,] { { 1 } }), Matrix<double>.From(new double[,] { { 1 } }));
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 1), ThreadTeam.Alone);
        var weights = new Weights<double>(network.Shapes);
        SecondOrder.Of(objective, weights).LeastEigenvalue.ShouldBe(-0.5, 1e-9);

        objective.Displace(weights, [3, 1, 1, 1, 2, 0, 0, 0]);
        objective.Coordinates(weights, 0).ShouldBe([3, 1, 1, 1]);
        objective.Coordinates(weights, 1).ShouldBe([2, 0, 0, 0]);

        // Prediction 6 / 2 = 3, residual 2: the gradient is 2 / 2 times the other layer, of squared norms 4 and 12.
        var gradient = new Weights<double>(network.Shapes);
        objective.LossAndGradient(weights, gradient).ShouldBe(2);
        objective.GradientNorm(weights, gradient).ShouldBe(4, 1e-14);
        Should.Throw<ArgumentException>(() => objective.Displace(weights, [1])).Message.ShouldContain("8 coordinates");
    }

    [Fact]
    public void Points_have_as_many_coordinates_as_the_function_takes() =>
        Should.Throw<ArgumentException>(() => Saddle.At(1, 2, 3)).Message.ShouldContain("the function takes 2");
}
