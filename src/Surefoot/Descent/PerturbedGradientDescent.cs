using System.Numerics;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Descent;

/// <summary>
/// Perturbed gradient descent (Du 2019, algorithm 2, after Jin et al. 2017): gradient descent that, where the gradient has become small and the
/// last kick is long enough ago, first moves by a point drawn uniformly from a ball.
/// </summary>
/// <remarks>
/// The loss of a step is that before its kick, so that losses and points of a record go together. Two gradients a step, one where no kick is
/// due. There is no rule for stopping: at a minimum it goes on kicking.
/// </remarks>
public sealed record PerturbedGradientDescent : Method
{
    /// <summary>The method.</summary>
    /// <param name="learningRate">eta.</param>
    /// <param name="gradientThreshold">g_thres: kicks come where ||grad f|| is at most this.</param>
    /// <param name="radius">r, that of the ball.</param>
    /// <param name="patience">t_thres: kicks are more than this many steps apart.</param>
    /// <param name="noise">Where kicks are drawn from: the k-th is a function of this stream and k.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive and finite, or the patience is negative.</exception>
    public PerturbedGradientDescent(double learningRate, double gradientThreshold, double radius, long patience, RandomStream noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        LearningRate = Positive(learningRate, "learning rate", nameof(learningRate));
        GradientThreshold = Positive(gradientThreshold, "gradient threshold", nameof(gradientThreshold));
        Radius = Positive(radius, "radius", nameof(radius));
        Patience = patience;
        Noise = noise;
    }

    /// <summary>eta, for the unnormalised matrices W_i of the papers.</summary>
    public double LearningRate { get; }

    /// <summary>g_thres.</summary>
    public double GradientThreshold { get; }

    /// <summary>r.</summary>
    public double Radius { get; }

    /// <summary>t_thres.</summary>
    public long Patience { get; }

    /// <summary>Where kicks are drawn from.</summary>
    public RandomStream Noise { get; }

    /// <inheritdoc/>
    public override string Kind => "perturbed-gradient-descent";

    /// <inheritdoc/>
    public override bool IsAutonomous => false;

    /// <summary>The number of kicks that a state has had from this method.</summary>
    public static int Kicks<T>(DescentState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Memory is Kicking<T> memory ? memory.Count : 0;
    }

    /// <inheritdoc/>
    public override double Step<T>(Objective<T> objective, DescentState<T> state)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Memory is not Kicking<T> memory)
            state.Memory = memory = new Kicking<T>(objective.Shapes);
        double? before = null;
        if (memory.Last is not { } last || state.Step - last > Patience)
        {
            before = objective.LossAndGradient(state.Weights, memory.Gradient);
            if (objective.GradientNorm(state.Weights, memory.Gradient) <= GradientThreshold)
            {
                var kick = Distributions.Ball(Noise.Named("kick", memory.Count), objective.Dimension);
                for (var i = 0; i < kick.Length; i++)
                    kick[i] *= Radius;
                objective.Displace(state.Weights, kick);
                (memory.Last, memory.Count) = (state.Step, memory.Count + 1);
            }
        }

        var after = objective.Descend(state.Weights, LearningRate);
        state.Step++;
        return before ?? after;
    }

    private static double Positive(double value, string name, string parameter) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameter, $"a {name} of {value} was given; it must be a positive finite number.");

    private sealed class Kicking<T>(WeightShapes shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Weights<T> Gradient { get; } = new(shapes);

        public long? Last { get; set; }

        public int Count { get; set; }
    }
}
