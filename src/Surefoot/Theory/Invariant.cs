using System.Globalization;

namespace Surefoot.Theory;

/// <summary>left at most right, as measured at one moment of a run.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
/// <param name="Rounding">How far rounding may have moved the two apart, absolute.</param>
public readonly record struct Comparison(double Left, double Right, double Rounding = 0)
{
    /// <summary>Whether left is above right by more than rounding explains. A left side beyond the largest double is overflow and violates nothing.</summary>
    public bool IsViolated => double.IsFinite(Left) && Left - Right > Rounding;

    /// <summary>Whether rounding, or overflow, hides which side is larger.</summary>
    public bool IsHidden => !double.IsFinite(Left) || double.IsNaN(Right) || Math.Abs(Left - Right) <= Rounding;

    /// <summary>right / left: how many times the left side fits into the right one.</summary>
    public double Margin => Left <= 0 ? double.PositiveInfinity : Right / Left;

    /// <summary>Of several inequalities the one nearest to being violated, or furthest beyond; null where there is none.</summary>
    public static Comparison? Tightest(IEnumerable<Comparison> comparisons)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        Comparison? tightest = null;
        foreach (var comparison in comparisons)
        {
            if (tightest is not { } other || comparison.Left - comparison.Right - comparison.Rounding > other.Left - other.Right - other.Rounding)
                tightest = comparison;
        }

        return tightest;
    }
}

/// <summary>An inequality that must hold at every step of a run.</summary>
/// <typeparam name="TMoment">A moment of the run.</typeparam>
/// <param name="Id">The work's number for it, for example lemma-2/C.</param>
/// <param name="Statement">The inequality in the work's symbols.</param>
/// <param name="Begin">
/// Begins with a run: gives what measures both sides at its moments, in the order of the steps, with null where the inequality says
/// nothing, as at step 0 for what compares two steps.
/// </param>
public sealed record Invariant<TMoment>(string Id, string Statement, Func<Func<TMoment, Comparison?>> Begin)
{
    /// <summary>An inequality about one moment, or a moment and the one before it: nothing is kept between steps.</summary>
    public Invariant(string id, string statement, Func<TMoment, Comparison?> measure)
        : this(id, statement, () => measure)
    {
    }

    /// <summary>Seconds, about, that measuring it at one moment takes, told by the size of its matrices; 0 where it is next to nothing.</summary>
    public double Cost { get; init; }

    /// <summary>The probability of a draw that breaks it, at most; null where it is that of the whole statement.</summary>
    public double? FailureProbability { get; init; }

    /// <summary>What that probability is over.</summary>
    public Chance FailsOver { get; init; }

    /// <summary>Both sides at the first moment of a run.</summary>
    public Comparison? Measure(TMoment moment) => Begin()(moment);
}

/// <summary>An inequality laid against a run, step by step.</summary>
/// <param name="Id">The inequality's id.</param>
/// <param name="Statement">The inequality.</param>
/// <param name="Steps">The number of steps at which it was measured.</param>
/// <param name="LeastMargin">The least right / left where rounding does not hide it.</param>
/// <param name="LeastMarginStep">Where that was; -1 where nothing was measured.</param>
/// <param name="FirstViolation">The first step at which it failed, if any.</param>
public sealed record Check(string Id, string Statement, long Steps, double LeastMargin, long LeastMarginStep, long? FirstViolation)
{
    /// <summary>At how many of the steps rounding hides which side is larger.</summary>
    public long Hidden { get; init; }

    /// <summary>The probability, at most, of a draw that breaks it although every assumption holds.</summary>
    public double FailureProbability { get; init; }

    /// <summary>What that probability is over.</summary>
    public Chance FailsOver { get; init; }

    /// <summary>Whether it held wherever it was measured.</summary>
    public bool Holds => FirstViolation is null;

    /// <summary>The verdict with its numbers.</summary>
    public string Sentence => Steps == 0 ? $"not measured: {Statement}"
        : Steps == Hidden ? $"cannot tell: {Statement}, rounding hides it at {(Steps == 1 ? "the only step" : $"all {Steps} steps")}"
        : Holds ? $"holds: {Statement} at {Steps} {(Steps == 1 ? "step" : "steps")}, {Margin}{(Hidden > 0 ? $"; rounding hides it at {Hidden} of them" : "")}"
        : $"does not hold: {Statement} fails first at step {FirstViolation}, {Margin}{Allowance}";

    private string Allowance => FailureProbability > 0
        ? string.Create(CultureInfo.InvariantCulture, $"; the statement allows that with probability {FailureProbability:G3} over {FailsOver.Words()}")
        : "";

    // Nothing fits into the right side without limit where the left one is 0.
    private string Margin => double.IsFinite(LeastMargin)
        ? string.Create(CultureInfo.InvariantCulture, $"least margin {LeastMargin:G4}x at step {LeastMarginStep}")
        : "margin without limit";
}

/// <summary>Collects one inequality along a run.</summary>
/// <typeparam name="TMoment">A moment of the run.</typeparam>
/// <param name="invariant">The inequality.</param>
internal sealed class Checking<TMoment>(Invariant<TMoment> invariant)
{
    private readonly Func<TMoment, Comparison?> _measure = invariant.Begin();
    private long _steps;
    private long _hidden;
    private double _least = double.PositiveInfinity;
    private long _leastStep = -1;
    private long? _violation;

    public void See(TMoment moment, long step)
    {
        if (_measure(moment) is not { } comparison)
            return;
        _steps++;
        if (comparison.IsHidden)
            _hidden++;
        else if (comparison.Margin < _least || _leastStep < 0)
            (_least, _leastStep) = (comparison.Margin, step);
        if (comparison.IsViolated)
            _violation ??= step;
    }

    public Check Finish() => new(invariant.Id, invariant.Statement, _steps, _least, _leastStep, _violation) { Hidden = _hidden, FailureProbability = invariant.FailureProbability ?? 0, FailsOver = invariant.FailsOver };
}
