namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, lemma 4.2, eq. 9, with the constants of appendix A.1: with probability 1 - delta over an orthogonal start
/// ||f(x_k)||^2 &lt;= rho ||x_k||^2 for each of the r columns of the reduced problem, hence l(0) &lt;= rho ||X||_F^2 + ||Y||_F^2.
/// </summary>
public sealed class Lemma42b : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/lemma-4.2b";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, lemma 4.2, eq. 9, and appendix A.1";

    /// <inheritdoc/>
    public override string Statement =>
        "An orthogonal start keeps the norm of every input up to a factor, so its loss is bounded beforehand.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new RegressionProblem(setting);
        var lambda = Lambda(problem.Rank, setting.FailureProbability);
        var rho = Rho(problem.Width, problem.OutputDimension, problem.Rank, setting.FailureProbability);
        var bound = LossBound(problem, problem.Width, setting.FailureProbability);
        return new(this,
            [
                .. problem.Standing(),
                .. problem.EqualWidths(),
                problem.OrthogonalLaw(),
                problem.OrthogonalStart,
                new("the width beside 4 log(2 r / delta)", problem.Width, Relation.Above, 4 * lambda, $"take a width above {4 * lambda:G4}") { Lever = Lever.Width },
            ])
        {
            FailureProbability = setting.FailureProbability,
            Yields = [("rho", rho), ("B", bound), ("the looser B", (rho + (problem.TargetNorm * problem.TargetNorm)) * problem.SquaredFrobenius)],
            Invariants =
            [
                new("lemma-4.2b/column", "max_k ||f(x_k)||^2 / ||x_k||^2 <= rho", moment => moment.Step > 0 ? null : new(LargestGain(moment), rho, rho * problem.GainRounding(moment))),
                new("lemma-4.2b/loss", "l(0) <= rho ||X||_F^2 + ||Y||_F^2", moment => moment.Step > 0 ? null : new(moment.Gap, bound, problem.LossRounding(moment))),
            ],
        };
    }

    /// <summary>log(2 r / delta).</summary>
    public static double Lambda(int rank, double failureProbability) => Math.Log(2 * rank / failureProbability);

    /// <summary>rho = (m / d_y) (d_y + 2 sqrt(d_y lambda) + 2 lambda) / (m - 2 sqrt(m lambda)), lambda = log(2 r / delta); infinite for m &lt;= 4 lambda.</summary>
    /// <param name="width">m.</param>
    /// <param name="outputDimension">d_y.</param>
    /// <param name="rank">r.</param>
    /// <param name="failureProbability">delta.</param>
    public static double Rho(double width, int outputDimension, int rank, double failureProbability)
    {
        var lambda = Lambda(rank, failureProbability);
        if (!(width > 4 * lambda))
            return double.PositiveInfinity;
        return width / outputDimension * (outputDimension + (2 * Math.Sqrt(outputDimension * lambda)) + (2 * lambda)) / (width - (2 * Math.Sqrt(width * lambda)));
    }

    /// <summary>B = rho ||X||_F^2 + ||Y||_F^2.</summary>
    internal static double LossBound(RegressionProblem problem, double width, double failureProbability) =>
        (Rho(width, problem.OutputDimension, problem.Rank, failureProbability) * problem.SquaredFrobenius) + problem.SquaredTargets;

    // The reduced columns are multiples of the axes of the inputs' span.
    private static double LargestGain(DeepLinearMoment moment)
    {
        var largest = 0.0;
        for (var k = 0; k < moment.Map.Columns; k++)
        {
            var sum = 0.0;
            for (var i = 0; i < moment.Map.Rows; i++)
                sum += moment.Map[i, k] * moment.Map[i, k];
            largest = Math.Max(largest, sum);
        }

        return largest;
    }
}
