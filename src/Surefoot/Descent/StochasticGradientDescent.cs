using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// Stochastic gradient descent: W(t+1) = W(t) - eta(t) (n/b) sum over the batch of step t of grad l_i(W(t)) (Zou et al. 2020, algorithm 1).
/// </summary>
/// <remarks>
/// It descends a <see cref="SampledObjective{T}"/>. Batch and rate are functions of the step alone, so a run that is stopped and goes on from its
/// weights and its step is the run that was never stopped, bit for bit.
/// </remarks>
public sealed record StochasticGradientDescent : Method
{
    /// <summary>The method.</summary>
    /// <param name="rates">eta(t).</param>
    /// <param name="batches">The batch of every step.</param>
    public StochasticGradientDescent(RateSchedule rates, Batches batches)
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(batches);
        (Rates, Batches) = (rates, batches);
    }

    /// <summary>eta(t), for the unnormalised matrices W_i of the papers.</summary>
    public RateSchedule Rates { get; }

    /// <summary>The batch of every step.</summary>
    public Batches Batches { get; }

    /// <inheritdoc/>
    public override string Kind => "stochastic-gradient-descent";

    /// <inheritdoc/>
    public override bool IsAutonomous => false;

    /// <inheritdoc/>
    public override bool TellsLoss => false;

    /// <inheritdoc/>
    /// <returns>n/b times the loss of the batch before the step.</returns>
    /// <exception cref="ArgumentException">The objective knows no batches.</exception>
    public override double Step<T>(Objective<T> objective, DescentState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (objective is not SampledObjective<T> sampled)
            throw new ArgumentException("stochastic gradient descent needs an objective that knows its samples; bind the network with BindSampled.", nameof(objective));
        if (state.Memory is not int[] samples || samples.Length != Batches.Size)
            state.Memory = samples = new int[Batches.Size];
        Batches.Fill(state.Step, samples);
        var loss = sampled.Descend(state.Weights, samples, Rates.At(state.Step));
        state.Step++;
        return loss;
    }
}
