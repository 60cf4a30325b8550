using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Figures;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Du2019;

namespace Surefoot.Studies.Du2019;

/// <summary>Du 2019, figure 7.1: two starts from which gradient descent takes long to leave a saddle, a thin band and the far end of a slope.</summary>
public sealed class Figure71 : Study
{
    private const string Text = "Du 2019, section 7.3";
    private const double Rate = 0.25;

    /// <inheritdoc/>
    public override string Id => "du-2019/figure-7.1";

    /// <inheritdoc/>
    public override string Title => "a start in a thin band, or at the end of a long slope, takes exponentially long to leave a saddle";

    /// <inheritdoc/>
    public override string Source => "Du 2019, figure 7.1 and section 7.3";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var starts = options.Scale == StudyScale.Paper ? 200 : 30;
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        long[] holds = [10, 30, 100, 300];
        double[] lengths = [10, 30, 100, 300, 1000];
        progress?.Report(new StudyProgress(0, "the thin band"));
        List<(long Hold, Descent Run)> bands = [.. from hold in holds from place in Enumerable.Range(0, starts) select (hold, Descent.Of(new PlainSaddle(), InBand(stream.Named("band", place), hold), cancellation))];
        progress?.Report(new StudyProgress(0.5, "the slope"));
        List<(double Length, Descent Run)> slopes = [.. from length in lengths from place in Enumerable.Range(0, starts) select (length, Descent.Of(new SlopedSaddle(), OnSlope(stream.Named("slope", place), length), cancellation))];
        return new StudyResult(
            [.. FactsOf(bands, slopes, cancellation)],
            [new NamedFigure("figure", Draw(stream, cancellation)), new NamedFigure("escape-steps", DrawSteps(bands, slopes))],
            [
                new Table("bands", ["exponent", "x1", "x2", "escapes"], [.. bands.Select(each => (IReadOnlyList<object>)[each.Hold, each.Run.Start[0], each.Run.Start[1], each.Run.Escape])]),
                new Table("slopes", ["R", "x1", "x2", "enters", "escapes"], [.. slopes.Select(each => (IReadOnlyList<object>)[each.Length, each.Run.Start[0], each.Run.Start[1], each.Run.Enter, each.Run.Escape])]),
            ],
            [
                "Setting: the connection between slope and saddle is left open in the text; it is A(x_1) + b(x_1) x_2^2 here, C^2 and along which no step lengthens x_2 by more than a half.",
                "Setting: -23/6 is added to the printed branch of the slope; with the printed value no connection lets x_1 step through it as told.",
            ]);
    }

    private static double[] InBand(RandomStream stream, long hold) => [(2 * stream.Uniform(0)) - 1, Math.Pow(1.5, -hold) * ((2 * stream.Uniform(1)) - 1)];

    private static double[] OnSlope(RandomStream stream, double length) => [-length + (2 * stream.Uniform(0)) - 1, (2 * stream.Uniform(1)) - 1];

    private static IEnumerable<Fact> FactsOf(List<(long Hold, Descent Run)> bands, List<(double Length, Descent Run)> slopes, CancellationToken cancellation)
    {
        yield return new Fact("band of half-width 1.5^-H, H = exp(1 / epsilon) from 10 to 300: steps to leave the square over H (least)", bands.Min(each => (double)each.Run.Escape / each.Hold), Relation.AtLeast, 1, Text);
        yield return new Fact("and they are ceil(ln(1 / |x_2|) / ln 1.5) but for a rounding at the edge (steps off, largest)", bands.Max(each => Math.Abs(each.Run.Escape - Section73.EscapeStep(each.Run.Start[1], Rate))), Relation.AtMost, 1, Text);
        yield return new Fact("slope of length R = 10 to 1000: the saddle's neighbourhood is entered after about R steps (steps off, largest)", slopes.Max(each => Math.Abs(each.Run.Enter - each.Length)), Relation.AtMost, 2, Text);
        yield return new Fact("and left after (R ln 2 + ln(1 / |x_2|)) / ln 1.5 more (steps off, largest)", slopes.Max(each => Math.Abs(each.Run.Escape - each.Run.Enter - Section73.StepsBeyondSlope(each.Run.Enter, each.Run.Start[1]))), Relation.AtMost, 4, Text);
        yield return new Fact("R = 1000: that is about 1.71 R (relative distance, largest)", slopes.Where(each => each.Length == 1000).Max(each => Math.Abs(((each.Run.Escape - each.Run.Enter) / 1710.0) - 1)), Relation.AtMost, 0.02, Text);
        yield return new Fact("no step lengthens x_2 by more than a half (largest factor)", bands.Select(each => each.Run).Concat(slopes.Select(each => each.Run)).Max(run => run.Growth), Relation.AtMost, 1.5 + 1e-12, Text);
        var one = Descent.Of(new SlopedSaddle(), [-12.5, 0.5], cancellation);
        yield return new Fact("from (-12.5, 0.5): the step that enters", one.Enter, Relation.Equal, 12, "derived here");
        yield return new Fact("and the step that leaves", one.Escape, Relation.Equal, 33, "derived here");
    }

    private static Figure Draw(RandomStream stream, CancellationToken cancellation)
    {
        var axis = Enumerable.Range(0, 81).Select(k => -1 + (k / 40.0)).ToArray();
        var long1 = Enumerable.Range(0, 141).Select(k => -13 + (k / 10.0)).ToArray();
        var unused = new double[2];
        var slope = new SlopedSaddle();
        return new Figure(
        [
            new ContourPanel(Grid.Of(axis, axis, (x, y) => (x * x) - (y * y)))
            {
                Title = "(a) a thin band",
                X = new LinearAxis("x_{1}"),
                Y = new LinearAxis("x_{2}"),
                Levels = [-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8],
                Overlays = [Rectangle(-1, 1, 0.02), Path(Descent.Of(new PlainSaddle(), [-0.9, Math.Pow(1.5, -10)], cancellation))],
                Legend = LegendPlace.None,
            },
            new ContourPanel(Grid.Of(long1, axis, (x, y) => slope.Evaluate([x, y], unused)))
            {
                Title = "(b) the end of a slope, R = 11",
                X = new LinearAxis("x_{1}"),
                Y = new LinearAxis("x_{2}"),
                Levels = [0.5, 5, 10, 15, 20, 25, 30, 35, 40, 45],
                Overlays = [Rectangle(-12, -10, 1), Path(Descent.Of(slope, [-11.5, (2 * stream.Named("drawn").Uniform(0)) - 1], cancellation))],
                Legend = LegendPlace.None,
            },
        ],
        columns: 2);
    }

    private static Series Rectangle(double left, double right, double half) =>
        new("start", [left, right, right, left, left], [-half, -half, half, half, -half]) { Color = Palette.Vermillion };

    private static Series Path(Descent run) => new("gradient descent", run.Xs, run.Ys) { Dash = Dash.Solid };

    private static Figure DrawSteps(List<(long Hold, Descent Run)> bands, List<(double Length, Descent Run)> slopes) => new(
    [
        new LinePanel(
        [
            Dots("measured", bands.Select(each => ((double)each.Hold, (double)each.Run.Escape))),
            new Series("exp(1 / epsilon)", [10, 300], [10, 300]) { Color = Color.Black },
        ])
        {
            Title = "(a) band of half-width 1.5^{-exp(1 / epsilon)}",
            X = new LogAxis("exp(1 / epsilon)"),
            Y = new LogAxis("steps to leave"),
            Legend = LegendPlace.TopLeft,
        },
        new LinePanel(
        [
            Dots("down the slope", slopes.Select(each => (each.Length, (double)each.Run.Enter))),
            Dots("at the saddle", slopes.Select(each => (each.Length, (double)(each.Run.Escape - each.Run.Enter)))),
            new Series("R", [10, 1000], [10, 1000]) { Color = Color.Black },
            new Series("1.71 R", [10, 1000], [17.1, 1710]) { Color = Color.Black, Dash = Dash.Dashed },
        ])
        {
            Title = "(b) slope of length R",
            X = new LogAxis("R"),
            Y = new LogAxis("steps"),
            Legend = LegendPlace.TopLeft,
        },
    ],
    columns: 2);

    private static Series Dots(string name, IEnumerable<(double X, double Y)> points) => new(name, points.Select(point => point.X), points.Select(point => point.Y)) { LineWidth = 0, Marker = Marker.Circle };

    /// <summary>A run up to the end of the domain.</summary>
    private sealed record Descent(double[] Start, IReadOnlyList<double> Xs, IReadOnlyList<double> Ys)
    {
        /// <summary>The first step with x_1 at -1 or beyond.</summary>
        public long Enter => Xs.Index().First(each => each.Item >= -1).Index;

        /// <summary>The step that leaves.</summary>
        public long Escape => Xs.Count - 1;

        /// <summary>The largest factor by which a step moves x_2.</summary>
        public double Growth => Ys.Zip(Ys.Skip(1)).Where(pair => pair.First != 0).Max(pair => Math.Abs(pair.Second / pair.First));

        public static Descent Of(Function function, double[] start, CancellationToken cancellation)
        {
            var objective = function.Bind();
            var run = DescentRun.Run(objective, new GradientDescent(Rate), new DescentState<double>(function.At(start)), new RunOptions { Steps = 10_000 }, [new CoordinatesProbe<double>(objective)], cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new(start, run.Measurement("x1"), run.Measurement("x2"));
        }
    }
}
