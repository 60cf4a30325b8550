using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory.Zou2020;

namespace Surefoot.Theory;

/// <summary>What is guaranteed for, and measured of, one network on some data.</summary>
/// <param name="Network">The network and its start, in words.</param>
/// <param name="Width">The width of its layers.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Certificates">All statements about it, the best guarantee first.</param>
/// <param name="Best">The statement that guarantees the target soonest; null where none does.</param>
/// <param name="TargetGap">The gap that steps are counted to.</param>
/// <param name="MeasuredSteps">The steps a run took to the target; null where it did not get there.</param>
/// <param name="MostSteps">The most steps it was given.</param>
public sealed record ComparedNetwork(string Network, int Width, double LearningRate, IReadOnlyList<Certificate> Certificates, Certificate? Best, double TargetGap, long? MeasuredSteps, long MostSteps)
{
    /// <summary>The steps that are guaranteed; infinite where none are.</summary>
    public double GuaranteedSteps => Best?.StepsTo(TargetGap) ?? double.PositiveInfinity;

    /// <summary>The statement that guarantees them, or that which is nearest to doing so.</summary>
    public Certificate? Leading => Best ?? Certificates.FirstOrDefault(certificate => certificate.Bound is not null);
}

/// <summary>Plain and residual linear networks of one depth on the same data, each with the learning rate its theory recommends, or a part of it where that diverges.</summary>
public static class NetworkComparison
{
    private const long MostSteps = 20_000;

    // A Gaussian start runs whole, and is measured whole; beyond this many weights that takes longer than the rest together.
    private const double MostWholeWeights = 1 << 18;

    // Whole layers of a run cost this many multiply-adds a step at most, or it is not measured.
    private const double MostWork = 1e7;

    /// <summary>Compares: plain networks from orthogonal and, where they are small, Gaussian starts, residual ones between Gaussian, identity and modified identity ends.</summary>
    /// <param name="data">The data, analysed.</param>
    /// <param name="loss">The loss, without penalty.</param>
    /// <param name="depth">The number of trained layers.</param>
    /// <param name="width">The width of the layers; residual networks may need more, and then have it.</param>
    /// <param name="target">The gap to count steps to, relative to each network's own at the start.</param>
    /// <param name="failureProbability">The failure probability to accept.</param>
    /// <param name="stream">The stream of all starts.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static IReadOnlyList<ComparedNetwork> Of(
        DataAnalysis data, SquaredLoss loss, int depth, int width, double target, double failureProbability, RandomStream stream, ThreadTeam team, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        var (inputs, outputs) = (data.Dataset.InputDimension, data.Dataset.OutputDimension);
        List<ComparedNetwork> compared = [Plain(new OrthogonalInitialization())];
        if ((double)width * (inputs + outputs + ((depth - 2.0) * width)) <= MostWholeWeights)
            compared.Add(Plain(new GaussianInitialization()));
        var scale = ModifiedIdentityCondition.SafeScale(Residual(new ModifiedIdentityTransformation(1), inputs + outputs, 1));
        compared.Add(Tell("residual, Gaussian ends", Residual(new GaussianTransformation(), width, 1)));
        if (width >= Math.Max(inputs, outputs))
            compared.Add(Tell("residual, identity ends", Residual(new IdentityTransformation(), width, 1)));
        compared.Add(Tell($"residual, modified identity of scale {scale:G4}", Residual(new ModifiedIdentityTransformation(scale), Math.Max(width, inputs + outputs), 1)));
        return compared;

        ComparedNetwork Plain(Initialization<DeepLinearNetwork> start)
        {
            cancellation.ThrowIfCancellationRequested();
            var network = DeepLinearNetwork.Normalized([inputs, .. Enumerable.Repeat(width, depth - 1), outputs]);
            var run = Preparation.Prepare<double>(network, start, data, loss, stream.Named(start.Kind), team, ReductionMode.Auto);

            // Narrow networks may not stand the rate of the convex problem; then a half or a quarter of it.
            double[] rates = [.. new[] { 1, 0.5, 0.25 }.Select(share => share * outputs / (depth * loss.CurvatureOn(data).Smoothness))];
            var optimum = loss.Minimize(data).Loss - run.LossOffset;
            var measured = rates.Select(rate => (Rate: rate, Steps: Measure(run.Objective, run.Start, rate, optimum))).ToList();
            var rate = measured.Where(each => each.Steps is not null).Select(each => each.Rate).DefaultIfEmpty(rates[0]).First();
            var setting = new DeepLinearSetting(run, data, loss, rate) { Initialization = start, FailureProbability = failureProbability };
            var gap = target * setting.Start.Gap;
            var certification = Certification<DeepLinearMoment>.Of(setting, gap);
            return new($"plain, {start.Kind} start", width, rate, certification.Certificates, certification.Best, gap, measured.Find(each => each.Rate == rate).Steps, MostSteps);
        }

        ResidualSetting Residual(Transformation transformation, int of, double rate)
        {
            cancellation.ThrowIfCancellationRequested();
            var network = LinearResidualNetwork.With(transformation, inputs, outputs, of, depth, stream.Named(transformation.Kind));
            var run = ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), data, loss, stream, team, ReductionMode.Auto);
            return new(run, data, loss, rate) { Transformation = transformation, FailureProbability = failureProbability };
        }

        // At the largest learning rate that theorem 3.1 allows.
        ComparedNetwork Tell(string name, ResidualSetting at)
        {
            var problem = new ResidualProblem(at);
            var rate = Theorem31.RateLimit(depth, problem.Max, problem.Largest, problem.StartLoss);
            var setting = new ResidualSetting(at.Run, data, loss, rate) { Transformation = at.Transformation, FailureProbability = failureProbability };
            var gap = target * setting.Start.Gap;
            var certification = Certification<ResidualMoment>.Of(setting, gap);
            return new(name, setting.Network.Width, rate, certification.Certificates, certification.Best, gap, Measure(at.Run.Objective, at.Run.Start, rate, loss.Minimize(data).Loss - at.Run.LossOffset), MostSteps);
        }

        long? Measure(Objective<double> objective, Weights<double> start, double rate, double optimum) =>
            (double)start.Shapes.TotalCount * data.Rank > MostWork ? null : TargetRun.Steps(objective, start, rate, optimum, target, MostSteps, cancellation);
    }
}
