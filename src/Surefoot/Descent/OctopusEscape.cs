using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>When gradient descent on the octopus leaves each saddle.</summary>
/// <param name="LeaveTimes">S_k, k = 1, ..., d: the first step with |x_k| &gt;= tau, where it leaves the quadratic zone.</param>
/// <param name="EscapeTimes">T_k: the first step with |x_k| &gt;= 2 tau, where it has escaped.</param>
public sealed record OctopusEscape(IReadOnlyList<long> LeaveTimes, IReadOnlyList<long> EscapeTimes)
{
    /// <summary>T_1, T_2 - T_1, ...: the steps each saddle holds the run.</summary>
    public IReadOnlyList<long> Plateaus => [.. EscapeTimes.Select((time, k) => k == 0 ? time : time - EscapeTimes[k - 1])];

    /// <summary>Finds the times without taking every step.</summary>
    /// <remarks>
    /// In a quadratic zone every coordinate but those at 4 tau is multiplied by one factor at every step, so the step that leaves it is known; the 1 / (2 eta gamma) steps
    /// between zones are taken one by one. The cost is d^2 / (eta gamma) operations, not the times themselves, which grow by kappa(eta) from saddle to saddle.
    /// </remarks>
    /// <param name="octopus">The function.</param>
    /// <param name="start">The start, no further from 0 than tau in any coordinate.</param>
    /// <param name="learningRate">eta, at most 1 / (2 L).</param>
    /// <returns>The times; fewer than d where a coordinate is 0, whose saddle holds for ever, or where the run leaves the domain.</returns>
    /// <exception cref="ArgumentException">The start or the learning rate is not in its range.</exception>
    public static OctopusEscape Of(Octopus octopus, ReadOnlySpan<double> start, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(octopus);
        if (!(learningRate > 0 && learningRate <= 1 / (2 * octopus.L)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), $"a learning rate of {learningRate} was given; it must be positive and at most 1 / (2 L) = {1 / (2 * octopus.L)}.");
        if (octopus.CellOf(start) is not { Index: 1, IsBuffer: false })
            throw new ArgumentException($"the start has a coordinate beyond tau = {octopus.Tau}; it must lie in the zone of the first saddle.", nameof(start));
        var objective = octopus.BindBeyondUnderflow();
        var at = octopus.AtBeyondUnderflow(start);
        var (grow, shrink) = (Logarithm.OfOnePlus(2 * learningRate * octopus.Gamma) / Math.Log(2), Logarithm.OfOnePlus(-2 * learningRate * octopus.L) / Math.Log(2));
        var (leaves, escapes, time) = (new List<long>(), new List<long>(), 0L);
        for (var k = 0; k < octopus.Dimension; k++)
        {
            var steps = Math.Ceiling((Math.Log2(octopus.Tau) - LogOf(at, k)) / grow);
            if (!(steps >= 0 && steps < long.MaxValue / 2))
                break;
            for (var j = 0; j < octopus.Dimension; j++)
            {
                if (j >= k)
                    Multiply(at, j, steps * (j == k ? grow : shrink));
                else
                    Place(at, j, (4 * octopus.Tau) + ((Size(at, j) - (4 * octopus.Tau)) * Math.Pow(2, steps * shrink)));
            }

            leaves.Add(time += (long)steps);
            while (Size(at, k) < 2 * octopus.Tau)
            {
                objective.Descend(at, learningRate);
                time++;
            }

            escapes.Add(time);
            if (!objective.Contains(at))
                break;
        }

        return new(leaves, escapes);
    }

    private static double LogOf(Weights<double> at, int j) => Math.Log2(Math.Abs(at[0].Span[j])) + at[1].Span[j];

    private static double Size(Weights<double> at, int j) => Math.ScaleB(Math.Abs(at[0].Span[j]), (int)at[1].Span[j]);

    private static void Place(Weights<double> at, int j, double value)
    {
        (at[0].Span[j], at[1].Span[j]) = (value, 0);
        OctopusBeyondUnderflow.Normalize(at);
    }

    // A coordinate that is 0 stays so.
    private static void Multiply(Weights<double> at, int j, double log)
    {
        if (double.IsNegativeInfinity(log))
        {
            Place(at, j, 0);
            return;
        }

        var whole = Math.Floor(log);
        at[0].Span[j] *= Math.Pow(2, log - whole);
        at[1].Span[j] += whole;
        OctopusBeyondUnderflow.Normalize(at);
    }
}
