using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Networks;

/// <summary>
/// A two-layer ReLU network with its activations held: u_i = m^{-1/2} sum_r a_r P_ri w_r . x_i is linear in the weights. A unit may slide along hyperplanes w_r . x_i = 0; then its
/// velocity is the part orthogonal to those x_i, which is what an activation between 0 and 1 there would give it.
/// </summary>
/// <remarks>
/// A velocity is two products of the network. Whether a step has crossed a hyperplane is seen on W X at its end; when, by the step's polynomial of the pairs that have, which
/// takes some inner products of a row. So an event costs the seven velocities of a step begun anew, 28 m n d flops, and half as much for the rest: 3 ms for n = d = 100 and
/// m = 500, of which a whole run has 2600; 18 ms for n = d = 200 and m = 1000.
/// </remarks>
internal sealed class TwoLayerReluPiece : Piece
{
    // A border counts as crossed this far beyond it, relative to ||w_r|| ||x_i||: far above rounding, far below what a step may err by.
    private const double Crossing = 1e-13;

    // A unit that stops sliding does so smoothly, so that the time may be less exact than rounding allows: relative to the step.
    private const double Leaving = 1e-13;

    private const double OnActiveSide = 1;
    private const double OnInactiveSide = -1;

    /// <summary>The side of a unit that slides along the hyperplane of a sample.</summary>
    public const double Sliding = 0;

    private readonly ReluPieceMemory _memory;
    private readonly Matrix<double> _sides;
    private readonly Dictionary<int, SlidingUnit> _sliding;

    // Where the last step looked at left the piece.
    private readonly List<(int Unit, int Sample)> _crossed = [];

    private TwoLayerReluPiece(ReluPieceMemory memory, Matrix<double> sides, Dictionary<int, SlidingUnit> sliding) => (_memory, _sides, _sliding) = (memory, sides, sliding);

    private int Width => _sides.Rows;

    private int Samples => _sides.Columns;

    /// <summary>The piece of a point: units with w_r . x_i >= 0 are active.</summary>
    public static TwoLayerReluPiece At(TwoLayerReluObjective<double> objective, BoundLoss<double> loss, Weights<double> at)
    {
        var sides = objective.PreActivations(at).Clone();
        foreach (ref var side in sides.Span)
            side = side >= 0 ? OnActiveSide : OnInactiveSide;
        return new(new ReluPieceMemory(objective, loss), sides, []);
    }

    /// <inheritdoc/>
    public override double Velocity(Weights<double> at, Weights<double> velocity)
    {
        var loss = Forward(at);
        for (var r = 0; r < Width; r++)
            Pulls(_sides.Row(r), _memory.FactorOf(r), _memory.Derivative, _memory.Pulls.Row(r));
        MatrixProduct.Multiply(_memory.Pulls, _memory.Objective.Inputs.Transposed, velocity[0], -1.0, 0.0, _memory.Objective.Team);
        foreach (var (r, unit) in _sliding)
            unit.Project(velocity[0].Row(r));
        return loss;
    }

    /// <inheritdoc/>
    public override double? TimeOfLeaving(PathStep step, double end, Weights<double> point)
    {
        step.At(end, point);
        FindCrossed(point);
        if (_crossed.Count == 0)
            return MarginAt(point) < 0 ? TimeOfRelease(step, end, point) : null;
        var (time, first) = (double.PositiveInfinity, _crossed[0]);
        foreach (var (r, i) in _crossed)
        {
            if (TimeOfCrossing(step, end, r, i, ReluPieceMemory.LengthOf(point, r)) is var crossing && crossing < time)
                (time, first) = (crossing, (r, i));
        }

        _crossed.Clear();
        step.At(time, point);
        if (MarginAt(point) < 0)
            return TimeOfRelease(step, time, point);
        _crossed.Add(first);
        return time;
    }

