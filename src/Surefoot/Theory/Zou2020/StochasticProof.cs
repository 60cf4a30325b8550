using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>What the proofs of theorems 3.6 and 3.8 of Zou et al. 2020 share: one step of stochastic gradient descent inside the region.</summary>
internal static class StochasticProof
{
    /// <summary>The three gaps that Azuma's inequality leaves in print.</summary>
    public static Slip Azuma { get; } = new(SlipClass.Gap, "one-sided Azuma from an upper bound on increments", "the same constant from both sides",
        "an upper bound alone is not enough; lemma A.2 from below gives |log L(t)/L(t-1)| <= 3 v too, for v = e eta L n lambda_A^2 lambda_B^2 ||X||^2 / b up to 0.135");

    /// <summary>Refuses draws without batches.</summary>
    public static void RequireBatches(Theorem theorem, ResidualDraw draw)
    {
        if (draw.BatchSize is null)
            throw new ArgumentException($"gradient descent was given; {theorem.Id} is about stochastic gradient descent. Give a batch.", nameof(draw));
    }

    /// <summary>v = e eta L n lambda_A^2 lambda_B^2 ||X||^2 / b: a third of what a step may change the logarithm of the loss by.</summary>
    public static double Increment(ResidualProblem problem) =>
        Math.E * problem.Rate * problem.Depth * problem.BatchFactor * problem.Max * problem.Max * problem.Largest * problem.Largest;

    /// <summary>gamma_0 = 4 L mu_A^2 mu_B^2 sigma_r^2 / (3 e).</summary>
    public static double Gamma0(ResidualProblem problem) => 4 * problem.ProgressAt(1) / 3;

    /// <summary>gamma_1 = 2 e^2 L^2 n lambda_A^4 lambda_B^4 ||X||^2 ||X||_{2,inf}^2 L* / b.</summary>
    public static double Gamma1(ResidualProblem problem) =>
        2 * Math.E * Math.E * problem.Depth * problem.Depth * problem.BatchFactor * Math.Pow(problem.Max, 4) * problem.Largest * problem.Largest
        * problem.Setting.MaxColumnNorm * problem.Setting.MaxColumnNorm * problem.Setting.OptimalLoss;

    /// <summary>What holds at every step, whatever the batch.</summary>
    /// <param name="problem">The setting.</param>
    /// <param name="name">The theorem's, for ids.</param>
    public static IReadOnlyList<Invariant<ResidualMoment>> OfSteps(ResidualProblem problem, string name)
    {
        var scale = Math.E * problem.Rate * problem.Rate * problem.Depth * problem.Max * problem.Max * problem.Largest * problem.Largest;
        return
        [
            new($"{name}/step", "L(t) - L(t-1) <= -eta sum_l <dL/dW_l, G_l> + e eta^2 L lambda_A^2 lambda_B^2 ||X||^2 sum_l ||G_l||_F^2 (A.7)", moment =>
            {
                if (moment.Previous is not { } before || before.BatchGradient is not { } batch || !IsWithin(problem, before, moment))
                    return null;
                var (linear, squares) = (0.0, 0.0);
                for (var l = 0; l < batch.Count; l++)
                {
                    linear += Frobenius.Inner(before.Gradient[l], batch[l]);
                    squares += Frobenius.SquaredNorm(batch[l]);
                }

                var rounding = moment.GapRounding + before.GapRounding + (problem.Rate * before.GradientRounding * Math.Sqrt(squares * batch.Count)) + (1e-13 * problem.Rate * Math.Abs(linear));
                return new(moment.Gap - before.Gap, (-problem.Rate * linear) + (scale * squares), rounding);
            })
            {
                FailureProbability = 0,
            },
            new($"{name}/change", "|log L(t) - log L(t-1)| <= 3 e eta L n lambda_A^2 lambda_B^2 ||X||^2 / b (A.15)", moment =>
                moment.Previous is not { } before || !IsWithin(problem, before, moment) || before.Loss <= 0 || moment.Loss <= 0 ? null
                    : new(Math.Abs(Math.Log(moment.Loss / before.Loss)), 3 * Increment(problem), (2 * moment.GapRounding / moment.Loss) + (2 * before.GapRounding / before.Loss)))
            {
                FailureProbability = 0,
            },
        ];
    }

    // Where the proofs' one-step facts apply: both points in the region, the loss at most doubled.
    private static bool IsWithin(ResidualProblem problem, ResidualMoment before, ResidualMoment moment) =>
        problem.IsInRegion(before) && problem.IsInRegion(moment) && before.Loss <= 2 * problem.StartLoss;
}
