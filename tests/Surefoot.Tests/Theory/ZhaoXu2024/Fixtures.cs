using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

/// <summary>The small exact settings of the vectors, and settings drawn at random.</summary>
internal static class Fixtures
{
    /// <summary>The printed values have 12 significant digits.</summary>
    public const double Printed = 1e-11;

    /// <summary>The first two columns of the Hadamard matrix of order 4, the matrix itself and its first two rows: every product is a multiple of an isometry.</summary>
    public static readonly double[][,] Hadamard =
    [
        new double[,] { { 1, 1 }, { 1, -1 }, { 1, 1 }, { 1, -1 } },
        new double[,] { { 1, 1, 1, 1 }, { 1, -1, 1, -1 }, { 1, 1, -1, -1 }, { 1, -1, -1, 1 } },
        new double[,] { { 1, 1, 1, 1 }, { 1, -1, 1, -1 } },
    ];

    /// <summary>Layers without structure.</summary>
    public static readonly double[][,] Integers =
    [
        new double[,] { { 1, 0 }, { 1, 1 }, { 0, 2 } },
        new double[,] { { 1, 0, 1 }, { 0, 1, 0 }, { 1, 1, 0 } },
        new double[,] { { 1, 0, 1 }, { 0, 2, 0 } },
    ];

    public static readonly SquaredLoss Half = new(SquaredScaling.Half);

    /// <summary>V(0) of the Hadamard layers.</summary>
    public static readonly double[,] HadamardMap = { { Math.Sqrt(0.5), Math.Sqrt(0.5) }, { Math.Sqrt(0.5), -Math.Sqrt(0.5) } };

    public static Dataset F1 => Set(new double[,] { { 1, 2, 0 }, { 0, 1, 1 } }, new double[,] { { 1, 0, 2 }, { 2, 1, 1 } });

    public static Dataset Set(double[,] inputs, double[,] targets) => new("fixture", Matrix<double>.From(inputs), Matrix<double>.From(targets));

    /// <summary>Inputs with targets W* X.</summary>
    public static Dataset Fitted(double[,] inputs, double[,] minimizer) =>
        new("fitted", Matrix<double>.From(inputs), MatrixProduct.Of<double>(Matrix<double>.From(minimizer), Matrix<double>.From(inputs)));

    public static DeepLinearSetting OnF1(double rate, double[][,] layers) => Settings.Of(F1, Half, null, rate, layers);

    /// <summary>The Hadamard layers with targets (V(0) + distance D) X.</summary>
    public static DeepLinearSetting NearMinimum(double[,] inputs, double[,] direction, double distance, double rate)
    {
        var minimizer = (double[,])HadamardMap.Clone();
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
                minimizer[i, j] += distance * direction[i, j];
        }

        return Settings.Of(Fitted(inputs, minimizer), Half, null, rate, Hadamard);
    }

    /// <summary>A setting whose start is drawn.</summary>
    public static DeepLinearSetting Drawn(
        DeepLinearNetwork network, Initialization<DeepLinearNetwork> initialization, Dataset data, Loss loss, double rate, ulong seed, double failureProbability = 0.1)
    {
        var analysis = DataAnalysis.Of(data);
        var run = Preparation.Prepare<double>(network, initialization, analysis, loss, RandomStream.FromSeed(seed), ThreadTeam.Alone, ReductionMode.Auto);
        return new(run, analysis, loss, rate) { Initialization = initialization, FailureProbability = failureProbability };
    }

    /// <summary>The same setting with another learning rate.</summary>
    public static DeepLinearSetting WithRate(this DeepLinearSetting setting, double rate) =>
        new(setting.Run, setting.Data, setting.Loss, rate) { Initialization = setting.Initialization, FailureProbability = setting.FailureProbability, Constants = setting.Constants };

    /// <summary>The same setting with a value for a constant that a work leaves open.</summary>
    public static DeepLinearSetting WithConstant(this DeepLinearSetting setting, string name, double value) =>
        new(setting.Run, setting.Data, setting.Loss, setting.LearningRate)
        {
            Initialization = setting.Initialization,
            FailureProbability = setting.FailureProbability,
            Constants = new Dictionary<string, Constant>(setting.Constants) { [name] = new(name[(name.IndexOf(' ') + 1)..], value, ConstantOrigin.Given, "given") },
        };

    /// <summary>eta_1 = 2 n_N / (N beta) of a setting, in its own units.</summary>
    public static double RateCeiling(this DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        return problem.RateOfSetting(problem.RateCeiling);
    }

    public static double Value(this Certificate<DeepLinearMoment> certificate, string name) => certificate.Yields.Single(yield => yield.Name == name).Value;

    public static Assumption Assumed(this Certificate<DeepLinearMoment> certificate, string name) => certificate.Assumptions.Single(assumption => assumption.Name == name);

    /// <summary>Runs a certificate's invariants over every step, all of which must hold.</summary>
    public static DeepLinearChecks ShouldHold(this Certificate<DeepLinearMoment> certificate, DeepLinearSetting setting, long steps)
    {
        var run = DeepLinearChecks.Run(setting, certificate.Invariants, steps, Recording.EveryStep);
        foreach (var check in run.Checks)
            check.Holds.ShouldBeTrue($"{certificate.Theorem.Id}: {check.Sentence}");
        return run;
    }
}
