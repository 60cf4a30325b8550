using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// The implicit midpoint rule for gradient flow: W' = W - h grad L((W + W') / 2), with the objective's own velocity.
/// </summary>
/// <remarks>
/// Of order 2. A quadratic function whose derivative along the flow is 0, as every entry of W_{j+1}^T W_{j+1} - W_j W_j^T is for a linear network,
/// has the same value at W' as at W: their difference is its derivative at the midpoint along W' - W, a multiple of the velocity
/// there. So the equation is solved to rounding, by fixed-point iteration, and a step on which that does not contract is taken in
/// halves.
/// </remarks>
/// <param name="objective">What is descended.</param>
internal sealed class ImplicitMidpoint(Objective<double> objective)
{
    private const double Epsilon = 1.0 / (1L << 52);

    // More than this many halvings do not help: the numbers have left the finite ones.
    private const int MostHalvings = 50;
    private const int MostIterations = 100;

    private readonly Weights<double> _middle = new(objective.Shapes);
    private readonly Weights<double> _velocity = new(objective.Shapes);

    /// <summary>What is descended.</summary>
    public Objective<double> Objective => objective;

    /// <summary>Moves weights by a time.</summary>
    /// <returns>The loss before.</returns>
    public double Advance(Weights<double> weights, double time)
    {
        var loss = objective.Velocity(weights, _velocity);
        if (double.IsFinite(loss))
            Advance(weights, time, MostHalvings);
        return loss;
    }

    // The velocity is that at the weights.
    private void Advance(Weights<double> weights, double time, int halvings)
    {
        if (Solve(weights, time) || halvings == 0)
        {
            Move(weights, time, weights);
            return;
        }

        objective.Velocity(weights, _velocity);
        Advance(weights, time / 2, halvings - 1);
        objective.Velocity(weights, _velocity);
        Advance(weights, time / 2, halvings - 1);
    }

    // Leaves the velocity at the midpoint, and says whether the iteration came to rest.
    private bool Solve(Weights<double> weights, double time)
    {
        var last = double.PositiveInfinity;
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var (change, size) = Move(weights, time / 2, _middle);
            objective.Velocity(_middle, _velocity);

            // Once rounding is reached changes no longer shrink; what is far from it must shrink well.
            if (change <= 2 * Epsilon * size || (change >= last && change <= 64 * Epsilon * size))
                return true;
            if (iteration > 1 && !(change < 0.8 * last) && !(change <= 64 * Epsilon * size))
                return false;
            last = change;
        }

        return false;
    }

    // to = weights + time velocity; the norm of how far that moved it, and of where it is.
    private (double Change, double Size) Move(Weights<double> weights, double time, Weights<double> to)
    {
        var (change, size) = (0.0, 0.0);
        for (var i = 0; i < weights.Count; i++)
        {
            var w = weights[i].Span;
            var v = _velocity[i].Span;
            var m = to[i].Span;
            for (var k = 0; k < w.Length; k++)
            {
                var moved = Math.FusedMultiplyAdd(time, v[k], w[k]);
                change += (moved - m[k]) * (moved - m[k]);
                size += moved * moved;
                m[k] = moved;
            }
        }

        return (Math.Sqrt(change), Math.Sqrt(size));
    }
}
