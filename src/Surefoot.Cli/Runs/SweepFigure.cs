using System.Text.Json.Nodes;
using Surefoot.Figures;
using Surefoot.Sweeps;
using Axis = Surefoot.Figures.Axis;
using Grid = Surefoot.Figures.Grid;
using SweepAxis = Surefoot.Sweeps.Axis;

namespace Surefoot.Cli.Runs;

/// <summary>Which scale an axis has.</summary>
internal enum AxisScale
{
    /// <summary>For an axis the one on which its numbers are spaced more evenly, for a value by the ratio of its largest to its least.</summary>
    Auto,

    Linear,

    Log,
}

/// <summary>What of a sweep is drawn, and how.</summary>
/// <param name="X">The horizontal axis, or null for the first with several numbers.</param>
/// <param name="Y">The vertical axis of a heat-map or the curves of a panel, or null for the next one.</param>
/// <param name="Value">The value drawn, or null for the relative gap of networks, the final value of functions.</param>
/// <param name="Curves">Curves instead of a heat-map.</param>
/// <param name="Contours">Levels drawn over a heat-map.</param>
/// <param name="XScale">The scale of x.</param>
/// <param name="YScale">The scale of y.</param>
/// <param name="ValueScale">The scale of the value.</param>
internal sealed record SweepFigureOptions(
    string? X, string? Y, string? Value, bool Curves, IReadOnlyList<double> Contours, AxisScale XScale, AxisScale YScale, AxisScale ValueScale);

/// <summary>
/// The picture of a sweep: heat-maps, or curves per slice. Axes that are neither x nor y give a panel for each of their
/// values; over seeds the median is drawn, and curves have bands from the least to the greatest.
/// </summary>
internal sealed class SweepFigure
{
    private const string Seed = "seed";
    private const string RelativeGap = "relativeGap";
    private const string FinalValue = "finalValue";
    private const int MostPanels = 24;
    private const int MostCurves = 24;

    // Values further apart than this are drawn in the logarithm.
    private const double LargeRatio = 20;

    private const double LeastSpread = 1e-6;
    private const double LeastOnLogAxis = 1e-300;

    private readonly SweepResults _results;
    private readonly SweepFigureOptions _options;
    private readonly string _value;
    private readonly int _x;
    private readonly int _y;
    private readonly int[] _slices;
    private readonly int[] _seeds;

    /// <summary>Chooses the axes.</summary>
    /// <exception cref="RequestException">They cannot be chosen as asked, or there is nothing to draw.</exception>
    public SweepFigure(SweepResults results, SweepFigureOptions options)
    {
        (_results, _options) = (results, options);
        string[] values = [.. results.Records.SelectMany(record => record.Result.Values).Where(value => value.Value.IsNumber).Select(value => value.Key).Distinct()];
        if (values.Length == 0)
            throw new RequestException("there is nothing to draw yet: no cell has a result.");
        _value = options.Value ?? (values.Contains(RelativeGap) ? RelativeGap : FinalValue);
        if (!values.Contains(_value))
            throw new RequestException($"there is no value '{_value}' to draw; there are: {string.Join(", ", values)}.");

        int[] varying = [.. Enumerable.Range(0, Axes.Length).Where(a => Axes[a].Values.Length > 1)];
        int[] numeric = [.. varying.Where(a => IsNumeric(Axes[a]))];
        _x = options.X is { } x ? Named(x, mustBeNumeric: true) : First(numeric, but: -1)
            ?? throw new RequestException($"no axis has several numbers to draw along; there are: {Names(Enumerable.Range(0, Axes.Length))}.");
        var rest = options.Curves ? varying : numeric;
        _y = options.Y is { } y ? Named(y, mustBeNumeric: !options.Curves) : First(rest, but: _x) ?? -1;
        if (_y == _x)
            throw new RequestException($"--x and --y are both {Axes[_x].Name}; choose two axes.");
        int[] others = [.. varying.Where(a => a != _x && a != _y)];
        _slices = [.. others.Where(a => Axes[a].Name != Seed)];
        _seeds = [.. others.Where(a => Axes[a].Name == Seed)];
        var panels = _slices.Aggregate(1L, (count, a) => count * Axes[a].Values.Length);
        if (panels > MostPanels)
            throw new RequestException($"{panels} panels would be drawn, one for each value of {Names(_slices)}; at most {MostPanels} fit. Put one of them on --x or --y, or draw the exported table.");
        if (!IsHeatMap && options.Contours.Count > 0)
            throw new RequestException("contours lie over a heat-map; leave out --contour or --curves.");
    }

