using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory.Zou2020;

namespace Surefoot.Theory;

/// <summary>What a draw of a linear residual network is made of; transformation, width and learning rate are the statement's choice.</summary>
/// <param name="Data">The data, analysed.</param>
/// <param name="Loss">The loss, without penalty.</param>
/// <param name="Depth">L.</param>
/// <param name="BatchSize">b; null for gradient descent.</param>
/// <param name="Steps">The steps a run may take.</param>
/// <param name="Stream">Where transformation and batches are drawn from.</param>
public sealed record ResidualDraw(DataAnalysis Data, SquaredLoss Loss, int Depth, int? BatchSize, long Steps, RandomStream Stream)
{
    /// <summary>epsilon, relative to the first gap; null for that of the statement.</summary>
    public double? Target { get; init; }

    /// <summary>delta.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>Values for constants, by theorem id and symbol; the one that is tried among them.</summary>
    public IReadOnlyDictionary<string, Constant> Constants { get; init; } = new Dictionary<string, Constant>();

    /// <summary>The setting between given ends.</summary>
    internal ResidualSetting Between(Transformation transformation, int width, double rate)
    {
        var data = Data.Dataset;
        var network = LinearResidualNetwork.With(transformation, data.InputDimension, data.OutputDimension, width, Depth, Stream.Named("transformation"));
        var run = ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), Data, Loss, Stream, ThreadTeam.Alone, ReductionMode.Auto, BatchSize);
        return new(run, Data, Loss, rate)
        {
            Transformation = transformation,
            Batches = BatchSize is { } size ? new RandomBatches(Stream.Named("batches"), data.SampleCount, size) : null,
            TargetError = Target * run.Objective.Loss(run.Start),
            Horizon = Steps,
            FailureProbability = FailureProbability,
            Constants = Constants,
        };
    }

    /// <summary>The setting between the ends of another with another learning rate.</summary>
    internal ResidualSetting At(ResidualSetting setting, double rate) => new(setting.Run, Data, Loss, rate)
    {
        Transformation = setting.Transformation,
        Batches = setting.Batches,
        TargetError = setting.TargetError,
        Horizon = setting.Horizon,
        FailureProbability = FailureProbability,
        Constants = Constants,
    };

    /// <summary>
    /// A setting at the edge of an assumption on A and B that no scale of theirs can meet: between identity ends of the least width, whose layers have to
    /// turn the whole map, with targets moved along the line through the first predictions until what A and B must be is what they are.
    /// </summary>
    /// <param name="limit">What mu_A^2 mu_B^2 / (lambda_A lambda_B) must be at least, given a problem and L(0) - L*.</param>
    internal (ResidualDraw Draw, ResidualSetting Setting) BetweenIdentityAtEdge(Func<ResidualProblem, double, double> limit)
    {
        var data = Data.Dataset;
        var width = Math.Max(data.InputDimension, data.OutputDimension);
        var setting = Between(new IdentityTransformation(), width, 1);
        var problem = new ResidualProblem(setting);

        // Where the least loss is not 0 the limit may grow again for gaps far below it; the largest gap at the edge is meant.
        var low = 60.0;
        while (limit(problem, Math.Pow(2, low) * problem.StartGap) >= problem.Conditioning)
        {
            if (--low < -60)
                throw new ArgumentException("no targets meet the assumption with such a value of the constant; take data that a linear map fits.", nameof(limit));
        }

        var high = low + 1;
        for (var round = 0; round < 60; round++)
        {
            var middle = (low + high) / 2;
            if (limit(problem, Math.Pow(2, middle) * problem.StartGap) < problem.Conditioning)
                low = middle;
            else
                high = middle;
        }

        var predictions = MatrixProduct.Of<double>(setting.Network.OutputTransform, MatrixProduct.Of<double>(setting.Network.InputTransform, data.Inputs));
        var targets = data.Targets.Clone();
        var (share, minimizer) = (Math.Pow(2, low / 2), MatrixProduct.Of<double>(Loss.Minimize(Data).Minimizer, data.Inputs));
        for (var i = 0; i < targets.Span.Length; i++)
            targets.Span[i] += (share - 1) * (minimizer.Span[i] - predictions.Span[i]);
        var moved = this with { Data = DataAnalysis.Of(new Dataset("moved", data.Inputs, targets)) };
        return (moved, moved.Between(new IdentityTransformation(), width, 1));
    }

    /// <summary>The modified identity transformation of width d + k, of a scale that a width-one setting tells.</summary>
    internal ResidualSetting BetweenModifiedIdentity(Func<ResidualSetting, double> scale)
    {
        var width = Data.Dataset.InputDimension + Data.Dataset.OutputDimension;
        return Between(new ModifiedIdentityTransformation(scale(Between(new ModifiedIdentityTransformation(1), width, 1))), width, 1);
    }
}
