using Surefoot.Descent;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Objectives;

/// <summary>The examples of Du 2019, section 7.3, and the two saddles of section 7.4.1.</summary>
public class WarmUpTests
{
    [Fact]
    public void The_slope_and_the_saddle_meet_to_second_order()
    {
        var function = new SlopedSaddle();
        var (before, after) = (new double[2], new double[2]);
        foreach (var edge in new[] { -2.0, -1 })
        {
            double[] low = [edge - 1e-9, 0.6];
            double[] high = [edge + 1e-9, 0.6];
            function.Evaluate(low, before).ShouldBe(function.Evaluate(high, after), 1e-8);
            before[0].ShouldBe(after[0], 1e-7);
            before[1].ShouldBe(after[1], 1e-7);
            for (var k = 0; k < 4; k++)
                function.Hessian(low).Span[k].ShouldBe(function.Hessian(high).Span[k], 1e-6);
        }
    }

    [Fact]
    public void Their_hessians_are_the_derivatives_of_their_gradients()
    {
        foreach (var function in new Function[] { new SlopedSaddle(), new PlainSaddle(), new TwoSaddles(2, 0.5) })
        {
            var known = function.Bind();
            var unknown = Function.Of(2, function.Evaluate).Bind();
            for (var draw = 0; draw < 40; draw++)
            {
                var stream = RandomStream.FromSeed(2).Named("point", draw);
                var at = function.At((6 * stream.Uniform(0)) - 3, stream.Uniform(1) * 3);
                SecondOrder.Of(unknown, at).LeastEigenvalue.ShouldBe(SecondOrder.Of(known, at).LeastEigenvalue, 1e-6);
            }
        }
    }

    [Fact]
    public void Their_gradients_and_hessians_are_derivatives_entry_by_entry()
    {
        const double H = 1e-4;
        var (gradient, ahead, behind) = (new double[2], new double[2], new double[2]);
        foreach (var function in new Function[] { new SlopedSaddle(), new PlainSaddle(), new TwoSaddles(2, 0.5), new ScaledFunction(new SlopedSaddle(), [0.5, -1], 2) })
        {
            for (var draw = 0; draw < 60; draw++)
            {
                var stream = RandomStream.FromSeed(5).Named("point", draw);
                double[] at = [(4 * stream.Uniform(0)) - 3, (3 * stream.Uniform(1)) - 1];

                // The two saddles jump at 1.
                if (function is TwoSaddles && at.Any(x => Math.Abs(x - 1) <= H))
                    continue;
                function.Evaluate(at, gradient);
                var hessian = function.Hessian(at)!;
                for (var j = 0; j < 2; j++)
                {
                    double[] high = [.. at];
                    double[] low = [.. at];
                    (high[j], low[j]) = (at[j] + H, at[j] - H);

                    // Third and fourth derivatives of some hundreds, times h^2.
                    gradient[j].ShouldBe((function.Evaluate(high, ahead) - function.Evaluate(low, behind)) / (2 * H), 1e-5);
                    for (var k = 0; k < 2; k++)
                        hessian[k, j].ShouldBe((ahead[k] - behind[k]) / (2 * H), 1e-5 + (H * 60));
                }
            }
        }
    }

    [Fact]
    public void Squares_and_strips_are_open_and_at_its_jump_the_second_part_begins()
    {
        foreach (var function in new Function[] { new PlainSaddle(), new SlopedSaddle() })
        {
            function.Contains(new[] { 0.99, -0.99 }).ShouldBeTrue();
            new[] { (0.5, 1.0), (0.5, -1.0), (1.0, 0.5) }.ShouldAllBe(point => !function.Contains(new[] { point.Item1, point.Item2 }));
            function.Contains(new[] { -1, 0.5 }).ShouldBe(function is SlopedSaddle);
        }

        // From x_1 = 1 on it is drawn to 2 with L = 2 and x_2 let go with gamma = 1/2, from x_2 = 1 on drawn to 2 as well.
        var (two, gradient) = (new TwoSaddles(2, 0.5), new double[2]);
        two.Contains(new[] { 0, 0.5 }).ShouldBeTrue();
        two.Evaluate([1, 0.5], gradient).ShouldBe(2 - 0.125);
        gradient.ShouldBe([-4, -0.5]);
        two.Evaluate([1, 1], gradient).ShouldBe(4);
        gradient.ShouldBe([-4, -4]);
        two.Hessian([1, 0.5]).Span.ToArray().ShouldBe([4, 0, 0, -1]);
        two.Hessian([1, 1]).Span.ToArray().ShouldBe([4, 0, 0, 4]);
        two.Hessian([0.5, 0.5]).Span.ToArray().ShouldBe([-1, 0, 0, 4]);
    }

    [Fact]
    public void On_the_slope_one_coordinate_walks_and_the_other_halves_and_nowhere_does_it_grow_by_more_than_a_half()
    {
        var (objective, at) = (new SlopedSaddle().Bind(), new SlopedSaddle().At(-5.5, 0.5));
        objective.Descend(at, 0.25);
        at[0].Span.ToArray().ShouldBe([-4.5, 0.25]);
        for (var draw = 0; draw < 200; draw++)
        {
            var stream = RandomStream.FromSeed(3).Named("point", draw);
            var point = new SlopedSaddle().At(-2 + stream.Uniform(0), 0.7 * stream.Uniform(1));
            var before = point[0][1, 0];
            objective.Descend(point, 0.25);
            Math.Abs(point[0][1, 0]).ShouldBeLessThanOrEqualTo(1.5 * before);
        }
    }

    [Fact]
    public void The_second_saddle_holds_the_longer()
    {
        // t_2 >= (L + gamma) / gamma t_1.
        var function = new TwoSaddles(2);
        for (var draw = 0; draw < 100; draw++)
        {
            var stream = RandomStream.FromSeed(4).Named("start", draw);
            var state = new DescentState<double>(function.At(stream.Uniform(0), stream.Uniform(1)));
            var objective = function.Bind();
            long first = -1;
            while (state.Weights[0][1, 0] < 1 || first < 0)
            {
                new GradientDescent(0.05).Step(objective, state);
                if (first < 0 && state.Weights[0][0, 0] >= 1)
                    first = state.Step;
                function.Contains(state.Weights[0].Span).ShouldBeTrue();
            }

            ((double)state.Step).ShouldBeGreaterThanOrEqualTo(3 * first);
        }
    }

    [Fact]
    public void The_two_saddles_jump_where_they_meet_and_end_where_they_end()
    {
        var function = new TwoSaddles(2, 0.5);
        var gradient = new double[2];
        function.Evaluate([0.5, 0.25], gradient).ShouldBe(-0.125 + 0.125);
        gradient.ShouldBe([-0.5, 1]);
        function.Evaluate([1.5, 0.5], gradient).ShouldBe(0.5 - 0.125);
        gradient.ShouldBe([-2, -0.5]);
        function.Evaluate([1.5, 1.5], gradient).ShouldBe(1);
        gradient.ShouldBe([-2, -2]);
        new[] { (0.5, 1.1), (-0.1, 0.5), (3.1, 1), (1, 3.1), (2, -0.1) }.ShouldAllBe(point => !function.Contains(new[] { point.Item1, point.Item2 }));
        new[] { (0.5, 1.0), (1, 3), (3, 0) }.ShouldAllBe(point => function.Contains(new[] { point.Item1, point.Item2 }));
    }
}
