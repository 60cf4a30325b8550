using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory.Zou2020;

/// <summary>Settings of linear residual networks.</summary>
internal static class ZouSettings
{
    public static Dataset Z1Data { get; } = DataOf(new double[,] { { 1, 0, 2 }, { 1, 1, 0 } }, new double[,] { { 1, 2, -1 }, { 0, 1, 1 } });

    public static LinearResidualNetwork Z1Network { get; } = new(
        Matrix<double>.From(new double[,] { { 1, 0 }, { 0, 2 }, { 1, 1 } }), Matrix<double>.From(new double[,] { { 1, 1, 0 }, { 0, 1, -1 } }), 2);

    public static Dataset Z7Data { get; } = DataOf(new double[,] { { 2, 0, 1 }, { 0, 2, 1 } }, new double[,] { { 1, -1, 0 }, { 0, 1, 1 } });

    public static Dataset Z9Data { get; } = DataOf(new double[,] { { 2, 0, 1 }, { 0, 2, 1 } }, new double[,] { { 2, -2, 0 }, { 0, 2, 1 } });

    public static Dataset DataOf(double[,] inputs, double[,] targets) => new("given", Matrix<double>.From(inputs), Matrix<double>.From(targets));

    public static Matrix<double> Sixteenths(double[,] entries)
    {
        var matrix = Matrix<double>.From(entries);
        foreach (ref var x in matrix.Span)
            x /= 16;
        return matrix;
    }

    /// <summary>The modified identity of width d + k, or wider, on given data.</summary>
    public static ResidualSetting Modified(Dataset data, double scale, int depth, double rate, int? batchSize = null, Batches? batches = null, int beyond = 0) =>
        Of(data, new ModifiedIdentityTransformation(scale), data.InputDimension + data.OutputDimension + beyond, depth, rate, default, batchSize, batches);

    public static ResidualSetting Of(
        Dataset data, Transformation transformation, int width, int depth, double rate, RandomStream stream, int? batchSize = null, Batches? batches = null, SquaredScaling scaling = SquaredScaling.Half) =>
        Of(data, LinearResidualNetwork.With(transformation, data.InputDimension, data.OutputDimension, width, depth, stream), rate, batchSize, batches, scaling, transformation);

    public static ResidualSetting Of(
        Dataset data, LinearResidualNetwork network, double rate, int? batchSize = null, Batches? batches = null, SquaredScaling scaling = SquaredScaling.Half, Transformation? transformation = null)
    {
        var (analysis, loss) = (DataAnalysis.Of(data), new SquaredLoss(scaling));
        var run = ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), analysis, loss, default, ThreadTeam.Alone, ReductionMode.Auto, batchSize);
        return new(run, analysis, loss, rate) { Batches = batches, Transformation = transformation };
    }

    /// <summary>The same with another rate, and what a statement is to speak about.</summary>
    public static ResidualSetting At(this ResidualSetting setting, double rate, double? targetError = null, long horizon = 1000, double failure = 0.1) =>
        new(setting.Run, setting.Data, new SquaredLoss(), rate)
        {
            Transformation = setting.Transformation,
            Batches = setting.Batches,
            TargetError = targetError,
            Horizon = horizon,
            FailureProbability = failure,
        };

    /// <summary>The moment of layers of the full network that lie in the run's subspace.</summary>
    public static ResidualMoment MomentOf(this ResidualSetting setting, ResidualMoment? previous, params IReadOnlyList<Matrix<double>> layers)
    {
        var weights = new Weights<double>(setting.Run.Network.Shapes);
        for (var l = 0; l < layers.Count; l++)
            layers[l].Span.CopyTo(weights[l].Span);
        var moment = new ResidualMoment(setting);
        moment.MoveTo(previous is null ? 0 : previous.Step + 1, weights, previous);
        return moment;
    }
}
