using System.Globalization;

namespace Surefoot.Theory;

/// <summary>A constant that draws can put to the test.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Hardest">The value that asks most of a run, which is tried first.</param>
/// <param name="IsAtLeast">Whether a larger value asks less of a run, as where something must be at least it times something; else a smaller one does.</param>
/// <param name="Conclusion">What is tried, a clause: "the loss stayed below its bound".</param>
public sealed record TriedConstant(string Symbol, double Hardest, bool IsAtLeast, string Conclusion);

/// <summary>A statement on residual networks whose constants can be put to the test one value at a time, in draws that meet its assumptions with that value and no more.</summary>
public interface ITriesConstants
{
    /// <summary>The constants, the one that is meant where none is named first.</summary>
    IReadOnlyList<TriedConstant> TriedConstants { get; }

    /// <summary>Whether the conclusion holds in a draw.</summary>
    /// <param name="draw">The draw, with the value that is tried among its constants.</param>
    /// <param name="constant">The constant that is tried.</param>
    /// <exception cref="ArgumentException">Such draws cannot be made, or take more steps than they may; the message says why.</exception>
    bool Concludes(ResidualDraw draw, TriedConstant constant);
}

/// <summary>A constant estimated by its values: the one that asks most of a run and with which the conclusion still holds in the wanted share of draws.</summary>
/// <param name="Theorem">The theorem.</param>
/// <param name="Symbol">The constant's symbol in it.</param>
/// <param name="Value">That value.</param>
/// <param name="Low">The lower end of its interval of 95 %.</param>
/// <param name="High">The upper end.</param>
/// <param name="Tried">All values tried, from the hardest on, with how often the conclusion held.</param>
/// <param name="Protocol">How it was found.</param>
public sealed record ValueCalibration(Theorem Theorem, string Symbol, double Value, double Low, double High, IReadOnlyList<(double Value, ObservedShare Share)> Tried, string Protocol)
    : Calibration(Theorem, Symbol, Value, Low, High)
{
    // Values are powers of 2^(1/4) apart; those that are not enough are followed by one twice as easy.
    private const int StepsPerDoubling = 4;
    private const int MostDoublings = 40;

    /// <inheritdoc/>
    public override string Protocol { get; } = Protocol;

    /// <summary>Tries values, the hardest first.</summary>
    /// <param name="theorem">A theorem that is an <see cref="ITriesConstants"/>.</param>
    /// <param name="symbol">The constant; null for the theorem's first.</param>
    /// <param name="family">The draw of a seed, with values for constants.</param>
    /// <param name="share">The share of draws in which the conclusion must hold.</param>
    /// <param name="seeds">The number of draws for each value.</param>
    /// <param name="constants">Values for the other constants.</param>
    /// <param name="progress">Told the number of values tried.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null where no value was easy enough.</returns>
    /// <exception cref="ArgumentException">The theorem has no such constant, or draws cannot be made; the message says why.</exception>
    public static ValueCalibration? Of(
        Theorem theorem,
        string? symbol,
        Func<int, IReadOnlyDictionary<string, Constant>, ResidualDraw> family,
        double share,
        int seeds,
        IReadOnlyDictionary<string, Constant> constants,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        ArgumentNullException.ThrowIfNull(family);
        var tries = theorem as ITriesConstants ?? throw new ArgumentException($"{theorem.Id} has no constant that draws put to the test.", nameof(theorem));
        var constant = symbol is null ? tries.TriedConstants[0] : tries.TriedConstants.FirstOrDefault(each => each.Symbol == symbol)
            ?? throw new ArgumentException($"{theorem.Id} has no constant {symbol} to try; it has {string.Join(" and ", tries.TriedConstants.Select(each => each.Symbol))}.", nameof(symbol));
        if (ShareSearch.Of(0, StepsPerDoubling * MostDoublings, index => index + StepsPerDoubling, share, seeds, Observe) is not { } search)
            return null;
        var (enough, tooHard) = (search.SurelyEnough is { } surely ? ValueAt(Math.Max(surely, search.Least)) : (double?)null, search.SurelyTooSmall is { } small ? ValueAt(small) : (double?)null);
        var value = ValueAt(search.Least);
        var harder = search.Below is { } below ? $"with {Short(ValueAt(below))} in {search.Tried[below]}" : "no harder value was tried";
        return new(
            theorem,
            constant.Symbol,
            value,
            (constant.IsAtLeast ? tooHard : enough) ?? 0,
            (constant.IsAtLeast ? enough : tooHard) ?? double.PositiveInfinity,
            [.. search.Tried.Select(each => (ValueAt(each.Key), each.Value))],
            $"with {Short(value)} {constant.Conclusion} in {search.Tried[search.Least]}, {harder}");

        double ValueAt(int index) => constant.Hardest * Math.Pow(2, (constant.IsAtLeast ? 1.0 : -1.0) * index / StepsPerDoubling);

        ObservedShare Observe(int index)
        {
            progress?.Report(index);
            var tried = new Dictionary<string, Constant>(constants)
            {
                [$"{theorem.Id} {constant.Symbol}"] = new(constant.Symbol, ValueAt(index), ConstantOrigin.Given, "tried"),
            };
            var held = 0;
            for (var seed = 0; seed < seeds; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                held += tries.Concludes(family(seed, tried), constant) ? 1 : 0;
            }

            return new(held, seeds);
        }
    }

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
