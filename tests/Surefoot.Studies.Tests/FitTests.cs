namespace Surefoot.Studies.Tests;

/// <summary>Fits, borders and spreads that several studies tell their facts by.</summary>
public class FitTests
{
    // A handful of operations on numbers of order 1.
    private const double Rounding = 1e-13;

    [Fact]
    public void A_line_through_points_on_a_line_is_that_line()
    {
        var fit = LineFit.Of([(1, 3), (2, 5), (4, 9)]);
        fit.Slope.ShouldBe(2, Rounding);
        fit.Intercept.ShouldBe(1, Rounding);
        fit.At(10).ShouldBe(21, 10 * Rounding);
        fit.Interval.ShouldBe(0, 100 * Rounding);
    }

    [Fact]
    public void The_interval_of_a_slope_is_Students()
    {
        // Residuals 1/6, -1/3, 1/6 about the slope 1/2 over a spread of 2: standard error sqrt(1/6 / 2), and 12.7062047362 for one degree of freedom.
        var fit = LineFit.Of([(0, 0), (1, 0), (2, 1)]);
        fit.Slope.ShouldBe(0.5, Rounding);
        fit.Interval.ShouldBe(12.7062047361747 * Math.Sqrt(1.0 / 12), 1e-9);
    }

    [Fact]
    public void Points_of_known_variance_count_by_it()
    {
        // Weights 1, 1/2, 1/4 at 1, 2, 4: mean 12/7, spread 1 (5/7)^2 + (2/7)^2 / 2 + (16/7)^2 / 4 = 13/7.
        var (fit, deviation) = LineFit.Of([(1, 1), (2, 2), (4, 4)], x => x);
        fit.Slope.ShouldBe(1, Rounding);
        deviation.ShouldBe(Math.Sqrt(7.0 / 13), Rounding);
    }

    [Fact]
    public void Too_few_points_have_no_slope_or_no_interval()
    {
        LineFit.Of([(1, 1)]).Slope.ShouldBe(double.NaN);
        var two = LineFit.Of([(1, 1), (2, 3)]);
        two.Slope.ShouldBe(2, Rounding);
        two.Interval.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_power_is_a_line_in_the_logarithms() => LineFit.OfPower([(1, 5), (10, 500), (100, 50000)]).Slope.ShouldBe(2, Rounding);

    [Fact]
    public void A_border_is_the_width_from_which_on_all_are_trained()
    {
        // At depth 2 the value falls by 1 for each doubling of the width and is -1.5 half-way from 2 to 4; at 4 it never falls; at 8 it is low throughout.
        int[] widths = [1, 2, 4];
        var border = Transition.Of([2, 4, 8], widths, (depth, width) => depth switch { 2 => -Math.Log2(width), 4 => 0, _ => -9 }, -1.5);
        border.Border.Single().Depth.ShouldBe(2);
        border.Border.Single().Width.ShouldBe(2 * Math.Sqrt(2), Rounding);
        border.TrainedNowhere.ShouldBe([4]);
        border.TrainedEverywhere.ShouldBe([8]);
        border.At(2).ShouldBe(2 * Math.Sqrt(2), Rounding);
        border.At(4).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_width_that_fails_above_one_that_does_not_moves_the_border_beyond_it()
    {
        double[] values = [-3, 0, -2];
        int[] widths = [1, 2, 4];
        Transition.Of([2], widths, (_, width) => values[Array.IndexOf(widths, width)], -1).Border.Single().Width.ShouldBe(2 * Math.Sqrt(2), Rounding);
    }

    [Fact]
    public void A_border_beside_a_run_that_diverged_is_half_way_and_said_to_be_so()
    {
        int[] widths = [1, 2, 4];
        double[] values = [0, double.PositiveInfinity, -2];
        var border = Transition.Of([2, 3], widths, (depth, width) => depth == 2 ? values[Array.IndexOf(widths, width)] : -Math.Log2(width), -1.5);
        border.At(2).ShouldBe(2 * Math.Sqrt(2), Rounding);
        border.BesideDiverged.ShouldBe([2]);
    }

    [Fact]
    public void The_median_of_an_even_number_of_values_is_between_the_middle_two()
    {
        Spread.Of([4, 1, 3, 2]).ShouldBe(new Spread(1, 2.5, 4));
        Spread.Of([7]).ShouldBe(new Spread(7, 7, 7));
    }

    [Fact]
    public void Given_steps_are_recorded_and_no_others()
    {
        var recording = new RecordedSteps([0, 3, 10]);
        recording.Next(0).ShouldBe(3);
        recording.Next(3).ShouldBe(10);
        recording.Next(10).ShouldBe(long.MaxValue);
    }
}
