using System.Collections.Immutable;

namespace Surefoot.Sweeps;

/// <summary>
/// What the run of a cell found: an outcome with values, or the message of what made it fail. Divergence is an outcome;
/// a failure is a run that could not be carried out.
/// </summary>
public sealed class CellResult
{
    /// <summary>The outcome of a cell that failed.</summary>
    public const string FailedOutcome = "failed";

    private CellResult(string outcome, ImmutableArray<KeyValuePair<string, CellValue>> values, string? message)
    {
        Outcome = outcome;
        Values = values;
        Message = message;
    }

    /// <summary>The outcome, a word such as converged.</summary>
    public string Outcome { get; }

    /// <summary>The values, in the order in which they were added.</summary>
    public ImmutableArray<KeyValuePair<string, CellValue>> Values { get; }

    /// <summary>What made the cell fail, or nothing.</summary>
    public string? Message { get; }

    /// <summary>Whether the cell failed.</summary>
    public bool IsFailed => Message is not null;

    /// <summary>A value.</summary>
    /// <exception cref="ArgumentException">There is no such value; a cell that failed has none.</exception>
    public CellValue this[string name] => Find(name) ?? throw new ArgumentException(
        $"there is no value '{name}'; {(IsFailed ? $"the cell failed: {Message}" : $"there are: {string.Join(", ", Values.Select(value => value.Key))}.")}", nameof(name));

    /// <summary>A result without values yet.</summary>
    /// <exception cref="ArgumentException">No outcome, or that of a failure.</exception>
    public static CellResult Of(string outcome)
    {
        ArgumentException.ThrowIfNullOrEmpty(outcome);
        return outcome == FailedOutcome
            ? throw new ArgumentException($"the outcome '{FailedOutcome}' needs a message; use {nameof(Failed)}.", nameof(outcome))
            : new(outcome, [], null);
    }

    /// <summary>A failure.</summary>
    /// <param name="message">What happened, a sentence.</param>
    public static CellResult Failed(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(FailedOutcome, [], message);
    }

    /// <summary>The result with one more value.</summary>
    /// <param name="name">Its name, a column in tables.</param>
    /// <param name="value">A number, a word, a truth value, or a <see cref="CellValue.List"/>.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">A failure has no values.</exception>
    public CellResult With(string name, CellValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (IsFailed)
            throw new InvalidOperationException("a cell that failed has no values.");
        if (Find(name) is not null)
            throw new ArgumentException($"the value '{name}' is there already.", nameof(name));
        return new(Outcome, Values.Add(new(Columns.RequireFree(name), value)), null);
    }

    /// <summary>A value, or nothing where there is none of that name.</summary>
    public CellValue? Find(string name)
    {
        foreach (var value in Values)
        {
            if (value.Key == name)
                return value.Value;
        }

        return null;
    }
}

/// <summary>A result with the cell it belongs to.</summary>
/// <param name="Index">The cell's place in the grid.</param>
/// <param name="Identity">The cell's identity.</param>
/// <param name="Result">What its run found.</param>
/// <param name="Elapsed">How long the run took.</param>
public sealed record CellRecord(int Index, string Identity, CellResult Result, TimeSpan Elapsed);
