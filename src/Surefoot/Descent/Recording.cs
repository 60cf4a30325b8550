namespace Surefoot.Descent;

/// <summary>Which steps of a run are recorded. Step 0 and the last step always are.</summary>
public abstract record Recording
{
    /// <summary>Every step.</summary>
    public static Recording EveryStep { get; } = new Every();

    /// <summary>Steps spaced evenly in the logarithm.</summary>
    /// <param name="perDecade">Steps recorded between t and 10 t, at least 1; while steps are closer together than 1, every step.</param>
    public static Recording LogSpaced(int perDecade)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perDecade, 1);
        return new Logarithmic(perDecade);
    }

    /// <summary>The first recorded step after <paramref name="step"/>.</summary>
    public abstract long Next(long step);

    private sealed record Every : Recording
    {
        public override long Next(long step) => step + 1;
    }

    private sealed record Logarithmic(int PerDecade) : Recording
    {
        public override long Next(long step)
        {
            if (step < 1)
                return 1;
            var place = (long)Math.Floor(Math.Log10(step) * PerDecade);
            long next;
            do
            {
                place++;
                next = (long)Math.Floor(Math.Pow(10, (double)place / PerDecade));
            }
            while (next <= step);
            return next;
        }
    }
}
