using Surefoot.Arithmetic;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// The path of gradient flow from a start, dW/dtime = -grad L(W), by the embedded Runge-Kutta pair of Dormand and Prince ("A family of embedded
/// Runge-Kutta formulae", 1980) with step-size control, and between its steps by their continuous extension.
/// </summary>
/// <remarks>
/// A step takes six gradients and has an error of order 6 in its length; the continuous extension, of order 4 throughout (Hairer, Norsett and
/// Wanner, "Solving Ordinary Differential Equations I", section II.6), takes none. Memory: a dozen times the weights.
/// </remarks>
public sealed class FlowPath
{
    private const int Stages = 7;

    // The step grows or shrinks by no more than this, and aims a little below the error that is allowed.
    private const double MostGrowth = 5;
    private const double MostShrinkage = 0.2;
    private const double Caution = 0.9;

    // Of the proportional-integral controller (Hairer and Wanner, "Solving Ordinary Differential Equations II", section IV.2).
    private const double Integral = 0.04;
    private const double Proportional = 0.2 - (0.75 * Integral);

    private static readonly double[][] Coefficients =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    // A step this short beside the time leaves the time as it is.
    private const double Rounding = 1.0 / (1L << 51);

    // The weights of order 5 less those of order 4.
    private static readonly double[] ErrorWeights = [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private static readonly double[] DenseWeights =
    [
        -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072, 701980252875.0 / 199316789632, -1453857185.0 / 822651844, 69997945.0 / 29380423,
    ];

    // Sums go over the weights in blocks that stay near the processor.
    private const int Block = 1024;

    private Func<Weights<double>, Weights<double>, double> _velocity;
    private readonly double _accuracy;
    private readonly double _shortest;

    // The last step: its ends, the velocities there, and what its own stages add to a cubic through them.
    private Weights<double> _from;
    private Weights<double> _to;
    private Weights<double> _velocityFrom;
    private Weights<double> _velocityTo;
    private readonly Weights<double> _dense;

    // The next step while it is tried: the new point, and the velocities of stages 2 to 7.
    private Weights<double> _next;
    private readonly Weights<double>[] _velocities;
    private double _length;
    private double _lastError = 1e-4;

    /// <summary>A path.</summary>
    /// <param name="objective">What is descended; its scratch memory is used whenever the path is asked for more.</param>
    /// <param name="start">The point at time 0, which is copied.</param>
    /// <param name="accuracy">The largest error that one step may add to a matrix, relative to its norm.</param>
    public FlowPath(Objective<double> objective, Weights<double> start, double accuracy = GradientFlow.DefaultAccuracy)
        : this(Required(objective).Shapes, objective.Velocity, start, accuracy)
    {
    }

    /// <summary>A path along a velocity, which a function writes and whose loss it returns.</summary>
    internal FlowPath(WeightShapes shapes, Func<Weights<double>, Weights<double>, double> velocity, Weights<double> start, double accuracy)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (!(accuracy is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(accuracy), $"an accuracy of {accuracy} was given; it is a share between 0 and 1.");
        _velocity = velocity;
        _accuracy = accuracy;
        (_from, _to, _next, _dense) = (start.Clone(), start.Clone(), start.Clone(), new Weights<double>(shapes));
        (_velocityFrom, _velocityTo) = (new Weights<double>(shapes), new Weights<double>(shapes));
        _velocities = [.. Enumerable.Range(0, Stages - 1).Select(_ => new Weights<double>(shapes))];
        StartLoss = velocity(_to, _velocityTo);
        _length = FirstLength();
        _shortest = Rounding * _length;
    }

    /// <summary>The loss at time 0.</summary>
    public double StartLoss { get; }

    /// <summary>The time from which on the path is known: where the last step began.</summary>
    public double From { get; private set; }

    /// <summary>The time up to which the path is known: where the last step ended.</summary>
    public double To { get; private set; }

    /// <summary>Takes one step more.</summary>
    /// <remarks>Where no step is short enough, because numbers leave the finite ones, one too short to count is taken as it comes.</remarks>
    public void Advance()
    {
        while (true)
        {
            var error = Try(_length);
            if (error <= 1)
            {
                Accept();
                _length *= Math.Clamp(Caution * Math.Pow(error, -Proportional) * Math.Pow(_lastError, Integral), MostShrinkage, MostGrowth);
                _lastError = Math.Max(error, 1e-4);
                return;
            }

            if (_length <= Math.Max(_shortest, Rounding * To))
            {
                Accept();
                return;
            }

            _length *= double.IsFinite(error) ? Math.Max(MostShrinkage, Caution * Math.Pow(error, -0.2)) : MostShrinkage;
        }
    }

    /// <summary>The point at a time that the last step covered.</summary>
    /// <param name="time">From <see cref="From"/> to <see cref="To"/>.</param>
    /// <param name="point">Where it goes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last step did not cover the time.</exception>
    public void At(double time, Weights<double> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (!(time >= From && time <= To))
            throw new ArgumentOutOfRangeException(nameof(time), $"the time {time} was asked for; the last step covers {From} to {To}. Advance further, or begin anew.");
        LastStep.At(time, point);
    }

    /// <summary>The last step.</summary>
    internal PathStep LastStep => new(From, To, (_from, _to), (_velocityFrom, _velocityTo), _dense);

    /// <summary>Goes on from a point along another velocity, at time 0 again and with steps as long as the last ones.</summary>
    internal void Restart(Weights<double> start, Func<Weights<double>, Weights<double>, double> velocity)
    {
        _velocity = velocity;
        (From, To) = (0, 0);
        start.Span.CopyTo(_from.Span);
        start.Span.CopyTo(_to.Span);
        velocity(_to, _velocityTo);
    }

    /// <summary>Steps on until a time is covered, and gives the point there. Times must not go back beyond the last step.</summary>
    /// <param name="time">The time.</param>
    /// <param name="point">Where the point goes.</param>
    public void MoveTo(double time, Weights<double> point)
    {
        while (To < time)
            Advance();
        At(time, point);
    }

    /// <summary>
    /// The first time that a quantity falls to 0, from <see cref="From"/> on: found where it has another sign at the end of a step, and then
    /// located on the continuous extension to rounding. Null if that does not happen up to a horizon.
    /// </summary>
    /// <param name="value">The quantity, positive at first, a continuous function of the point.</param>
    /// <param name="horizon">The last time to look at.</param>
    /// <param name="point">Where the point of the event goes; the last point looked at if there is none.</param>
    public double? TimeWhen(Func<Weights<double>, double> value, double horizon, Weights<double> point)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(point);
        At(From, point);
        if (value(point) <= 0)
            return From;
        while (true)
        {
            var end = Math.Min(To, horizon);
            At(end, point);
            if (value(point) <= 0)
                return Locate(value, From, end, point);
            if (To >= horizon)
                return null;
            Advance();
        }
    }

