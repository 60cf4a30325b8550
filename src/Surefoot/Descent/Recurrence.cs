using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// Watches a run whose next point depends on the present one alone for a point it has been at before: from there on it is
/// periodic for ever. Rounding ends many runs so, in cycles of one, two or three points.
/// </summary>
/// <remarks>
/// Brent's algorithm ("An improved Monte Carlo factorization algorithm", 1980), with anchors set at distances that grow with
/// the step by a sixteenth, not by its double: rounding cycles are short and come late, so they are seen soon after they begin.
/// A step costs two comparisons. Weights are kept only once the anchor's loss has come back, and compared only where it
/// comes back again; they are kept at most once between two anchors.
/// </remarks>
internal sealed class Recurrence<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Spread = 16;

    // A longer cycle is not looked for: one period of every cycle found is computed and kept.
    private const long LongestPeriod = 1 << 16;

    // No run goes on from a loss that is not a number.
    private long _anchorLoss = BitConverter.DoubleToInt64Bits(double.NaN);
    private long _nextAnchor = long.MinValue;
    private Weights<T>? _kept;
    private long _keptAt;
    private bool _isKept;

    /// <summary>The period of the run if it is known to repeat, 0 as long as it is not.</summary>
    /// <param name="step">The number of a step that has just been taken.</param>
    /// <param name="loss">The loss before it.</param>
    /// <param name="reached">The point it reached.</param>
    public long PeriodAt(long step, double loss, Weights<T> reached)
    {
        var bits = BitConverter.DoubleToInt64Bits(loss);
        if (bits == _anchorLoss)
        {
            if (_isKept && SameBits(_kept!.Span, reached.Span))
                return step - _keptAt;
            if (!_isKept)
                Keep(step, reached);
        }

        if (step >= _nextAnchor)
        {
            (_anchorLoss, _isKept) = (bits, false);
            _nextAnchor = step + 2 + Math.Min(step / Spread, 2 * LongestPeriod);
        }

        return 0;
    }

    private void Keep(long step, Weights<T> reached)
    {
        _kept ??= new Weights<T>(reached.Shapes);
        reached.Span.CopyTo(_kept.Span);
        (_keptAt, _isKept) = (step, true);
    }

    // Comparing numbers would call 0 and -0 the same.
    private static bool SameBits(Span<T> a, Span<T> b) => MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));
}
