using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// A two-layer ReLU network with its activations held: u_i = m^{-1/2} sum_r a_r P_ri w_r . x_i is linear in the weights. A unit may slide along hyperplanes w_r . x_i = 0; then its
/// velocity is the part orthogonal to those x_i, which is what an activation between 0 and 1 there would give it.
/// </summary>
internal sealed class TwoLayerReluPiece : Piece
{
    // A border counts as crossed this far beyond it, relative to ||w_r|| ||x_i||: far above rounding, far below what a step may err by.
    private const double Crossing = 1e-13;

    private readonly TwoLayerReluObjective<double> _objective;
    private readonly BoundLoss<double> _loss;
    private readonly State[,] _states;
    private readonly double[] _norms;
    private readonly Matrix<double> _preActivations;
    private readonly Matrix<double> _predictions;
    private readonly Matrix<double> _derivative;
    private readonly Dictionary<int, List<int>> _sliding = [];

    private TwoLayerReluPiece(TwoLayerReluObjective<double> objective, BoundLoss<double> loss, State[,] states)
    {
        (_objective, _loss, _states) = (objective, loss, states);
        var (width, samples) = (objective.Network.Width, objective.Inputs.Columns);
        _preActivations = new Matrix<double>(width, samples);
        _predictions = new Matrix<double>(1, samples);
        _derivative = new Matrix<double>(1, samples);
        _norms = [.. Enumerable.Range(0, samples).Select(i => Math.Sqrt(Product(i, i)))];
        for (var r = 0; r < width; r++)
        {
            for (var i = 0; i < samples; i++)
            {
                if (states[r, i] != State.Sliding)
                    continue;
                if (!_sliding.TryGetValue(r, out var along))
                    _sliding.Add(r, along = []);
                along.Add(i);
            }
        }
    }

    private enum State
    {
        Inactive,
        Active,
        Sliding,
    }

    /// <summary>The piece of a point: units with w_r . x_i >= 0 are active.</summary>
    public static TwoLayerReluPiece At(TwoLayerReluObjective<double> objective, BoundLoss<double> loss, Weights<double> at)
    {
        var patterns = objective.Patterns(at);
        var states = new State[patterns.Width, patterns.SampleCount];
        for (var r = 0; r < patterns.Width; r++)
        {
            for (var i = 0; i < patterns.SampleCount; i++)
                states[r, i] = patterns[i, r] ? State.Active : State.Inactive;
        }

        return new(objective, loss, states);
    }

    /// <inheritdoc/>
    public override double Velocity(Weights<double> at, Weights<double> velocity)
    {
        var loss = Forward(at);
        Gradient(velocity);
        foreach (var (r, along) in _sliding)
        {
            var row = velocity[0].Row(r);
            foreach (var direction in Orthonormal(along))
            {
                var part = Dot(row, direction);
                for (var k = 0; k < row.Length; k++)
                    row[k] -= part * direction[k];
            }
        }

        foreach (ref var v in velocity.Span)
            v = -v;
        return loss;
    }

    /// <inheritdoc/>
    public override bool Contains(Weights<double> at)
    {
        Forward(at);
        for (var r = 0; r < _states.GetLength(0); r++)
        {
            var length = Math.Sqrt(Dot(at[0].Row(r), at[0].Row(r)));
            for (var i = 0; i < _states.GetLength(1); i++)
            {
                if (IsCrossed(r, i, length))
                    return false;
            }
        }

        return _sliding.Count == 0 || !Leaving(at).Any();
    }

    /// <inheritdoc/>
    public override Piece After(Weights<double> at, bool mustHold)
    {
        Forward(at);
        var gradient = new Weights<double>(_objective.Shapes);
        Gradient(gradient);
        var states = (State[,])_states.Clone();
        for (var r = 0; r < states.GetLength(0); r++)
        {
            var length = Math.Sqrt(Dot(at[0].Row(r), at[0].Row(r)));
            for (var i = 0; i < states.GetLength(1); i++)
            {
                if (!IsCrossed(r, i, length))
                    continue;

                states[r, i] = mustHold ? State.Sliding : Behind(r, i, gradient[0].Row(r));
            }
        }

        foreach (var (r, i, isActive) in Leaving(at))
            states[r, i] = isActive ? State.Active : State.Inactive;
        return new TwoLayerReluPiece(_objective, _loss, states);
    }