    /// <summary>One step of a given length, however large its error: for those who want to see its order.</summary>
    internal void AdvanceBy(double length)
    {
        _length = length;
        Try(length);
        Accept();
    }

    private static Objective<double> Required(Objective<double> objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return objective;
    }

    // Bisection by the sign alone: sixty halvings reach rounding, and each costs less than a gradient.
    private double Locate(Func<Weights<double>, double> value, double above, double below, Weights<double> point)
    {
        while (true)
        {
            var middle = above + ((below - above) / 2);
            if (middle <= above || middle >= below)
                break;
            At(middle, point);
            if (value(point) > 0)
                above = middle;
            else
                below = middle;
        }

        At(below, point);
        return below;
    }

    // Hairer, Norsett and Wanner, section II.4: a step whose first and second derivatives are small beside the weights.
    private double FirstLength()
    {
        var speed = Relative(_velocityTo);
        if (!(speed > 0) || !double.IsFinite(speed))
            return 1;
        var length = 0.01 / speed;
        Combine(length, [1], _next);
        _velocity(_next, _velocities[0]);
        var bent = _velocities[0].Span;
        var straight = _velocityTo.Span;
        for (var k = 0; k < bent.Length; k++)
            bent[k] -= straight[k];
        var bend = Relative(_velocities[0]) / length;
        return double.IsFinite(bend) ? Math.Min(100 * length, Math.Pow(0.01 * _accuracy / Math.Max(speed, bend), 0.2)) : length;
    }

    // All stages of a step from the end of the last one. Gives the error, 1 being what is allowed.
    private double Try(double length)
    {
        for (var stage = 1; stage < Stages; stage++)
        {
            Combine(length, Coefficients[stage], _next);
            _velocity(_next, _velocities[stage - 1]);
        }

        // The last stage is the new point; its error goes where the continuous extension will.
        Sum(length, ErrorWeights, _dense);
        return Relative(_dense) / _accuracy;
    }

    private void Accept()
    {
        Sum(_length, DenseWeights, _dense);
        (From, To) = (To, To + _length);
        (_from, _to, _next) = (_to, _next, _from);
        (_velocityFrom, _velocityTo, _velocities[^1]) = (_velocityTo, _velocities[^1], _velocityFrom);
    }

    // point = the present one + length sum_j weights_j velocity_j.
    private void Combine(double length, ReadOnlySpan<double> weights, Weights<double> point) => Sum(length, weights, point, _to.Span);

    // sum = length sum_j weights_j velocity_j, and what is added to it.
    private void Sum(double length, ReadOnlySpan<double> weights, Weights<double> sum, ReadOnlySpan<double> added = default)
    {
        for (var begin = 0; begin < sum.Span.Length; begin += Block)
        {
            var to = sum.Span[begin..Math.Min(begin + Block, sum.Span.Length)];
            to.Clear();
            for (var j = 0; j < weights.Length; j++)
            {
                if (weights[j] != 0)
                    VectorLoops.Add(length * weights[j], (j == 0 ? _velocityTo : _velocities[j - 1]).Span[begin..], to);
            }

            if (!added.IsEmpty)
                VectorLoops.Add(1, added[begin..], to);
        }
    }

    // The largest norm of a matrix relative to that of the weight it belongs to; where that weight is 0, to all weights.
    private double Relative(Weights<double> change)
    {
        var all = VectorLoops.Dot(_to.Span, _to.Span);
        var largest = 0.0;
        for (var i = 0; i < change.Count; i++)
        {
            var square = VectorLoops.Dot(_to[i].Span, _to[i].Span);
            var ratio = Math.Sqrt(VectorLoops.Dot(change[i].Span, change[i].Span) / (square > 0 ? square : all > 0 ? all : 1));

            // Unlike Math.Max, this keeps what is not a number.
            if (!(ratio <= largest))
                largest = ratio;
        }

        return largest;
    }
}
