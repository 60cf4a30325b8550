using System.Numerics;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>Something measured along a run, at every recorded step.</summary>
/// <typeparam name="T">The number type of the weights.</typeparam>
public abstract class Probe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The names of what is measured, one a column.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Measures at the given weights and writes one number a column.</summary>
    public abstract void Measure(Weights<T> weights, Span<double> values);
}
