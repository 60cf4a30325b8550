using Surefoot.Descent;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Objectives;

/// <summary>The octopus: one formula against the pieces it is made of, exact values, and descent where doubles underflow.</summary>
public class OctopusTests
{
    private static readonly (double L, double Gamma, double Tau)[] Shapes = [(1, 1, Math.E), (1.5, 1, Math.E), (3, 1, 2), (2.5, 0.5, 1.5)];

    [Fact]
    public void One_formula_is_the_pieces_everywhere_on_the_domain()
    {
        var cells = new HashSet<OctopusCell>();
        foreach (var (l, gamma, tau) in Shapes)
        {
            var octopus = new Octopus(4, l, gamma, tau);
            var gradient = new double[4];
            for (var draw = 0; draw < 1000; draw++)
            {
                var x = PointIn(octopus, RandomStream.FromSeed(5).Named("point", draw), draw % 9);
                var cell = octopus.CellOf(x)!.Value;
                cells.Add(cell);
                var (value, slope) = Piece(octopus, cell, x);

                // A sum of some ten terms of the size of L (6 tau)^2 and its slope.
                octopus.Evaluate(x, gradient).ShouldBe(value, 1e-14 * l * 36 * tau * tau);
                for (var j = 0; j < 4; j++)
                    gradient[j].ShouldBe(slope[j], 1e-13 * l * 12 * tau);
            }
        }

        cells.Count.ShouldBe(9);
    }

    [Fact]
    public void The_hessian_is_the_derivative_of_the_gradient()
    {
        foreach (var (l, gamma, tau) in Shapes)
        {
            var octopus = new Octopus(4, l, gamma, tau);
            var (ahead, behind) = (new double[4], new double[4]);
            for (var draw = 0; draw < 90; draw++)
            {
                var x = PointIn(octopus, RandomStream.FromSeed(6).Named("point", draw), draw % 9);
                var hessian = octopus.Hessian(x);
                for (var j = 0; j < 4; j++)
                {
                    const double H = 1e-5;
                    var at = x[j];
                    x[j] = at + H;
                    octopus.Evaluate(x, ahead);
                    x[j] = at - H;
                    octopus.Evaluate(x, behind);
                    x[j] = at;

                    // Rounding of the gradient over h, and h rho where a kink of the third derivative lies between the two.
                    for (var k = 0; k < 4; k++)
                        hessian[k, j].ShouldBe((ahead[k] - behind[k]) / (2 * H), H * octopus.HessianLipschitz);
                }
            }
        }
    }

    [Fact]
    public void Values_gradients_and_hessians_meet_at_tau_and_at_two_tau()
    {
        // Lemma 7.4 (a): what changes over 2e-9 tau is the slope times that, and at most rho times that in the Hessian.
        foreach (var (l, gamma, tau) in Shapes)
        {
            var octopus = new Octopus(2, l, gamma, tau);
            var (before, after) = (new double[2], new double[2]);
            foreach (var edge in new[] { tau, 2 * tau })
            {
                double[] low = [edge * (1 - 1e-9), 0.7 * tau];
                double[] high = [edge * (1 + 1e-9), 0.7 * tau];
                var step = high[0] - low[0];
                octopus.Evaluate(low, before).ShouldBe(octopus.Evaluate(high, after), 8 * l * tau * step);
                before[0].ShouldBe(after[0], 20 * l * step);
                before[1].ShouldBe(after[1], 20 * l * step);
                var (first, second) = (octopus.Hessian(low), octopus.Hessian(high));
                for (var k = 0; k < 4; k++)
                    first.Span[k].ShouldBe(second.Span[k], octopus.HessianLipschitz * step);
            }
        }
    }

