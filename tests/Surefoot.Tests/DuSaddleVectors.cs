using Surefoot.Descent;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests;

/// <summary>Numbers of Du 2019, chapter 7, to twelve digits: the octopus, its descent, and the warm-up examples.</summary>
public class DuSaddleVectors
{
    private const double E = 2.71828182846;

    // Inputs are given to twelve digits too.
    private const double Relative = 1e-11;

    [Theory]
    [InlineData(1, E, new[] { -7.38905609893, -5.43656365692, -1, -0.490505921562, 0.135335283237 }, 61.5754674911)]
    [InlineData(2, E, new[] { -7.38905609893, -5.43656365692, -1, -2.20727664703, 0.473673491328 }, 107.141313434)]
    [InlineData(3, 2, new[] { -4, -4, -1, -5.33333333333, 1.5 }, 82.6666666667)]
    [InlineData(E, E, new[] { -7.38905609893, -5.43656365692, -1, -3.44040186276, 0.716695678074 }, 139.870432574)]
    public void Spline_and_drop(double l, double tau, double[] spline, double drop)
    {
        var octopus = new Octopus(3, l, 1, tau);
        octopus.SplineCoefficients.ShouldBeRelative(spline, Relative);
        octopus.Drop.ShouldBe(drop, Relative * drop);
    }

    [Theory]
    [InlineData(new double[] { 1, -1, 2 }, "(1,1)", 14, new double[] { -2, -6, 12 })]
    [InlineData(new double[] { 3, 1, -2 }, "(1,2)", 0.166666666667, new double[] { -19.75, 2, -12 })]
    [InlineData(new double[] { -7, 1, 1 }, "(2,1)", -77.6666666667, new double[] { 6, -2, 6 })]
    [InlineData(new double[] { 9, -3, 1 }, "(2,2)", -91.5, new double[] { 6, 19.75, 2 })]
    [InlineData(new double[] { 5, -10, 1 }, "(3,1)", -127.333333333, new double[] { -18, -12, -2 })]
    [InlineData(new double[] { 6, 7, -3 }, "(3,2)", -163.166666667, new double[] { -12, -6, 16 })]
    [InlineData(new double[] { -9, 7, 8 }, "(4,1)", -242, new double[] { -6, -6, 0 })]
    [InlineData(new double[] { 3, 3, 1 }, "", -4.75, new[] { -53.34375, -2.75, 2 })]
    [InlineData(new double[] { 13, 1, 1 }, "", -5.66666666667, new double[] { 30, -2, 6 })]
    public void Cells_values_and_gradients(double[] x, string cell, double value, double[] gradient)
    {
        var octopus = new Octopus(3, 3, 1, 2);
        var slope = new double[3];
        (octopus.CellOf(x)?.ToString() ?? "").ShouldBe(cell);
        octopus.Contains(x).ShouldBe(cell.Length > 0);
        octopus.Evaluate(x, slope).ShouldBe(value, Relative * Math.Abs(value));
        slope.ShouldBeRelative(gradient, Relative);
    }

    [Fact]
    public void A_hessian() =>
        new Octopus(3, 3, 1, 2).Hessian([3, 1, -2]).Span.ToArray().ShouldBeRelative([-16, -7.5, 0, -7.5, 2, 0, 0, 0, 6], Relative);

    [Theory]
    [InlineData(1, -16.93325356, new[] { -12.0623756138, 0, -1.35914091423 })]
    [InlineData(2, -18.7035482504, new[] { -19.4527043349, 1.35914091423, -2.71828182846 })]
    public void In_the_middle_of_a_buffer(double l, double value, double[] gradient)
    {
        var slope = new double[3];
        new Octopus(3, l).Evaluate([1.5 * Math.E, 0.5 * Math.E, -0.25 * Math.E], slope).ShouldBe(value, Relative * -value);
        slope.ShouldBeRelative(gradient, Relative);
    }

    [Theory]
    [InlineData(1, new[] { 0.75, -0.125, 0.375 })]
    [InlineData(4, new[] { 2.53125, -0.015625, 0.046875 })]
    [InlineData(6, new[] { 5.95349108673, -0.00634306230872, 0.01171875 })]
    [InlineData(8, new[] { 9.64321825706, -0.0142718901946, 0.0029296875 })]
    [InlineData(20, new[] { 10.8728270431, -1.85172548753, 7.15255737305e-07 })]
    [InlineData(40, new[] { 10.8731273135, -10.8730948057, 0.000187148350468 })]
    public void Gradient_descent(int steps, double[] point)
    {
        var octopus = new Octopus(3, 1);
        var state = new DescentState<double>(octopus.At(0.5, -0.25, 0.75));
        DescentRun.Run(octopus.Bind(), new GradientDescent(0.25), state, new RunOptions { Steps = steps }).Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        state.Weights[0].Span.ToArray().ShouldBeRelative(point, Relative);
    }