    private bool IsHeatMap => !_options.Curves && _y >= 0;

    private System.Collections.Immutable.ImmutableArray<SweepAxis> Axes => _results.Grid.Axes;

    /// <summary>Draws.</summary>
    public Figure Draw()
    {
        var slices = Choices(_slices).ToList();
        var panels = IsHeatMap ? HeatMaps(slices) : CurvePanels(slices);
        return new Figure(panels, columns: Math.Min(2, panels.Count))
        {
            ShareX = AxisSharing.All,
            ShareY = AxisSharing.All,
            SharedLegend = !IsHeatMap && _y >= 0,
        };
    }

    private List<Panel> HeatMaps(List<int[]> slices)
    {
        var (x, y) = (Ascending(_x), Ascending(_y));
        var grids = slices.ConvertAll(slice => new Grid(
            x.Select(at => Number(_x, at)),
            y.Select(at => Number(_y, at)),
            y.SelectMany(row => x.Select(column => Median(ValuesAt(slice, (_x, column), (_y, row)))))));
        var scale = ScaleOf(_options.ValueScale, grids.SelectMany(grid => grid.Values));
        double[] shown = [.. grids.SelectMany(grid => grid.Values).Where(value => double.IsFinite(value) && (scale != AxisScale.Log || value > 0))];

        // One scale for all panels, unless all values are about the same; those below what a log axis shows do not count.
        (double? low, double? high) = (null, null);
        if (shown.Length > 0 && shown.Max() - shown.Min() > LeastSpread * Math.Max(Math.Abs(shown.Min()), Math.Abs(shown.Max())))
            (low, high) = (scale == AxisScale.Log ? Math.Max(shown.Min(), LeastOnLogAxis) : shown.Min(), shown.Max());
        return
        [
            .. grids.Select((grid, i) => new HeatMapPanel(grid)
            {
                Title = Title(slices[i]),
                X = MakeAxis(ShortName(_x), SpacingOf(_options.XScale, [.. grid.X])),
                Y = MakeAxis(ShortName(_y), SpacingOf(_options.YScale, [.. grid.Y])),
                Values = MakeAxis(_value, scale, low, high),
                HasColorBar = i % 2 == 1 || i == grids.Count - 1,
                Contours = _options.Contours,
                MissingLabel = "not run",
            }),
        ];
    }

    private List<Panel> CurvePanels(List<int[]> slices)
    {
        var x = Ascending(_x);
        double[] abscissas = [.. x.Select(at => Number(_x, at))];
        int[] curves = _y >= 0 ? [.. Enumerable.Range(0, Axes[_y].Values.Length)] : [0];
        if (curves.Length > MostCurves)
            throw new RequestException($"{curves.Length} curves would be drawn, one for each value of {Axes[_y].Name}; at most {MostCurves} can be told apart. Choose another axis with --y.");
        var samples = slices.ConvertAll(slice => curves.Select(curve => x.Select(at => ValuesAt(slice, _y >= 0 ? [(_x, at), (_y, curve)] : [(_x, at)])).ToList()).ToList());
        var scale = ScaleOf(_options.ValueScale, samples.SelectMany(panel => panel).SelectMany(curve => curve).SelectMany(values => values));
        return
        [
            .. slices.Select((slice, i) => new LinePanel(samples[i].Select((curve, k) => new Series(
                _y >= 0 ? $"{ShortName(_y)} = {Told(_y, k)}" : "",
                abscissas,
                curve.Select(values => Finite(Median(values))))
            {
                Marker = Marker.Circle,
                Color = IsNumericY ? ColorMap.Viridis.At(0.9 * k / Math.Max(1, curves.Length - 1)) : null,
                Band = _seeds.Length > 0 ? new Band(curve.Select(values => Finite(values.Min())), curve.Select(values => Finite(values.Max()))) : null,
            }))
            {
                Title = Title(slice),
                X = MakeAxis(ShortName(_x), SpacingOf(_options.XScale, abscissas)),
                Y = MakeAxis(_value, scale),
            }),
        ];
    }

    private bool IsNumericY => _y >= 0 && IsNumeric(Axes[_y]) && Axes[_y].Values.Length > 2;

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    // What is not a number was not run or failed; a run that diverged is infinite, whatever number it ended on.
    private double ValueOf(int cell) => _results[cell]?.Result switch
    {
        null => double.NaN,
        { Outcome: "diverged" } => double.PositiveInfinity,
        { } result => result.Find(_value) is { IsNumber: true } value ? value.Number : double.NaN,
    };

