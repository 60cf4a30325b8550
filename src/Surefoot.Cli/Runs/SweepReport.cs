using System.Text.Json.Nodes;
using Surefoot.Cli.Output;
using Surefoot.Sweeps;

namespace Surefoot.Cli.Runs;

/// <summary>How a sweep stands, in words and for programs.</summary>
/// <param name="Results">What is known of its cells.</param>
internal sealed record SweepReport(SweepResults Results)
{
    private const int MostFailuresTold = 3;

    private int Cells => Results.Grid.Count;

    private int Missing => Cells - Results.Done;

    private IEnumerable<(string Outcome, int Count)> Outcomes => Results.Records
        .GroupBy(record => record.Result.Outcome)
        .Select(group => (Outcome: group.Key, Count: group.Count()))
        .OrderByDescending(each => each.Count)
        .ThenBy(each => each.Outcome, StringComparer.Ordinal);

    private IEnumerable<(string Message, int Count)> Failures => Results.Records
        .Where(record => record.Result.IsFailed)
        .GroupBy(record => record.Result.Message!)
        .Select(group => (Message: group.Key, Count: group.Count()))
        .OrderByDescending(each => each.Count);

    /// <summary>A sentence with the outcomes, then what made cells fail.</summary>
    public string Text()
    {
        var head = Missing == 0 ? $"all {Cells} cells are finished" : $"{Results.Done} of {Cells} cells are finished, {Missing} are missing";
        var lines = new List<string> { Results.Done == 0 ? head : $"{head}: {string.Join(", ", Outcomes.Select(each => $"{each.Count} {each.Outcome}"))}" };
        var failures = Failures.ToList();
        lines.AddRange(failures.Take(MostFailuresTold).Select(failure => $"  failed{(failure.Count > 1 ? $" {failure.Count} times" : "")}: {failure.Message.ReplaceLineEndings(" ")}"));
        if (failures.Count > MostFailuresTold)
            lines.Add($"  and {failures.Count - MostFailuresTold} other messages");
        return string.Join('\n', lines);
    }

    /// <summary>The same for programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["cells"] = Cells,
        ["finished"] = Results.Done,
        ["missing"] = Missing,
        ["failed"] = Results.Failed,
        ["outcomes"] = new JsonObject(Outcomes.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Outcome, each.Count))),
        ["axes"] = new JsonObject(Results.Grid.Axes.Select(axis => KeyValuePair.Create<string, JsonNode?>(
            axis.Name, new JsonArray([.. axis.Values.Select(value => JsonNode.Parse(value.Json))])))),
        ["failures"] = new JsonArray([.. Failures.Select(failure => new JsonObject { ["message"] = failure.Message, ["cells"] = failure.Count })]),
    };

    /// <summary>The table as comma-separated values, in grid order.</summary>
    public string Table()
    {
        var (columns, rows) = Results.Table();
        return CommaSeparated.Of(columns, rows.Select(row => row.Select(Plain)));
    }

    /// <summary>The table for programs: an object for each cell, in grid order.</summary>
    public JsonArray TableJson()
    {
        var (columns, rows) = Results.Table();
        return new JsonArray([.. rows.Select(row => new JsonObject(columns.Zip(row)
            .Where(pair => pair.Second is not null)
            .Select(pair => KeyValuePair.Create(pair.First, JsonNode.Parse(pair.Second!.Value.Json)))))]);
    }

    private static object Plain(CellValue? value) => value switch
    {
        null => "",
        { IsNumber: true } number when !double.IsFinite(number.Number) => number.Number,
        { } other => other.Text,
    };
}
