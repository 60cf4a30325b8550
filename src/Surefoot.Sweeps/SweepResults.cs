namespace Surefoot.Sweeps;

/// <summary>What is known of the cells of a grid: a record for each cell that was run.</summary>
public sealed class SweepResults
{
    private readonly CellRecord?[] _records;

    internal SweepResults(Grid grid, CellRecord?[] records)
    {
        Grid = grid;
        _records = records;
    }

    /// <summary>The grid.</summary>
    public Grid Grid { get; }

    /// <summary>The number of cells that were run, failures included.</summary>
    public int Done => _records.Count(record => record is not null);

    /// <summary>The number of cells that failed.</summary>
    public int Failed => _records.Count(record => record?.Result.IsFailed == true);

    /// <summary>The records there are, in grid order.</summary>
    public IEnumerable<CellRecord> Records => _records.OfType<CellRecord>();

    /// <summary>The record of a cell, or nothing where it was not run.</summary>
    public CellRecord? this[int index] => _records[index];

    /// <summary>
    /// The cells that were run as a table in grid order: a column for each axis, the outcome, a column for each value, and the
    /// message where some cell failed. How long a cell took is not in it, so that the same sweep gives the same table
    /// whoever ran it.
    /// </summary>
    public (IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<CellValue?>> Rows) Table()
    {
        var values = new List<string>();
        var known = new HashSet<string>();
        foreach (var value in Records.SelectMany(record => record.Result.Values))
        {
            if (known.Add(value.Key))
                values.Add(value.Key);
        }

        var hasMessages = Failed > 0;
        IReadOnlyList<string> columns =
            [.. Grid.Axes.Select(axis => axis.Name), Sweeps.Columns.Outcome, .. values, .. hasMessages ? [Sweeps.Columns.Message] : Array.Empty<string>()];
        return (columns, Records.Select(record => Row(record, values, hasMessages)));
    }

    private List<CellValue?> Row(CellRecord record, List<string> values, bool hasMessages)
    {
        var row = new List<CellValue?>();
        for (var a = 0; a < Grid.Axes.Length; a++)
            row.Add(Grid.Value(record.Index, a));
        row.Add(record.Result.Outcome);
        row.AddRange(values.Select(record.Result.Find));
        if (hasMessages)
            row.Add(record.Result.Message is { } message ? message : default(CellValue?));
        return row;
    }
}