    // What a unit is for a sample whose hyperplane it has just crossed.
    private State Behind(int unit, int sample, Span<double> gradient)
    {
        // A unit that slides moves, and feels this sample, across what it slides along.
        var input = InputOf(sample);
        foreach (var direction in _sliding.TryGetValue(unit, out var along) ? Orthonormal(along) : [])
        {
            var part = Dot(input, direction);
            for (var k = 0; k < input.Length; k++)
                input[k] -= part * direction[k];
        }

        // How fast w_r . x_i moves with the unit active and not active for this sample, all else being as it is.
        var own = Pull(unit, sample) * Dot(input, input);
        var now = -Dot(gradient, input);
        var (active, inactive) = _states[unit, sample] == State.Active ? (now, now + own) : (now - own, now);
        if (active < 0 && inactive > 0)
            return State.Sliding;
        return _preActivations[unit, sample] >= 0 ? State.Active : State.Inactive;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }

    private bool IsCrossed(int unit, int sample, double length)
    {
        var z = _preActivations[unit, sample];
        var allowed = Crossing * length * _norms[sample];
        return _states[unit, sample] switch
        {
            State.Active => z < -allowed,
            State.Inactive => z > allowed,
            _ => false,
        };
    }

    // Sliding units whose activation would have to be below 0 or above 1 to stay where they slide.
    private IEnumerable<(int Unit, int Sample, bool IsActive)> Leaving(Weights<double> at)
    {
        var gradient = new Weights<double>(at.Shapes);
        Gradient(gradient);
        foreach (var (r, along) in _sliding)
        {
            // sum_i kappa_i x_i takes away what of the gradient points across, kappa_i = activation times pull.
            var activations = Solve(along, [.. along.Select(i => -Dot(gradient[0].Row(r), InputOf(i)))]);
            for (var k = 0; k < along.Count; k++)
            {
                var (share, pull) = (activations[k], Pull(r, along[k]));
                if (share * Math.Sign(pull) < -Crossing * Math.Abs(pull))
                    yield return (r, along[k], false);
                else if (share * Math.Sign(pull) > Math.Abs(pull) * (1 + Crossing))
                    yield return (r, along[k], true);
            }
        }
    }

    // m^{-1/2} a_r dL/du_i: what an active sample adds to the gradient of its unit, in units of x_i.
    private double Pull(int unit, int sample) => _objective.Network.OutputScale * _objective.Network.OutputSigns[unit] * _derivative.Span[sample];

    private double Product(int i, int j) => Dot(InputOf(i), InputOf(j));

    private double[] InputOf(int sample) => [.. Enumerable.Range(0, _objective.Inputs.Rows).Select(k => _objective.Inputs[k, sample])];

    private double Forward(Weights<double> at)
    {
        MatrixProduct.Multiply(at[0], _objective.Inputs, _preActivations, 1.0, 0.0, ThreadTeam.Alone);
        _predictions.Span.Clear();
        for (var r = 0; r < _states.GetLength(0); r++)
        {
            var factor = _objective.Network.OutputScale * _objective.Network.OutputSigns[r];
            for (var i = 0; i < _states.GetLength(1); i++)
                _predictions.Span[i] += _states[r, i] == State.Active ? factor * _preActivations[r, i] : 0;
        }

        return _loss.Evaluate(_predictions, _derivative);
    }

    // Of the held function, after a forward pass; sliding samples add nothing.
    private void Gradient(Weights<double> gradient)
    {
        var factors = new Matrix<double>(_states.GetLength(0), _states.GetLength(1));
        for (var r = 0; r < factors.Rows; r++)
        {
            for (var i = 0; i < factors.Columns; i++)
                factors[r, i] = _states[r, i] == State.Active ? Pull(r, i) : 0;
        }

        MatrixProduct.Multiply(factors, _objective.Inputs.Transposed, gradient[0], 1.0, 0.0, ThreadTeam.Alone);
    }

    private List<double[]> Orthonormal(List<int> samples)
    {
        var basis = new List<double[]>();
        foreach (var sample in samples)
        {
            var vector = InputOf(sample);
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var earlier in basis)
                {
                    var part = Dot(vector, earlier);
                    for (var k = 0; k < vector.Length; k++)
                        vector[k] -= part * earlier[k];
                }
            }

            var norm = Math.Sqrt(Dot(vector, vector));
            if (norm > 1e-10 * _norms[sample])
                basis.Add([.. vector.Select(x => x / norm)]);
        }

        return basis;
    }

    // Of the inputs' inner products, by elimination: one or two units long, mostly.
    private double[] Solve(List<int> samples, double[] right)
    {
        var count = samples.Count;
        var matrix = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                matrix[i, j] = Product(samples[i], samples[j]);
        }

        for (var k = 0; k < count; k++)
        {
            for (var i = k + 1; i < count; i++)
            {
                var factor = matrix[i, k] / matrix[k, k];
                for (var j = k; j < count; j++)
                    matrix[i, j] -= factor * matrix[k, j];
                right[i] -= factor * right[k];
            }
        }

        for (var k = count - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < count; j++)
                right[k] -= matrix[k, j] * right[j];
            right[k] /= matrix[k, k];
        }

        return right;
    }
}
