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
}
