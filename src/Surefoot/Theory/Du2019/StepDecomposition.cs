using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, proof of theorem 2.3: u(k+1) - u(k) = I_1 + I_2, the sums over units that are stable for a sample and over the others, at R = the greater travel of the two
/// steps. Then I_1 = -eta (H - H')(u - y), |I_2,i| &lt;= eta |complement of S_i| sqrt(n) ||u - y|| / m, ||H'|| &lt;= (n / m) N, ||u(k+1) - u(k)|| &lt;= eta n ||y - u(k)||, and together ||y -
/// u(k+1)||^2 &lt;= (1 - 2 eta mu + 2 eta n N / m + 2 eta sqrt(n) N / m + eta^2 n^2) ||y - u(k)||^2, mu = lambda_min(H(k)), N = sum_i |complement of S_i|.
/// </summary>
/// <remarks>H' is H with the sums over units in the complement of S_i alone; it is not symmetric. All this needs unit inputs and nothing else.</remarks>
public sealed class StepDecomposition : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/step-decomposition";

    /// <inheritdoc/>
    public override string Source => "Du 2019, section 2.3, proof of theorem 2.3";

    /// <inheritdoc/>
    public override string Statement => "A step moves predictions by the Gram matrix, up to the few units that may have crossed a hyperplane.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Step;

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        return new(this, [.. problem.Standing(), problem.IsDescent()])
        {
            Invariants =
            [
                Each("stable", "|I_1 + eta (H - H') (u - y)| = 0", problem, step => step.Stable()),
                Each("unstable", "|I_2,i| <= eta |complement of S_i| sqrt(n) ||u - y|| / m", problem, step => step.UnstableSums()),
                Each("rest", "||H'|| <= (n / m) sum_i |complement of S_i|", problem, step => step.Rest()),
                Each("quadratic", "||u(k) - u(k-1)||^2 <= eta^2 n^2 ||y - u(k-1)||^2", problem, step => step.Quadratic()),
                Each("contraction", "||y - u(k)||^2 <= (1 - 2 eta mu + 2 eta (n + sqrt(n)) N / m + eta^2 n^2) ||y - u(k-1)||^2", problem, step => step.Contraction()),
            ],
        };
    }

    /// <summary>I_1 and I_2 of the step from one moment to the next, for given unstable units.</summary>
    internal static (double[] Stable, double[] Unstable) Sums(TwoLayerReluMoment before, TwoLayerReluMoment after, ActivationPatterns unstable)
    {
        var network = before.Setting.Network;
        var (stable, rest) = (new double[unstable.SampleCount], new double[unstable.SampleCount]);
        for (var r = 0; r < network.Width; r++)
        {
            var z = before.PreActivations.Row(r);
            var next = after.PreActivations.Row(r);
            for (var i = 0; i < stable.Length; i++)
                (unstable[i, r] ? rest : stable)[i] += network.OutputScale * network.OutputSigns[r] * (Math.Max(next[i], 0) - Math.Max(z[i], 0));
        }

        return (stable, rest);
    }

    /// <summary>H', with H'_ij = (1/m) x_i . x_j times the number of units unstable for i and active for both.</summary>
    internal static Matrix<double> RestGram(TwoLayerReluMoment moment, ActivationPatterns unstable)
    {
        var gram = moment.Setting.Products.Clone();
        for (var i = 0; i < gram.Rows; i++)
        {
            for (var j = 0; j < gram.Rows; j++)
                gram[i, j] *= moment.Patterns.CountAll(i, j, unstable, i) / (double)unstable.Width;
        }

        return gram;
    }

    private static Invariant<TwoLayerReluMoment> Each(string name, string statement, PatternProblem problem, Func<Step, Comparison> measure) =>
        new($"step-decomposition/{name}", statement, moment => moment.Previous is { } before && before.Step == moment.Step - 1 ? measure(new Step(problem, before, moment)) : null);

    /// <summary>A step and its two ends.</summary>
    private sealed class Step(PatternProblem problem, TwoLayerReluMoment before, TwoLayerReluMoment after)
    {
        private readonly ActivationPatterns _unstable = problem.Unstable(Math.Max(before.Travel, after.Travel));

        // Of u(k), and of u(k+1) by the step and by its own evaluation.
        private double Rounding => 2 * (before.PredictionRounding + after.PredictionRounding);

        public Comparison Stable()
        {
            var sums = Sums(before, after, _unstable).Stable;
            var rest = RestGram(before, _unstable);
            var largest = 0.0;
            for (var i = 0; i < sums.Length; i++)
            {
                var expected = 0.0;
                for (var j = 0; j < sums.Length; j++)
                    expected -= problem.Rate * (before.Gram[i, j] - rest[i, j]) * before.Residuals[j];
                largest = Math.Max(largest, Math.Abs(sums[i] - expected));
            }

            return new(largest, 0, Rounding);
        }

        public Comparison UnstableSums()
        {
            var sums = Sums(before, after, _unstable).Unstable;
            return Comparison.Tightest(sums.Select((sum, i) => new Comparison(
                Math.Abs(sum), problem.Rate * _unstable.Count(i) * Math.Sqrt(problem.Samples) * before.Error / problem.Width, Rounding)))!.Value;
        }

        public Comparison Rest()
        {
            var right = (double)problem.Samples / problem.Width * problem.Count(_unstable);
            return new(SingularValueDecomposition.ValuesOf(RestGram(before, _unstable))[0], right, problem.EigenvalueRounding + (64 * PatternProblem.Epsilon * right));
        }

        public Comparison Quadratic()
        {
            var square = 0.0;
            for (var i = 0; i < problem.Samples; i++)
                square += Math.Pow(after.Residuals[i] - before.Residuals[i], 2);
            var right = problem.Rate * problem.Rate * problem.Samples * problem.Samples * before.SquaredError;
            return new(square, right, TwoLayerReluMoment.RoundingOf(right, Rounding));
        }

        public Comparison Contraction()
        {
            var (n, eta, count) = ((double)problem.Samples, problem.Rate, problem.Count(_unstable) / problem.Width);
            var factor = 1 - (2 * eta * before.GramLeast.Value) + (2 * eta * (n + Math.Sqrt(n)) * count) + (eta * eta * n * n);
            var right = factor * before.SquaredError;
            return new(after.SquaredError, right, TwoLayerReluMoment.RoundingOf(Math.Max(after.SquaredError, right), Rounding * (1 + (eta * n))) + (2 * eta * problem.EigenvalueRounding * before.SquaredError));
        }
    }
}
