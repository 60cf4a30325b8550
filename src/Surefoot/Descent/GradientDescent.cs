using System.Runtime.CompilerServices;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>Gradient descent with a constant learning rate: W(t+1) = W(t) - eta grad L(W(t)), all matrices at once.</summary>
public sealed record GradientDescent : Method
{
    /// <summary>Gradient descent with the learning rate eta.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a positive finite number.</exception>
    public GradientDescent(double learningRate)
    {
        if (!(learningRate > 0) || double.IsInfinity(learningRate))
        {
            throw new ArgumentOutOfRangeException(
                nameof(learningRate), $"a learning rate of {learningRate} was given; it must be a positive finite number.");
        }

        LearningRate = learningRate;
    }

    /// <summary>eta, for the unnormalised matrices W_i of the papers.</summary>
    public double LearningRate { get; }

    /// <inheritdoc/>
    public override string Kind => "gradient-descent";

    /// <inheritdoc/>
    public override bool IsAutonomous => true;

    /// <inheritdoc/>
    // Compiled in full at the first call, as the run loop is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Step<T>(Objective<T> objective, DescentState<T> state)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(state);
        var loss = objective.Descend(state.Weights, LearningRate);
        state.Step++;
        return loss;
    }
}
