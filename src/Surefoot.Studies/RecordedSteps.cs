using Surefoot.Descent;

namespace Surefoot.Studies;

/// <summary>Records given steps, ascending.</summary>
internal sealed record RecordedSteps(IReadOnlyList<long> Steps) : Recording
{
    /// <inheritdoc/>
    public override long Next(long step)
    {
        foreach (var next in Steps)
        {
            if (next > step)
                return next;
        }

        return long.MaxValue;
    }
}
