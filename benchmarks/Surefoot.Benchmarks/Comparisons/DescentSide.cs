using System.Numerics;
using Surefoot.Descent;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>Surefoot's side of a case.</summary>
internal abstract class DescentSide
{
    /// <summary>Bytes of the weights that are descended, three passes of which a step makes: read forward, read and written backward.</summary>
    public abstract double BytesOfWeights { get; }

    /// <summary>The operations of a step's products.</summary>
    public abstract double FlopsOfStep { get; }

    /// <summary>The relative deviation that rounding may cause between two sides that do the same work.</summary>
    public abstract double Tolerance { get; }

    /// <summary>GFLOP/s of what steps are made of, at best: of fused multiply-adds, or of a product; measured within the given seconds.</summary>
    public abstract double LimitFlops(double turn);

    /// <summary>One step, again and again from where the last one ended.</summary>
    public abstract Action Stepping();

    /// <summary>The loss before each of the first steps.</summary>
    public abstract double[] Losses(int steps);

    /// <summary>Seconds of a step, over about the given time; of the whole run per step where the case is a whole run.</summary>
    public abstract double SecondsOfStep(double turn);

    /// <summary>Bytes that a step of a run allocates.</summary>
    public abstract double AllocatedByStep();

    /// <summary>Writes data, start, rates and output scale for the peers.</summary>
    public abstract void Write(string path);

    /// <summary>Bytes that one of so many warm steps allocates.</summary>
    protected static double Allocated(Action step, int steps)
    {
        step();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var k = 0; k < steps; k++)
            step();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)steps;
    }

    /// <summary>What rounding may make of sums of so many products along a network.</summary>
    /// <remarks>
    /// Each product's rounding error is the root of its length in roundings, and they add like independent ones along the
    /// network; the factor covers the loss's square and the steps compared.
    /// </remarks>
    protected static double RoundingOf<T>(double lengths)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 10 * double.CreateChecked(T.BitIncrement(T.One) - T.One) * Math.Sqrt(lengths);

    /// <summary>The run, if it took all steps: one that knows its end early would be counted with steps that nobody computed.</summary>
    protected static Trajectory Whole(Trajectory run, string name) => run.Outcome.Kind == OutcomeKind.Completed
        ? run
        : throw new InvalidOperationException($"{name}: {run.Outcome.Reason}; choose a smaller learning rate for this case.");
}