    private List<double> ValuesAt(int[] slice, params (int Axis, int Place)[] at)
    {
        var coordinates = new int[Axes.Length];
        for (var i = 0; i < _slices.Length; i++)
            coordinates[_slices[i]] = slice[i];
        foreach (var (axis, place) in at)
            coordinates[axis] = place;
        var values = new List<double>();
        foreach (var seeds in Choices(_seeds))
        {
            for (var i = 0; i < _seeds.Length; i++)
                coordinates[_seeds[i]] = seeds[i];
            values.Add(ValueOf(_results.Grid.IndexOf(coordinates)));
        }

        return values;
    }

    // Of the seeds that were run; infinity is above every number.
    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0)
            return double.NaN;
        var (low, high) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return low == high ? low : (low + high) / 2;
    }

    private IEnumerable<int[]> Choices(int[] axes)
    {
        var count = axes.Aggregate(1, (product, a) => product * Axes[a].Values.Length);
        for (var k = 0; k < count; k++)
        {
            var (rest, choice) = (k, new int[axes.Length]);
            for (var i = axes.Length - 1; i >= 0; i--)
                (rest, choice[i]) = Math.DivRem(rest, Axes[axes[i]].Values.Length);
            yield return choice;
        }
    }

    private string Title(int[] slice) => string.Join(", ", slice.Select((place, i) => $"{ShortName(_slices[i])} = {Told(_slices[i], place)}"));

    // A mapping goes by its kind where no other value of the axis has the same.
    private string Told(int axis, int place)
    {
        var values = Axes[axis].Values;
        return Kind(values[place]) is { } kind && values.Count(value => (Kind(value) ?? value.Text) == kind) == 1 ? kind : values[place].ToString();

        static string? Kind(CellValue value) => JsonNode.Parse(value.Json) is JsonObject mapping && mapping["kind"] is JsonValue kind ? kind.ToString() : null;
    }

    private int[] Ascending(int axis) => [.. Enumerable.Range(0, Axes[axis].Values.Length).OrderBy(place => Number(axis, place))];

    private double Number(int axis, int place) => Axes[axis].Values[place].Number;

    private int? First(int[] axes, int but)
    {
        int[] candidates = [.. axes.Where(a => a != but && Axes[a].Name != Seed)];
        return candidates.Length > 0 ? candidates[0] : null;
    }

    // network.depth is depth, where no other axis is.
    private string ShortName(int axis)
    {
        var name = Last(axis);
        return Enumerable.Range(0, Axes.Length).Count(a => Last(a) == name) == 1 ? name : Axes[axis].Name;

        string Last(int a) => Axes[a].Name.Split('.')[^1];
    }

    private int Named(string name, bool mustBeNumeric)
    {
        var found = Enumerable.Range(0, Axes.Length).FirstOrDefault(a => Axes[a].Name == name || ShortName(a) == name, -1);
        if (found < 0)
            throw new RequestException($"there is no axis '{name}'; there are: {Names(Enumerable.Range(0, Axes.Length))}.");
        return !mustBeNumeric || IsNumeric(Axes[found])
            ? found
            : throw new RequestException($"the axis {name} has values that are not numbers; choose one that has numbers only.");
    }

    private string Names(IEnumerable<int> axes) => string.Join(", ", axes.Select(a => Axes[a].Name));

    private static bool IsNumeric(SweepAxis axis) => axis.Values.All(value => value.IsNumber && double.IsFinite(value.Number));

    private static AxisScale SpacingOf(AxisScale asked, double[] ascending)
    {
        if (asked != AxisScale.Auto)
            return asked;
        return ascending[0] > 0 && Unevenness(Array.ConvertAll(ascending, Math.Log)) < Unevenness(ascending) ? AxisScale.Log : AxisScale.Linear;
    }

    private static double Unevenness(double[] ascending)
    {
        double[] gaps = [.. ascending.Skip(1).Zip(ascending, (next, here) => next - here)];
        return gaps.Length == 0 ? 1 : gaps.Max() / gaps.Min();
    }

    private static AxisScale ScaleOf(AxisScale asked, IEnumerable<double> numbers)
    {
        if (asked != AxisScale.Auto)
            return asked;

        // Losses that rounding took to 0 or below do not decide.
        double[] positive = [.. numbers.Where(number => number > 0 && double.IsFinite(number))];
        return positive.Length > 1 && positive.Max() / positive.Min() > LargeRatio ? AxisScale.Log : AxisScale.Linear;
    }

    private static Axis MakeAxis(string label, AxisScale scale, double? low = null, double? high = null) =>
        scale == AxisScale.Log ? new LogAxis(label, low, high) : new LinearAxis(label, low, high);
}
