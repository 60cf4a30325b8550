namespace Surefoot.Theory;

/// <summary>A statement with an open constant of which every start shows something, so that no run is needed to estimate it.</summary>
/// <typeparam name="TSetting">The setting.</typeparam>
public interface IMeasuresConstant<in TSetting>
{
    /// <summary>The constant's symbol.</summary>
    string MeasuredConstant { get; }

    /// <summary>What one start shows of it.</summary>
    /// <exception cref="ArgumentException">The statement does not speak about such a setting; the message says why.</exception>
    double MeasureConstant(TSetting setting);

    /// <summary>What the estimate is, in words.</summary>
    /// <param name="share">The share of starts for which the constant must hold.</param>
    string EstimateMeans(double share);

    /// <summary>The estimate with its interval of 95 %.</summary>
    /// <param name="measured">What the starts showed.</param>
    /// <param name="share">The share of starts for which the constant must hold.</param>
    (double Value, double Low, double High) EstimateConstant(IReadOnlyList<double> measured, double share);
}

/// <summary>A constant estimated from starts alone.</summary>
/// <param name="Theorem">The theorem.</param>
/// <param name="Symbol">The constant's symbol in it.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The lower end of its interval of 95 %.</param>
/// <param name="High">The upper end.</param>
/// <param name="Starts">The number of starts drawn.</param>
/// <param name="Means">What the estimate is, in words.</param>
public sealed record StartCalibration(Theorem Theorem, string Symbol, double Value, double Low, double High, int Starts, string Means)
    : Calibration(Theorem, Symbol, Value, Low, High)
{
    /// <inheritdoc/>
    public override string Protocol => $"{Means}, from {Starts} starts";

    /// <summary>Draws starts and measures.</summary>
    /// <param name="theorem">A theorem that is an <see cref="IMeasuresConstant{TSetting}"/>.</param>
    /// <param name="family">The setting of a seed.</param>
    /// <param name="share">The share of starts for which the constant must hold, 1 - delta.</param>
    /// <param name="seeds">The number of starts.</param>
    /// <param name="progress">Told the number of starts drawn.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">The theorem measures no constant, or does not speak about such settings.</exception>
    public static StartCalibration Of(
        Theorem<DeepLinearSetting, DeepLinearMoment> theorem,
        Func<int, DeepLinearSetting> family,
        double share,
        int seeds,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        ArgumentNullException.ThrowIfNull(family);
        var measures = theorem as IMeasuresConstant<DeepLinearSetting>
            ?? throw new ArgumentException($"{theorem.Id} has no constant that a start shows.", nameof(theorem));
        var measured = new double[seeds];
        for (var seed = 0; seed < seeds; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(seed);
            measured[seed] = measures.MeasureConstant(family(seed));
        }

        var (value, low, high) = measures.EstimateConstant(measured, share);
        return new(theorem, measures.MeasuredConstant, value, low, high, seeds, measures.EstimateMeans(share));
    }
}