    /// <inheritdoc/>
    public override Piece After(Weights<double> at, bool mustHold)
    {
        var found = _crossed.ToHashSet();
        FindCrossed(at);
        found.UnionWith(_crossed);
        Forward(at);
        var (sides, changed) = (_sides.Clone(), new HashSet<int>());
        foreach (var (r, i) in found)
        {
            sides[r, i] = mustHold ? Sliding : Behind(r, i);
            changed.Add(r);
        }

        var released = new List<(int Unit, int Sample, bool IsActive)>();
        Margin(released);
        foreach (var (r, i, isActive) in released)
        {
            sides[r, i] = isActive ? OnActiveSide : OnInactiveSide;
            changed.Add(r);
        }

        var sliding = new Dictionary<int, SlidingUnit>(_sliding);
        foreach (var r in changed)
        {
            sliding.Remove(r);
            if (SlidingUnit.Of(_memory, sides.Row(r)) is { } unit)
                sliding.Add(r, unit);
        }

        return new TwoLayerReluPiece(_memory, sides, sliding);
    }

    // Bisection by the sign alone, to rounding.
    private double TimeOfCrossing(PathStep step, double end, int unit, int sample, double length)
    {
        var (along, side, allowed) = (step.Along(0, unit, _memory.Samples.Row(sample)), _sides[unit, sample], Crossing * length * _memory.Norms[sample]);
        var (before, beyond) = (step.From, end);
        if (side * along(before) < -allowed)
            return before;
        while (true)
        {
            var middle = before + ((beyond - before) / 2);
            if (middle <= before || middle >= beyond)
                return beyond;
            if (side * along(middle) < -allowed)
                beyond = middle;
            else
                before = middle;
        }
    }

    // Between the begin of a step and a time at which some unit slides no more: regula falsi, with the weight of an end that stays halved (Illinois).
    private double TimeOfRelease(PathStep step, double end, Weights<double> point)
    {
        var (held, gone, marginGone) = (step.From, end, MarginAt(point));
        step.At(held, point);
        var marginHeld = MarginAt(point);
        if (marginHeld < 0)
            return held;
        var wasGone = false;
        while (gone - held > Leaving * (step.To - step.From))
        {
            var middle = held + ((gone - held) * (marginHeld / (marginHeld - marginGone)));
            if (!(middle > held && middle < gone))
                middle = held + ((gone - held) / 2);
            if (middle <= held || middle >= gone)
                break;
            step.At(middle, point);
            var margin = MarginAt(point);
            if (margin < 0)
            {
                (gone, marginGone, marginHeld) = (middle, margin, wasGone ? marginHeld / 2 : marginHeld);
                wasGone = true;
            }
            else
            {
                (held, marginHeld, marginGone) = (middle, margin, wasGone ? marginGone : marginGone / 2);
                wasGone = false;
            }
        }

        step.At(gone, point);
        return gone;
    }

    private void FindCrossed(Weights<double> at)
    {
        _crossed.Clear();
        _memory.PreActivate(at);
        for (var r = 0; r < Width; r++)
        {
            var z = _memory.PreActivations.Row(r);
            var sides = _sides.Row(r);
            var length = ReluPieceMemory.LengthOf(at, r);
            if (!HasCrossed(z, sides, _memory.Norms, Crossing * length))
                continue;
            for (var i = 0; i < Samples; i++)
            {
                if (sides[i] * z[i] < -Crossing * length * _memory.Norms[i])
                    _crossed.Add((r, i));
            }
        }
    }

    private static bool HasCrossed(ReadOnlySpan<double> z, ReadOnlySpan<double> sides, ReadOnlySpan<double> norms, double allowed)
    {
        var i = 0;
        var limit = new Vector<double>(-allowed);
        for (; i <= z.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            if (Vector.LessThanAny(new Vector<double>(sides[i..]) * new Vector<double>(z[i..]), limit * new Vector<double>(norms[i..])))
                return true;
        }

        for (; i < z.Length; i++)
        {
            if (sides[i] * z[i] < -allowed * norms[i])
                return true;
        }

        return false;
    }

