using Surefoot.Networks;

namespace Surefoot.Theory.Zou2020;

/// <summary>What corollaries 3.4, 3.7 and 3.9 of Zou et al. 2020 share: from some width on Gaussian transformations meet the first assumption of a theorem, with an open constant C in that width.</summary>
internal static class GaussianWidth
{
    public const string Symbol = "C";

    /// <summary>The constant that draws of transformations put to the test; no run is needed, for the rest is the theorem's.</summary>
    /// <param name="theorem">The number of the theorem.</param>
    public static TriedConstant Tried(string theorem) => new(Symbol, 0.25, IsAtLeast: true, $"A and B met the first assumption of theorem {theorem}");

    /// <summary>Whether ends drawn at the width of a value of C meet the theorem's first assumption.</summary>
    /// <param name="corollary">The corollary.</param>
    /// <param name="theorem">Its theorem.</param>
    /// <param name="draw">The draw.</param>
    /// <param name="width">The width, given a problem of the least one.</param>
    public static bool Suffices(Theorem corollary, Theorem<ResidualSetting, ResidualMoment> theorem, ResidualDraw draw, Func<ResidualProblem, double, double> width)
    {
        var least = Math.Max(draw.Data.Dataset.InputDimension, draw.Data.Dataset.OutputDimension);
        var narrow = new ResidualProblem(draw.Between(new GaussianTransformation(), least, 1));
        var needed = width(narrow, draw.Constants[$"{corollary.Id} {Symbol}"].Value);

        // The theorem is taken with what its proof gives, whatever else a user assumes.
        draw = draw with { Constants = new Dictionary<string, Constant>() };
        if (needed > MostWidth)
            throw new ArgumentException($"the widths to try have come to {needed:G4}; take data of fewer dimensions, or larger batches.", nameof(draw));
        var setting = draw.Between(new GaussianTransformation(), Math.Max(least, (int)Math.Ceiling(needed)), 1);
        return theorem.Certify(setting).Assumptions.Single(assumption => assumption.Name == ResidualProblem.ConditioningName).Holds == true;
    }

    /// <summary>The theorem's certificate with the law of A and B and their width in the place of its first assumption.</summary>
    /// <param name="corollary">The corollary.</param>
    /// <param name="theorem">Its theorem.</param>
    /// <param name="name">The id of its inequality.</param>
    /// <param name="problem">The setting.</param>
    /// <param name="constant">C.</param>
    /// <param name="width">The assumption on the width.</param>
    public static Certificate<ResidualMoment> Certify(
        Theorem corollary, Theorem<ResidualSetting, ResidualMoment> theorem, string name, ResidualProblem problem, Constant constant, Assumption width)
    {
        var certificate = theorem.Certify(problem.Setting);
        var (method, others) = (certificate.Assumptions[0], certificate.Assumptions.Skip(1).Where(assumption => assumption.Name != ResidualProblem.ConditioningName));
        return new(corollary, [method, problem.LawAssumption(), width with { Lever = Lever.Width }, .. others])
        {
            Constants = [constant, .. certificate.Constants.Skip(1)],
            Bound = certificate.Bound,
            FailureProbability = Math.Min(1, certificate.FailureProbability + problem.Setting.FailureProbability),
            FailsOver = problem.Setting.BatchSize is null ? Chance.Start : Chance.StartAndBatches,
            Invariants = [certificate.Invariants[0] with { Id = name, FailureProbability = null }],
        };
    }

    // Drawing wider ends takes too long.
    private const double MostWidth = 1 << 21;
}
