using Surefoot.Descent;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Descent;

/// <summary>Perturbed gradient descent, step by step as Du 2019, algorithm 2.</summary>
public class PerturbedGradientDescentTests
{
    private static readonly RandomStream Noise = RandomStream.FromSeed(3).Named("kicks");

    private static readonly Function Saddle = Function.Of(2, (x, g) =>
    {
        (g[0], g[1]) = (2 * x[0], -2 * x[1]);
        return (x[0] * x[0]) - (x[1] * x[1]);
    });

    [Fact]
    public void At_a_saddle_it_kicks_before_the_first_step_and_moves_along_the_gradient_after_the_kick()
    {
        var state = new DescentState<double>(Saddle.At(0, 0));
        var kick = Distributions.Ball(Noise.Named("kick", 0), 2);
        new PerturbedGradientDescent(0.25, 0.1, 0.01, 1, Noise).Step(Saddle.Bind(), state).ShouldBe(0);
        state.Step.ShouldBe(1);
        state.Weights[0][0, 0].ShouldBe(0.5 * 0.01 * kick[0], 1e-17);
        state.Weights[0][1, 0].ShouldBe(1.5 * 0.01 * kick[1], 1e-17);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Kicks_are_more_than_its_patience_apart(long patience)
    {
        // No gradient is as large as the threshold: it kicks as often as it may.
        var method = new PerturbedGradientDescent(0.25, 1e9, 0.01, patience, Noise);
        var (state, last, kicked) = (new DescentState<double>(Saddle.At(0, 0)), 0, new List<long>());
        var objective = Saddle.Bind();
        for (var step = 0; step < 20; step++)
        {
            method.Step(objective, state);
            if (PerturbedGradientDescent.Kicks(state) > last)
                kicked.Add(step);
            last = PerturbedGradientDescent.Kicks(state);
        }

        kicked.ShouldBe(Enumerable.Range(0, 20).Where(step => step % (patience + 1) == 0).Select(step => (long)step));
    }

    [Fact]
    public void The_gradient_at_the_threshold_kicks_and_above_it_does_not()
    {
        var (at, above) = (new DescentState<double>(Saddle.At(0.5, 0)), new DescentState<double>(Saddle.At(0.5000001, 0)));
        var method = new PerturbedGradientDescent(0.25, 1, 0.01, 1, Noise);
        method.Step(Saddle.Bind(), at).ShouldBe(0.25);
        method.Step(Saddle.Bind(), above);
        (PerturbedGradientDescent.Kicks(at), PerturbedGradientDescent.Kicks(above)).ShouldBe((1, 0));
        above.Weights[0][0, 0].ShouldBe(0.25000005);
    }

    [Fact]
    public void The_same_noise_gives_the_same_run_and_the_run_loop_sees_the_escape()
    {
        // A saddle that plain descent, started on its stable axis, never leaves.
        Trajectory Run(Method method) => DescentRun.Run(Saddle.Bind(), method, new DescentState<double>(Saddle.At(1, 0)), new RunOptions { Steps = 60, TargetLoss = -1 });
        var perturbed = new PerturbedGradientDescent(0.25, 0.1, 0.01, 1, Noise);
        Run(new GradientDescent(0.25)).Outcome.Kind.ShouldBe(OutcomeKind.Completed);
        var first = Run(perturbed);
        first.Outcome.Kind.ShouldBe(OutcomeKind.Converged);
        Run(perturbed with { }).Losses.ShouldBe(first.Losses);
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(1, double.NaN, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 1, 1)]
    [InlineData(1, 1, -1, 1)]
    [InlineData(1, 1, 1, -1)]
    public void Its_numbers_are_positive(double rate, double threshold, double radius, long patience) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PerturbedGradientDescent(rate, threshold, radius, patience, Noise));
}