    [Fact]
    public void Its_hessian_changes_by_no_more_than_rho_and_by_rho_at_the_corner()
    {
        foreach (var (l, gamma, tau) in Shapes)
        {
            var octopus = new Octopus(2, l, gamma, tau);
            const double H = 1e-6;
            var change = octopus.Hessian([tau + H, tau])[0, 0] - octopus.Hessian([tau, tau])[0, 0];
            (Math.Abs(change) / H).ShouldBe(octopus.HessianLipschitz, 1e-4 * octopus.HessianLipschitz);
            var stream = RandomStream.FromSeed(7).Named("pairs");
            for (var draw = 0; draw < 500; draw++)
            {
                double[] here = [tau * (1 + stream.Uniform(4 * draw)), tau * stream.Uniform((4 * draw) + 1)];
                double[] there = [here[0] + (H * (stream.Uniform((4 * draw) + 2) - 0.5)), here[1] + (H * (stream.Uniform((4 * draw) + 3) - 0.5))];
                var (a, b) = (octopus.Hessian(here), octopus.Hessian(there));
                for (var k = 0; k < 4; k++)
                    a.Span[k] -= b.Span[k];
                var norm = Surefoot.Arithmetic.SymmetricEigen.Of(a).Values.Max(Math.Abs);
                norm.ShouldBeLessThanOrEqualTo((octopus.HessianLipschitz * Math.Sqrt(Square(here[0] - there[0]) + Square(here[1] - there[1])) * (1 + 1e-5)) + 1e-13);
            }
        }

        static double Square(double x) => x * x;
    }

    [Fact]
    public void Minima_and_saddles_lie_one_drop_apart_and_the_saddles_let_go_along_one_direction()
    {
        var octopus = new Octopus(3, 2, 0.5, 1.5);
        var gradient = new double[3];
        for (var escaped = 0; escaped <= 3; escaped++)
        {
            var point = octopus.Stationary(escaped);
            octopus.Evaluate(point, gradient).ShouldBe(-escaped * octopus.Drop, 1e-12);
            gradient.ShouldAllBe(slope => slope == 0);
            var hessian = octopus.Hessian(point);
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 3; j++)
                    hessian[i, j].ShouldBe(i != j ? 0 : i == escaped ? -1 : 4);
            }

