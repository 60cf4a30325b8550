using System.CommandLine;
using System.Globalization;
using Surefoot.Cli.Output;
using Surefoot.Cli.Runs;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Verbs;

/// <summary>surefoot sweep plot: heat-maps with contours, or curves per slice.</summary>
internal static class SweepPlotVerb
{
    public const string Name = "plot";

    public static Command Create(Display display)
    {
        var folder = new Argument<string>("folder") { Description = "The folder a sweep writes to" };
        var x = new Option<string?>("--x") { Description = "The horizontal axis; the first with several numbers by default", HelpName = "axis" };
        var y = new Option<string?>("--y") { Description = "The vertical axis, or with --curves the one with a curve for each value; the next by default", HelpName = "axis" };
        var value = new Option<string?>("--value") { Description = "The value drawn, a column of the table; relativeGap by default, or finalValue where functions are swept", HelpName = "column" };
        var curves = new Option<bool>("--curves") { Description = "Curves of the value along x instead of a heat-map" };
        var contour = new Option<string?>("--contour") { Description = "Levels drawn over the heat-map, for example 1e-2,1e-6", HelpName = "levels" };
        var (scaleX, scaleY, scaleValue) = (Scale("x"), Scale("y"), Scale("value"));
        var file = new Option<string?>("--out") { Description = "The file drawn to; figure.svg in the folder by default", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON on standard output" };
        var command = new Command(Name, "Draws a sweep: a heat-map with contours, or curves; other axes give a panel for each value, seeds their median")
        {
            folder, x, y, value, curves, contour, scaleX, scaleY, scaleValue, file, json,
        };
        command.SetAction(result =>
        {
            var source = result.GetValue(folder)!;
            var results = StoredSweep.Read(source).Results;
            var options = new SweepFigureOptions(
                result.GetValue(x), result.GetValue(y), result.GetValue(value), result.GetValue(curves), ReadLevels(result.GetValue(contour)),
                ReadScale(scaleX, result), ReadScale(scaleY, result), ReadScale(scaleValue, result));
            var svg = Draw(new SweepFigure(results, options));
            var path = Path.GetFullPath(result.GetValue(file) ?? Path.Combine(source, "figure.svg"));
            var output = new OutputFolder(Path.GetDirectoryName(path)!);
            output.Add(Path.GetFileName(path), svg);
            output.Commit();
            if (results.Done < results.Grid.Count)
                display.Error.WriteLine($"surefoot: {results.Grid.Count - results.Done} of {results.Grid.Count} cells are missing from this figure.");
            display.Out.WriteLine(result.GetValue(json)
                ? new System.Text.Json.Nodes.JsonObject { ["figure"] = path, ["cells"] = results.Done }.ToJsonString(Manifest.Json)
                : $"{results.Done} cells drawn to {path}");
        });
        return command;
    }

    private static Option<string> Scale(string axis) => new($"--{axis}-scale")
    {
        Description = $"The scale of {axis}: log, linear, or auto",
        HelpName = "scale",
        DefaultValueFactory = _ => "auto",
    };

    private static string Draw(SweepFigure figure)
    {
        try
        {
            return figure.Draw().ToSvg();
        }
        catch (InvalidOperationException refusal)
        {
            // What an axis can show is the axis's own knowledge; its message is complete.
            throw new RequestException(refusal.Message);
        }
    }

    private static List<double> ReadLevels(string? given)
    {
        var levels = new List<double>();
        foreach (var word in given?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            levels.Add(double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var level) && double.IsFinite(level)
                ? level
                : throw new RequestException($"--contour is '{given}'; give numbers with commas between them, for example 1e-2,1e-6."));
        }

        return levels;
    }

    private static AxisScale ReadScale(Option<string> option, ParseResult result) => result.GetValue(option) switch
    {
        "auto" => AxisScale.Auto,
        "linear" => AxisScale.Linear,
        "log" => AxisScale.Log,
        var given => throw new RequestException($"{option.Name} is '{given}'; allowed are auto, linear and log."),
    };
}