    [Fact]
    public void Its_escape_times() => OctopusEscape.Of(new Octopus(3, 1), [0.5, -0.25, 0.75], 0.25).EscapeTimes.ShouldBe([6L, 23, 66]);

    [Theory]
    [InlineData(1, new long[] { 6, 21, 62, 173, 472, 1284, 3483, 9443, 25589, 69339 })]
    [InlineData(1.5, new long[] { 8, 34, 123, 424, 1452, 4955, 16898, 57616, 196444, 669766 })]
    [InlineData(2, new long[] { 11, 50, 211, 875, 3598, 14782, 60704, 249276, 1023603, 4203213 })]
    [InlineData(3, new long[] { 14, 89, 495, 2732, 15023, 82584, 453934, 2495081, 13714364, 75381781 })]
    public void Escape_times_of_ten_saddles(double l, long[] times) =>
        OctopusEscape.Of(new Octopus(10, l), [.. Enumerable.Repeat(0.5, 10)], 1 / (4 * l)).EscapeTimes.ShouldBe(times);

    [Fact]
    public void Ten_saddles_step_by_step_through_the_run_loop()
    {
        var octopus = new Octopus(10, 1);
        var (objective, state) = (octopus.BindBeyondUnderflow(), new DescentState<double>(octopus.AtBeyondUnderflow([.. Enumerable.Repeat(0.5, 10)])));
        var times = new List<long>();
        while (times.Count < 10 && state.Step < 70_000)
        {
            new GradientDescent(0.25).Step(objective, state);
            if (Math.Abs(objective.Coordinates(state.Weights, 0)[times.Count]) >= 2 * Math.E)
                times.Add(state.Step);
        }

        times.ShouldBe([6L, 21, 62, 173, 472, 1284, 3483, 9443, 25589, 69339]);
    }

    [Theory]
    [InlineData(0.01, 0.001, 0.001, 0.0207846096908, true)]
    [InlineData(0.02, 0.001, 0.001, 0.0403980197534, false)]
    [InlineData(10.8731273138, 0, 0.005, 0.02, true)]
    public void What_sets_off_a_kick(double x1, double x2, double x3, double norm, bool kicks)
    {
        var octopus = new Octopus(3, 2);
        var (objective, at, gradient) = (octopus.Bind(), octopus.At(x1, x2, x3), octopus.At(0, 0, 0));
        objective.LossAndGradient(at, gradient);

        // The third point is 4 tau to twelve digits.
        objective.GradientNorm(at, gradient).ShouldBe(norm, 1e-11);
        var state = new DescentState<double>(at);
        new PerturbedGradientDescent(1 / 8.0, Math.E / 100, Math.E / 100, 1, RandomStream.FromSeed(1)).Step(objective, state);
        PerturbedGradientDescent.Kicks(state).ShouldBe(kicks ? 1 : 0);
    }

    [Fact]
    public void The_slope_to_the_saddle_and_out_of_it()
    {
        var (objective, state) = (new SlopedSaddle().Bind(), new DescentState<double>(new SlopedSaddle().At(-12.5, 0.5)));
        while (state.Weights[0][0, 0] < -1)
            new GradientDescent(0.25).Step(objective, state);
        state.Step.ShouldBe(12);
        state.Weights[0].Span.ToArray().ShouldBeRelative([-0.687499944121, 0.000244140625], Relative);
        var run = DescentRun.Run(objective, new GradientDescent(0.25), state, new RunOptions { Steps = 100 });
        run.Outcome.Kind.ShouldBe(OutcomeKind.LeftDomain);
        run.Outcome.Step.ShouldBe(33);
        state.Weights[0].Span.ToArray().ShouldBeRelative([-3.27825519619e-07, 1.21774538455], Relative);
    }

    [Fact]
    public void Twenty_steps_out_of_a_thin_band()
    {
        // As many roundings as steps, and one more that brings 1.5^-20 below itself, would keep it inside by a last digit.
        var saddle = new PlainSaddle();
        DescentRun.Run(saddle.Bind(), new GradientDescent(0.25), new DescentState<double>(saddle.At(0, Math.Pow(1.5, -20) * (1 + 1e-14))), new RunOptions { Steps = 100 })
            .Outcome.ShouldBe(new Outcome(OutcomeKind.LeftDomain, 20, "the point of step 20 lies outside the domain of the function"));
    }
}
