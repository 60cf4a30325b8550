using Surefoot.Descent;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>Gradient descent to a target, or to where there is no hope of it.</summary>
internal static class TargetRun
{
    // A loss a million times that of the start does not come back.
    private const double Hopeless = 1e6;

    /// <summary>The steps to the target.</summary>
    /// <param name="objective">What is descended.</param>
    /// <param name="start">The start, which is left as it is.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="optimum">The least value of the objective.</param>
    /// <param name="target">The gap to it that is enough, relative to that of the start.</param>
    /// <param name="most">The most steps.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Null where the target was not reached.</returns>
    public static long? Steps(Objective<double> objective, Weights<double> start, double rate, double optimum, double target, long most, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var initial = objective.Loss(start) - optimum;
        var options = new RunOptions { Steps = most, Recording = Recording.LogSpaced(1), TargetLoss = optimum + (target * initial), LossCeiling = optimum + (Hopeless * initial) };
        var outcome = DescentRun.Run(objective, new GradientDescent(rate), new DescentState<double>(start.Clone()), options, cancellation: cancellation).Outcome;
        return outcome.Kind == OutcomeKind.Converged ? outcome.Step : null;
    }
}
