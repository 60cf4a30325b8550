using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>How gradient flow is followed.</summary>
public enum FlowIntegrator
{
    /// <summary>The embedded Runge-Kutta pair of Dormand and Prince of orders 5 and 4: as many steps as the accuracy needs, read off at any time.</summary>
    DormandPrince,

    /// <summary>
    /// The implicit midpoint rule, of order 2 at fixed steps: it keeps every quadratic invariant, and with it the balance of a linear
    /// network, to rounding.
    /// </summary>
    ImplicitMidpoint,
}

/// <summary>
/// Gradient flow, dW/dtime = -grad L(W): what gradient descent becomes as its learning rate goes to 0. One step goes on by a fixed time, so
/// that step t is where gradient descent with that time for a learning rate would have been at step t, were it exact.
/// </summary>
/// <remarks>
/// The flow is that of the W_i: stored matrices W_i / s_i move as the objective says, as in every method. Weights must be in
/// double.
/// </remarks>
public sealed record GradientFlow : Method
{
    /// <summary>The accuracy where none is given.</summary>
    public const double DefaultAccuracy = 1e-10;

    /// <summary>The flow read off after equal times.</summary>
    /// <param name="stepTime">The time of one step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not a positive finite number.</exception>
    public GradientFlow(double stepTime)
    {
        if (!(stepTime > 0) || double.IsInfinity(stepTime))
            throw new ArgumentOutOfRangeException(nameof(stepTime), $"a time of {stepTime} for a step was given; it must be a positive finite number.");
        StepTime = stepTime;
    }

    /// <summary>The time of one step.</summary>
    public double StepTime { get; }

    /// <summary>How the flow is followed.</summary>
    public FlowIntegrator Integrator { get; init; }

    /// <summary>
    /// The largest error that one step of the Runge-Kutta pair may add to a matrix, relative to its norm; so near a minimum the loss
    /// does not fall much below its square. The implicit midpoint rule has no use for it: its error is of the order of the step time
    /// squared.
    /// </summary>
    public double Accuracy { get; init; } = DefaultAccuracy;

    /// <inheritdoc/>
    public override string Kind => "gradient-flow";

    /// <inheritdoc/>
    public override bool IsAutonomous => Integrator == FlowIntegrator.ImplicitMidpoint;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The weights are not in double.</exception>
    public override double Step<T>(Objective<T> objective, DescentState<T> state)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(state);
        if (objective is not Objective<double> descended || state is not DescentState<double> here)
            throw new NotSupportedException($"gradient flow was asked for in {typeof(T).Name}; it is followed in double.");
        var loss = Integrator == FlowIntegrator.ImplicitMidpoint ? StepByMidpoint(descended, here) : StepAlongPath(descended, here);
        state.Step++;
        return loss;
    }

    private double StepByMidpoint(Objective<double> objective, DescentState<double> state)
    {
        if (state.Memory is not ImplicitMidpoint rule || rule.Objective != objective)
            state.Memory = rule = new ImplicitMidpoint(objective);
        return rule.Advance(state.Weights, StepTime);
    }

    private double StepAlongPath(Objective<double> objective, DescentState<double> state)
    {
        // A path that somebody led the weights away from is not theirs any more.
        if (state.Memory is not FlowReading reading || !reading.Continues(objective, this, state.Weights))
            state.Memory = reading = Begin(objective, state.Weights);
        return reading.Next(state.Weights);
    }

    private FlowReading Begin(Objective<double> objective, Weights<double> start)
    {
        if (objective.PieceAt(start) is { } piece)
        {
            var pieces = new PiecewisePath(piece, start, Accuracy);
            return new(pieces.MoveTo, pieces.StartLoss, objective, this, start);
        }

        var path = new FlowPath(objective, start, Accuracy);
        return new(path.MoveTo, path.StartLoss, objective, this, start);
    }

    // A path and the point that was last read off it.
    private sealed class FlowReading(Action<double, Weights<double>> moveTo, double startLoss, Objective<double> objective, GradientFlow method, Weights<double> start)
    {
        private readonly Weights<double> _at = start.Clone();
        private long _count;

        public bool Continues(Objective<double> other, GradientFlow otherMethod, Weights<double> weights) =>
            other == objective && otherMethod == method && weights.Span.SequenceEqual(_at.Span);

        public double Next(Weights<double> weights)
        {
            var loss = _count == 0 ? startLoss : objective.Loss(weights);

            // Times are multiples, not sums, so that their rounding does not add up.
            var time = ++_count * method.StepTime;
            if (double.IsFinite(loss))
                moveTo(time, weights);
            weights.Span.CopyTo(_at.Span);
            return loss;
        }
    }
}