            SecondOrder.Of(octopus.Bind(), octopus.At(point)).IsStrictSaddle(2 * octopus.Gamma, 0).ShouldBe(escaped < 3);
        }
    }

    [Theory]
    [InlineData(new[] { 0.5, -0.5, 0.5 }, 1, false)]
    [InlineData(new[] { 1.0, 1, 1 }, 1, false)]
    [InlineData(new[] { 1.5, 1, -1 }, 1, true)]
    [InlineData(new[] { -2.0, 1, 1 }, 2, false)]
    [InlineData(new[] { 6.0, -1.5, 0 }, 2, true)]
    [InlineData(new[] { 6.0, -6, 2 }, 4, false)]
    [InlineData(new[] { 6.1, 0, 0 }, 0, false)]
    [InlineData(new[] { 1.5, 1.1, 0 }, 0, false)]
    [InlineData(new[] { 0.5, 0, 1.5 }, 0, false)]
    [InlineData(new[] { 4, double.NaN, 0 }, 0, false)]
    [InlineData(new[] { 0, double.NaN, 0 }, 0, false)]
    public void Cells_are_those_of_the_domain(double[] at, int index, bool isBuffer) =>
        new Octopus(3, 1, 1, 1).CellOf(at).ShouldBe(index == 0 ? null : new OctopusCell(index, isBuffer));

    [Fact]
    public void With_exponents_of_their_own_numbers_go_through_descent_as_doubles_do()
    {
        var octopus = new Octopus(3, 1.5);
        var plain = new DescentState<double>(octopus.At(0.5, -0.25, 0.75));
        var wide = new DescentState<double>(octopus.AtBeyondUnderflow(0.5, -0.25, 0.75));
        var (first, second) = (octopus.Bind(), octopus.BindBeyondUnderflow());
        for (var step = 0; step < 150; step++)
        {
            var loss = new GradientDescent(1 / 6.0).Step(first, plain);

            // Some roundings at each step, and what a saddle makes of them before it is left.
            new GradientDescent(1 / 6.0).Step(second, wide).ShouldBe(loss, 1e-11 * octopus.Drop);
            var (x, y) = (first.Coordinates(plain.Weights, 0), second.Coordinates(wide.Weights, 0));
            for (var j = 0; j < 3; j++)
                y[j].ShouldBe(x[j], 1e-12 * Math.Abs(x[j]));
        }
    }

    [Fact]
    public void Doubles_freeze_at_a_saddle_where_exponents_go_on()
    {
        // Eight saddles, L = 1, x = 1/2: the seventh coordinate has halved 1075 times, and so is 0, before its turn comes.
        var octopus = new Octopus(8, 1);
        var start = Enumerable.Repeat(0.5, 8).ToArray();
        var options = new RunOptions { Steps = 12_000, Recording = Recording.LogSpaced(10) };
        var frozen = new DescentState<double>(octopus.At(start));
        var run = DescentRun.Run(octopus.Bind(), new GradientDescent(0.25), frozen, options);
        run.Outcome.Kind.ShouldBe(OutcomeKind.Stationary);
        run.LossAt(12_000).ShouldBe(-6 * octopus.Drop, 1e-9);
        frozen.Weights[0][6, 0].ShouldBe(0);
        SecondOrder.Of(octopus.Bind(), frozen.Weights).IsStrictSaddle(2, 1e-8).ShouldBeTrue();

        var state = new DescentState<double>(octopus.AtBeyondUnderflow(start));
        var whole = DescentRun.Run(octopus.BindBeyondUnderflow(), new GradientDescent(0.25), state, options);
        whole.LossAt(12_000).ShouldBe(-8 * octopus.Drop, 1e-9);
        SecondOrder.Of(octopus.BindBeyondUnderflow(), state.Weights).IsSecondOrderStationary(1e-8, 1e-8).ShouldBeTrue();
    }

    [Fact]
    public void At_half_the_inverse_curvature_what_waits_becomes_zero_and_is_never_escaped()
    {
        OctopusEscape.Of(new Octopus(3, 1), [0.5, 0.5, 0.5], 0.5).EscapeTimes.Count.ShouldBe(1);
        OctopusEscape.Of(new Octopus(3, 1), [0.5, 0, 0.5], 0.25).EscapeTimes.Count.ShouldBe(1);
        foreach (var (l, rate) in new[] { (1.0, 0.51), (2.5, 0.201), (1, 0), (1, -0.1) })
            Should.Throw<ArgumentOutOfRangeException>(() => OctopusEscape.Of(new Octopus(3, l), [0.5, 0.5, 0.5], rate)).Message.ShouldContain("1 / (2 L)");
        Should.Throw<ArgumentException>(() => OctopusEscape.Of(new Octopus(3, 1), [0.5, 2.8, 0.5], 0.5)).Message.ShouldContain("tau");
    }

    [Fact]
    public void Its_escapes_are_those_of_a_run_taken_step_by_step()
    {
        // L = 5/2, gamma = 1/2, tau = 3/2: kappa is 8.3 at the rate 1/10.
        double[] start = [1.5, -0.2, 0.7];
        var (octopus, tau) = (new Octopus(3, 2.5, 0.5, 1.5), 1.5);
        var (objective, state) = (octopus.Bind(), new DescentState<double>(octopus.At(start)));
        var (leaves, escapes) = (new long[3], new long[3]);
        Array.Fill(leaves, -1);
        Array.Fill(escapes, -1);
        for (; escapes[2] < 0 && state.Step < 5000; new GradientDescent(0.1).Step(objective, state))
        {
            for (var k = 0; k < 3; k++)
            {
                var y = Math.Abs(state.Weights[0][k, 0]);
                (leaves[k], escapes[k]) = (leaves[k] < 0 && y >= tau ? state.Step : leaves[k], escapes[k] < 0 && y >= 2 * tau ? state.Step : escapes[k]);
            }
        }

        var escape = OctopusEscape.Of(octopus, start, 0.1);
        leaves[0].ShouldBe(0);
        escape.LeaveTimes.ShouldBe(leaves);
        escape.EscapeTimes.ShouldBe(escapes);
    }

    [Fact]
    public void Numbers_that_reach_1_and_numbers_that_are_0_keep_their_values()
    {
        // At the rate 1/2 and L = gamma = 1 the first coordinate doubles, from one power of 2 to the next, and the second is 0 from the first step on.
        var octopus = new Octopus(2, 1);
        var (objective, at) = (octopus.BindBeyondUnderflow(), octopus.AtBeyondUnderflow(1.0 / 64, 0.5));
        for (var step = 1; step <= 6; step++)
        {
            objective.Descend(at, 0.5);
            objective.Coordinates(at, 0).ShouldBe([Math.Pow(2, step - 6), 0]);
            at[0][0, 0].ShouldBe(0.5);
        }
    }

    [Fact]
    public void Outside_the_domain_it_is_the_same_on_every_side()
    {
        var (octopus, one, other) = (new Octopus(2, 1.5, 0.5, 2), new double[2], new double[2]);
        foreach (var (x, y) in new[] { (3.0, 5.0), (2.5, 3.5), (1, 7) })
        {
            octopus.Contains(new[] { x, y }).ShouldBeFalse();
            octopus.Evaluate([x, -y], other).ShouldBe(octopus.Evaluate([x, y], one));
            other.ShouldBe([one[0], -one[1]]);
            var (gradient, wide) = (new Weights<double>(octopus.BindBeyondUnderflow().Shapes), octopus.BindBeyondUnderflow());
            wide.GradientNorm(octopus.AtBeyondUnderflow(x, -y), gradient).ShouldBe(Math.Sqrt((one[0] * one[0]) + (one[1] * one[1])), 1e-12);
        }
    }

    [Theory]
    [InlineData(1, 1, 10.0 / 3)]
    [InlineData(2, 1, 2 + (2 * 27.0 / 7))]
    public void One_saddle_alone_bends_as_its_spline_does(double l, double gamma, double curvature) =>
        new Octopus(1, l, gamma).GradientLipschitz.ShouldBe(curvature, 1e-6 * curvature);

    [Fact]
    public void No_curvature_on_the_domain_is_larger_than_l()
    {
        foreach (var (l, gamma, tau) in Shapes)
        {
            var octopus = new Octopus(2, l, gamma, tau);
            var (stream, largest) = (RandomStream.FromSeed(8).Named("points"), 0.0);
            for (var draw = 0; draw < 2000; draw++)
                largest = Math.Max(largest, Surefoot.Arithmetic.SymmetricEigen.Of(octopus.Hessian([tau * (1 + stream.Uniform(2 * draw)), tau * stream.Uniform((2 * draw) + 1)])).Values.Max(Math.Abs));

            // Of 2000 points of the buffer some lie within a thirtieth of its length of the place of the largest.
            (octopus.GradientLipschitz / largest).ShouldBeInRange(1, 1.06);
        }
    }

    [Fact]
    public void A_displacement_moves_the_coordinates_themselves()
    {
        var octopus = new Octopus(3, 1);
        var objective = octopus.BindBeyondUnderflow();
        var at = octopus.AtBeyondUnderflow(0.5, 1e-300, -3);
        for (var k = 0; k < 2; k++)
            at[1].Span[1] -= 1000;
        objective.Coordinates(at, 0).ShouldBe([0.5, 0, -3]);
        objective.Displace(at, [0.25, 1e-3, 0]);
        objective.Coordinates(at, 0).ShouldBe([0.75, 1e-3, -3]);
        at[0].Span.ToArray().ShouldAllBe(mantissa => Math.Abs(mantissa) >= 0.5 && Math.Abs(mantissa) < 1);
        Should.Throw<ArgumentException>(() => objective.Displace(at, new double[6])).Message.ShouldContain("3 coordinates");

        var gradient = new Weights<double>(objective.Shapes);
        var plain = new double[3];
        objective.LossAndGradient(at, gradient).ShouldBe(octopus.Evaluate(objective.Coordinates(at, 0), plain), 1e-13);
        objective.GradientNorm(at, gradient).ShouldBe(Math.Sqrt(plain.Sum(slope => slope * slope)), 1e-13);
        for (var j = 0; j < 3; j++)
            gradient[0].Span[j].ShouldBe(plain[j] * Math.Pow(2, at[1].Span[j]), 1e-13);
    }

    [Fact]
    public void Its_numbers_are_positive_and_it_draws_more_than_it_lets_go()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(2, 1, 1.1)).Message.ShouldContain("L at least gamma");
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(2, 1, 0)).Message.ShouldContain("positive");
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(2, double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(2, 1, 1, double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(2, 1, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Octopus(0, 1));
        Should.Throw<ArgumentException>(() => new Octopus(2, 1).Evaluate([1], new double[1])).Message.ShouldContain("takes 2");
    }

    // The formulas of (7.6) to (7.10) for x >= 0, mirrored.
    private static (double Value, double[] Slope) Piece(Octopus f, OctopusCell cell, double[] x)
    {
        var (value, slope, i) = (-(cell.Index - 1) * f.Drop, new double[x.Length], cell.Index - 1);
        for (var j = 0; j < x.Length; j++)
        {
            var (y, sign) = (Math.Abs(x[j]), Math.Sign(x[j]));
            if (j < i)
                (value, slope[j]) = (value + (f.L * (y - (4 * f.Tau)) * (y - (4 * f.Tau))), sign * 2 * f.L * (y - (4 * f.Tau)));
            else if (j == i && !cell.IsBuffer)
                (value, slope[j]) = (value - (f.Gamma * y * y), sign * -2 * f.Gamma * y);
            else if (j > i && !(cell.IsBuffer && j == i + 1))
                (value, slope[j]) = (value + (f.L * y * y), sign * 2 * f.L * y);
        }

        if (cell.IsBuffer)
        {
            var (c, d, z) = (f.SplineCoefficients, Math.Abs(x[i]) - f.Tau, (Math.Abs(x[i]) - (2 * f.Tau)) / f.Tau);
            value += c[0] + (c[1] * d) + (c[2] * d * d) + (c[3] * d * d * d) + (c[4] * d * d * d * d);
            slope[i] = Math.Sign(x[i]) * (c[1] + (2 * c[2] * d) + (3 * c[3] * d * d) + (4 * c[4] * d * d * d));
            if (i + 1 < x.Length)
            {
                var y = x[i + 1];
                var g2 = -f.Gamma - ((f.L + f.Gamma) * ((10 * z * z * z) + (15 * z * z * z * z) + (6 * z * z * z * z * z)));
                value += g2 * y * y;
                slope[i] += Math.Sign(x[i]) * -30 * (f.L + f.Gamma) * z * z * (z + 1) * (z + 1) / f.Tau * y * y;
                slope[i + 1] = 2 * g2 * y;
            }
        }

        return (value, slope);
    }

    // A point of each kind of cell, of either sign in each coordinate.
    private static double[] PointIn(Octopus f, RandomStream stream, int kind)
    {
        var i = kind / 2;
        var point = new double[f.Dimension];
        for (var j = 0; j < point.Length; j++)
        {
            var share = stream.Uniform(2 * j);
            var y = j < i ? f.Tau * (2 + (4 * share)) : j == i && kind % 2 == 1 ? f.Tau * (1 + share) : f.Tau * share;
            point[j] = stream.Uniform((2 * j) + 1) < 0.5 ? y : -y;
        }

        return point;
    }
}
