namespace Surefoot.Theory;

/// <summary>What a theorem says of a setting.</summary>
public enum Verdict
{
    /// <summary>Every assumption holds: the conclusion is guaranteed.</summary>
    Holds,

    /// <summary>An assumption fails: the theorem says nothing here.</summary>
    DoesNotApply,

    /// <summary>No assumption fails, but one cannot be decided: a constant has no value, or rounding hides it.</summary>
    CannotTell,
}

/// <summary>What a probability is over.</summary>
public enum Chance
{
    /// <summary>The law of the start, fixed matrices of the network among it.</summary>
    Start,

    /// <summary>The batches of a stochastic method.</summary>
    Batches,

    /// <summary>Both.</summary>
    StartAndBatches,

    /// <summary>The kicks of perturbed gradient descent.</summary>
    Kicks,
}

/// <summary>Probabilities in words.</summary>
public static class Chances
{
    /// <summary>What a probability is over, in words.</summary>
    public static string Words(this Chance chance) => chance switch
    {
        Chance.Start => "the start",
        Chance.Batches => "the batches",
        Chance.StartAndBatches => "the start and the batches",
        _ => "the kicks",
    };
}

/// <summary>A theorem evaluated on one setting, with what can be checked at every step of a run.</summary>
/// <typeparam name="TMoment">A moment of a run in that setting.</typeparam>
/// <param name="Theorem">The theorem.</param>
/// <param name="Assumptions">Its assumptions, measured.</param>
public sealed record Certificate<TMoment>(Theorem Theorem, IReadOnlyList<Assumption> Assumptions) : Certificate(Theorem, Assumptions)
{
    /// <summary>What can be checked at every step of a run, each with the probability that it fails although every assumption holds.</summary>
    public IReadOnlyList<Invariant<TMoment>> Invariants
    {
        get => [.. field.Select(invariant => invariant with { FailureProbability = invariant.FailureProbability ?? FailureProbability, FailsOver = FailsOver })];
        init;
    } = [];
}

/// <summary>A theorem evaluated on one setting.</summary>
/// <param name="Theorem">The theorem.</param>
/// <param name="Assumptions">Its assumptions, measured.</param>
public abstract record Certificate(Theorem Theorem, IReadOnlyList<Assumption> Assumptions)
{
    /// <summary>Its constants.</summary>
    public IReadOnlyList<Constant> Constants { get; init; } = [];

    /// <summary>The guaranteed bound on the gap L(t) - L*, where the theorem gives one; worth what the verdict says.</summary>
    public Bound? Bound { get; init; }

    /// <summary>The probability with which the conclusion may fail although every assumption holds; 0 for a statement about this very start, and every batch.</summary>
    public double FailureProbability { get; init; }

    /// <summary>What that probability is over.</summary>
    public Chance FailsOver { get; init; }

    /// <summary>Further numbers the statement yields: a width, a number of steps, a probability.</summary>
    public IReadOnlyList<(string Name, double Value)> Yields { get; init; } = [];

    /// <summary>The verdict.</summary>
    public Verdict Verdict =>
        Assumptions.Any(assumption => assumption.Holds == false) ? Verdict.DoesNotApply
        : Assumptions.Any(assumption => assumption.Holds is null) ? Verdict.CannotTell
        : Verdict.Holds;

    /// <summary>The assumption that decides: the worst that fails, else the first undecided, else the tightest; null where there is none.</summary>
    public Assumption? Deciding =>
        Assumptions.Where(assumption => assumption.Holds == false).MinBy(assumption => assumption.Margin)
        ?? Assumptions.FirstOrDefault(assumption => assumption.Holds is null)
        ?? Assumptions.Where(assumption => assumption.Relation != Relation.Equal).MinBy(assumption => assumption.Margin)
        ?? (Assumptions is [var first, ..] ? first : null);

    /// <summary>The steps its bound takes to a gap; infinite without a bound.</summary>
    public double StepsTo(double gap)
    {
        var steps = Bound?.StepsTo(gap) ?? double.PositiveInfinity;
        return double.IsNaN(steps) ? double.PositiveInfinity : steps;
    }

    /// <summary>The verdict in a sentence with its numbers.</summary>
    public string Sentence => Deciding is null ? $"{Word}: there is nothing to assume" : $"{Word}: {Deciding.Numbers}";

    private string Word => Verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.DoesNotApply => "does not apply",
        _ => "cannot tell",
    };
}
