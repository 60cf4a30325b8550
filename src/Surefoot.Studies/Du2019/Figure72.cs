using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Figures;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Studies.Du2019;

/// <summary>Du 2019, figure 7.2: the tube in two dimensions, the way of gradient descent through it in three, and the octopus.</summary>
public sealed class Figure72 : Study
{
    private const string Text = "Du 2019, section 7.7.1";
    private const double Tau = Math.E;

    // L = gamma e: the construction of theorem 7.3.
    private const double L = Math.E;
    private const double Rate = 1 / (4 * L);

    /// <inheritdoc/>
    public override string Id => "du-2019/figure-7.2";

    /// <inheritdoc/>
    public override string Title => "gradient descent goes through the tube from saddle to saddle; mirrored, tubes make an octopus";

    /// <inheritdoc/>
    public override string Source => "Du 2019, figure 7.2 and section 7.4.1";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var (plane, space) = (Way.Of(2, stream, cancellation), Way.Of(3, stream, cancellation));
        var points = options.Scale == StudyScale.Paper ? 121 : 61;
        return new StudyResult(
            [.. Stationary(2), .. Stationary(3), .. Along(plane), .. Along(space)],
            [new NamedFigure("figure", Draw(plane, space, points))],
            [
                new Table("way-2", ["step", "x1", "x2"], [.. plane.Rows()]),
                new Table("way-3", ["step", "x1", "x2", "x3"], [.. space.Rows()]),
            ],
            ["Setting: the caption gives tau = e; L = e and gamma = 1 are those of theorem 7.3's construction, the learning rate is 1 / (4 L). Outside the domain nothing is drawn."]);
    }

    private static IEnumerable<Fact> Stationary(int dimension)
    {
        var octopus = new Octopus(dimension, L);
        var gradient = new double[dimension];
        List<(int Escaped, double Value, double Slope, double Curvature)> found =
        [
            .. Enumerable.Range(0, dimension + 1).Select(escaped => (
                escaped,
                octopus.Evaluate(octopus.Stationary(escaped), gradient),
                gradient.Max(Math.Abs),
                SecondOrder.Of(octopus.Bind(), octopus.At(octopus.Stationary(escaped))).LeastEigenvalue)),
        ];
        yield return new Fact($"d = {dimension}: the gradient at the saddles (0, ..., 0), (4 tau, 0, ..., 0), ... and at the minimum (largest)", found.Max(each => each.Slope), Relation.AtMost, 1e-12, "Du 2019, lemma 7.1");
        yield return new Fact($"d = {dimension}: f there is -(i - 1) nu and -d nu (largest distance, relative to nu)", found.Max(each => Math.Abs(each.Value + (each.Escaped * octopus.Drop)) / octopus.Drop), Relation.AtMost, 1e-12, "Du 2019, lemma 7.1");
        yield return new Fact($"d = {dimension}: the saddles' least curvature is -2 gamma (largest distance)", found.SkipLast(1).Max(each => Math.Abs(each.Curvature + (2 * octopus.Gamma))), Relation.AtMost, 1e-12, "Du 2019, lemma 7.1");
        yield return new Fact($"d = {dimension}: the minimum's is 2 L (distance)", Math.Abs(found[^1].Curvature - (2 * L)), Relation.AtMost, 1e-12, "Du 2019, lemma 7.1");
    }

    private static IEnumerable<Fact> Along(Way way)
    {
        List<OctopusCell?> visited = [];
        foreach (var cell in way.Points.Select(point => way.Octopus.CellOf(point)))
        {
            if (visited.Count == 0 || visited[^1] != cell)
                visited.Add(cell);
        }

        var d = way.Octopus.Dimension;
        List<OctopusCell?> order = [.. Enumerable.Range(1, d).SelectMany(i => new OctopusCell?[] { new OctopusCell(i, false), new OctopusCell(i, true) }), new OctopusCell(d + 1, false)];
        yield return new Fact($"d = {d}: descent visits the cells {string.Join(", ", order)} in this order (cells out of order)", visited.SequenceEqual(order) ? 0 : 1, Relation.Equal, 0, Text);
        yield return new Fact($"d = {d}: no coordinate becomes negative (least)", way.Points.Min(point => point.Min()), Relation.AtLeast, 0, Text);
        yield return new Fact($"d = {d}: it ends at the minimum (largest distance of a coordinate from 4 tau)", way.Points[^1].Max(x => Math.Abs(x - (4 * Tau))), Relation.AtMost, 1e-9, Text);
    }

    private static Figure Draw(Way plane, Way space, int points)
    {
        var octopus = plane.Octopus;
        return new Figure(
        [
            Map(octopus, points, 0, "(a) the tube, d = 2", [new Series("gradient descent", plane.Points.Select(point => point[0]), plane.Points.Select(point => point[1])) { Color = Palette.Vermillion, Dash = Dash.Solid }, Places(0)]),
            new LinePanel(
            [
                .. Boxes(),
                Projected("gradient descent", space.Points, Palette.Vermillion),
                Projected("saddles", Enumerable.Range(0, 3).Select(space.Octopus.Stationary), Color.Black) with { Marker = Marker.Cross, LineWidth = 0 },
                Projected("minimum", [space.Octopus.Stationary(3)], Color.Black) with { Marker = Marker.Diamond, LineWidth = 0 },
            ])
            {
                Title = "(b) gradient descent, d = 3",
                X = new LinearAxis("x_{1} + 0.5 x_{2}"),
                Y = new LinearAxis("x_{3} + 0.35 x_{2}"),
                Legend = LegendPlace.TopLeft,
            },
            Map(octopus, points, 1, "(c) the octopus, d = 2", [Places(1)]),
        ],
        columns: 3)
        {
            Width = 720,
        };
    }

    // Values on the domain as cells with level lines; the tube alone, or its mirror images too.
    private static HeatMapPanel Map(Octopus octopus, int points, int mirrored, string title, IReadOnlyList<Series> overlays)
    {
        double[] axis = [.. Enumerable.Range(0, points).Select(k => 6 * Tau * ((k / (points - 1.0) * (1 + mirrored)) - mirrored))];
        var unused = new double[2];
        return new HeatMapPanel(Grid.Of(axis, axis, (x, y) => octopus.Contains([x, y]) ? octopus.Evaluate([x, y], unused) : double.NaN))
        {
            Title = title,
            X = new LinearAxis("x_{1}"),
            Y = new LinearAxis("x_{2}"),
            Values = new LinearAxis("f"),
            MissingLabel = "outside",
            HasColorBar = mirrored == 1,
            Contours = [-250, -200, -150, -100, -50, -10],
            Overlays = overlays,
            Legend = LegendPlace.None,
        };
    }

    // Saddles on the way and minima; of the octopus all of them.
    private static Series Places(int mirrored)
    {
        const double Far = 4 * Tau;
        (double X, double Y)[] places = mirrored == 0
            ? [(0, 0), (Far, 0), (Far, Far)]
            : [(0, 0), (Far, 0), (-Far, 0), (Far, Far), (Far, -Far), (-Far, Far), (-Far, -Far)];
        return new Series("stationary", places.Select(place => place.X), places.Select(place => place.Y)) { LineWidth = 0, Marker = Marker.Cross, Color = Color.Black };
    }

    // The second axis runs to the upper right: distances along the other two are their own.
    private static (double X, double Y) Project(double[] point) => (point[0] + (0.5 * point[1]), point[2] + (0.35 * point[1]));

    private static Series Projected(string name, IEnumerable<double[]> points, Color color) => new(name, points.Select(point => Project(point).X), points.Select(point => Project(point).Y)) { Color = color, Dash = Dash.Solid };

    // The edges of the parts of the tube.
    private static IEnumerable<Series> Boxes()
    {
        (double From, double To)[][] boxes =
        [
            [(0, 2), (0, 1), (0, 1)],
            [(2, 6), (0, 2), (0, 1)],
            [(2, 6), (2, 6), (0, 2)],
            [(2, 6), (2, 6), (2, 6)],
        ];
        foreach (var box in boxes)
        {
            for (var edge = 0; edge < 12; edge++)
            {
                // Along one axis, at one of the four corners of the other two.
                var (along, corner) = (edge / 4, edge % 4);
                double[] from = [.. box.Select((side, axis) => Tau * End(side, axis, along, corner))];
                var to = (double[])from.Clone();
                to[along] = Tau * box[along].To;
                yield return Projected("", [from, to], Color.Gray(0xA0)) with { LineWidth = 0.5 };
            }
        }

        static double End((double From, double To) side, int axis, int along, int corner) =>
            axis == along || (corner >> (axis > along ? axis - 1 : axis) & 1) == 0 ? side.From : side.To;
    }

    /// <summary>A run from a point of the unit cube to the minimum.</summary>
    private sealed record Way(Octopus Octopus, IReadOnlyList<double[]> Points)
    {
        public static Way Of(int dimension, RandomStream stream, CancellationToken cancellation)
        {
            var octopus = new Octopus(dimension, L);
            double[] start = [.. Enumerable.Range(0, dimension).Select(j => stream.Named("start", dimension).Uniform(j))];
            var objective = octopus.Bind();
            var run = DescentRun.Run(
                objective, new GradientDescent(Rate), new DescentState<double>(octopus.At(start)),
                new RunOptions { Steps = OctopusEscape.Of(octopus, start, Rate).EscapeTimes[^1] + 60 }, [new CoordinatesProbe<double>(objective)], cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new(octopus, [.. Enumerable.Range(0, run.Steps.Count).Select(row => run.Columns.Select(column => run.Measurement(column)[row]).ToArray())]);
        }

        public IEnumerable<IReadOnlyList<object>> Rows() => Points.Select((point, step) => (IReadOnlyList<object>)[step, .. point.Select(x => (object)x)]);
    }
}
