using System.Collections.Immutable;

namespace Surefoot.Figures;

/// <summary>
/// The envelope of a series: quantiles over seeds, or bounds. A limit that is NaN breaks it; an infinite limit, or one
/// that is not positive on a log axis, reaches the edge of the plot.
/// </summary>
public sealed record Band
{
    /// <summary>The region between two curves over the abscissas of the series it belongs to.</summary>
    /// <param name="lower">Lower limits; copied.</param>
    /// <param name="upper">Upper limits, none below its lower limit; copied.</param>
    /// <exception cref="ArgumentException">Different lengths, or an upper limit below its lower one.</exception>
    public Band(IEnumerable<double> lower, IEnumerable<double> upper)
    {
        Lower = [.. lower];
        Upper = [.. upper];
        if (Lower.Length != Upper.Length)
        {
            throw new ArgumentException(
                $"the band has {Lower.Length} lower and {Upper.Length} upper limits; give as many of one as of the other.",
                nameof(upper));
        }

        for (int i = 0; i < Lower.Length; i++)
        {
            if (Lower[i] > Upper[i])
            {
                throw new ArgumentException(
                    $"at point {i} the lower limit {Lower[i]} is above the upper limit {Upper[i]}; exchange the lists.",
                    nameof(upper));
            }
        }
    }

    /// <summary>Lower limits.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>Upper limits.</summary>
    public ImmutableArray<double> Upper { get; }
}