    // What a unit is for a sample whose hyperplane it has just crossed.
    private double Behind(int unit, int sample)
    {
        // A unit that slides moves, and feels this sample, across what it slides along.
        var gradient = _memory.GradientOf(_sides.Row(unit), unit);
        var input = _memory.Samples.Row(sample).ToArray();
        if (_sliding.TryGetValue(unit, out var along))
            along.Project(input);

        // How fast w_r . x_i moves with the unit active and not active for this sample, all else being as it is.
        var own = _memory.PullOf(unit, sample) * VectorLoops.Dot(input, input);
        var now = -VectorLoops.Dot(gradient, input);
        var (active, inactive) = _sides[unit, sample] == OnActiveSide ? (now, now + own) : (now - own, now);
        return active < 0 && inactive > 0 ? Sliding : -_sides[unit, sample];
    }

    private double MarginAt(Weights<double> at)
    {
        if (_sliding.Count == 0)
            return double.PositiveInfinity;
        Forward(at);
        return Margin(null);
    }

    // After a forward pass, how far the activations of sliding units are from leaving [0, 1], in units of their pulls: below 0 where one would have to. Those are told.
    private double Margin(List<(int Unit, int Sample, bool IsActive)>? released)
    {
        var least = double.PositiveInfinity;
        foreach (var (r, unit) in _sliding)
        {
            // sum_i kappa_i x_i takes away what of the gradient points across, kappa_i = activation times pull.
            var activations = unit.Activations(_memory.GradientOf(_sides.Row(r), r));
            for (var k = 0; k < activations.Length; k++)
            {
                var pull = _memory.PullOf(r, unit.Samples[k]);
                var (share, size) = (activations[k] * Math.Sign(pull), Math.Abs(pull));
                var (aboveZero, belowOne) = (share + (Crossing * size), (size * (1 + Crossing)) - share);
                if (aboveZero < 0)
                    released?.Add((r, unit.Samples[k], false));
                else if (belowOne < 0)
                    released?.Add((r, unit.Samples[k], true));

                // What is not a number, of samples that depend on each other, holds.
                foreach (var margin in new ReadOnlySpan<double>([aboveZero, belowOne]))
                    least = margin < least ? margin : least;
            }
        }

        return least;
    }

    private double Forward(Weights<double> at)
    {
        _memory.PreActivate(at);
        var predictions = _memory.Predictions.Span;
        predictions.Clear();
        for (var r = 0; r < Width; r++)
            AddActive(_memory.PreActivations.Row(r), _sides.Row(r), _memory.FactorOf(r), predictions);
        return _memory.Evaluate();
    }

    private static void AddActive(ReadOnlySpan<double> z, ReadOnlySpan<double> sides, double factor, Span<double> sums)
    {
        var i = 0;
        for (; i <= z.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var isActive = Vector.GreaterThan(new Vector<double>(sides[i..]), Vector<double>.Zero);
            (new Vector<double>(sums[i..]) + Vector.ConditionalSelect(isActive, factor * new Vector<double>(z[i..]), Vector<double>.Zero)).CopyTo(sums[i..]);
        }

        for (; i < z.Length; i++)
            sums[i] += sides[i] > 0 ? factor * z[i] : 0;
    }

    // Samples that are not active, or slide, pull at nothing.
    private static void Pulls(ReadOnlySpan<double> sides, double factor, ReadOnlySpan<double> derivative, Span<double> pulls)
    {
        var i = 0;
        for (; i <= pulls.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var isActive = Vector.GreaterThan(new Vector<double>(sides[i..]), Vector<double>.Zero);
            Vector.ConditionalSelect(isActive, factor * new Vector<double>(derivative[i..]), Vector<double>.Zero).CopyTo(pulls[i..]);
        }

        for (; i < pulls.Length; i++)
            pulls[i] = sides[i] > 0 ? factor * derivative[i] : 0;
    }
}
