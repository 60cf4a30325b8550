using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>What theory says of a spec, and what came of laying it against the run.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="DataHash">The content hash of the data.</param>
/// <param name="Certificates">All statements, evaluated, the best guarantee first.</param>
/// <param name="Best">The statement that holds and guarantees the target soonest; null where none guarantees it.</param>
/// <param name="FailureProbability">The failure probability the user accepts.</param>
/// <param name="TargetGap">The gap that steps are counted to.</param>
/// <param name="Checks">The run with every inequality of the statements that hold; null where none was asked for.</param>
/// <param name="Compared">Plain and residual networks on the same data; none where network or loss are of another kind.</param>
internal sealed record CertifyAnswer(
    double LearningRate, string DataHash, IReadOnlyList<Certificate> Certificates, Certificate? Best, double FailureProbability, double TargetGap, RunChecks? Checks, IReadOnlyList<ComparedNetwork> Compared)
{
    /// <summary>The gap, relative to the initial one, that steps are counted to where the spec names no tolerance.</summary>
    public const double DefaultTarget = 1e-6;

    // Measuring costs more than stepping; beyond this many steps not every one is measured.
    private const long MostStepsMeasuredSingly = 200;
    private const int MeasuredPerDecade = 40;

    // For one inequality, about; there may be ten that cost anything.
    private const double MostSeconds = 0.5;

    // What a statement assumes of the run itself is measured at every step.
    private const long MostStepsCertified = 2000;

    /// <summary>Evaluates every statement.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="failureProbability">The failure probability the user accepts.</param>
    /// <param name="constants">Values for constants that works leave open.</param>
    /// <param name="check">Whether to run and check.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static CertifyAnswer Of(
        RunSpec spec, double failureProbability, IReadOnlyDictionary<string, Constant> constants, bool check, CancellationToken cancellation)
    {
        if (spec.Method.Batches is not null && spec.Network is not ResidualSpec)
            throw new RequestException($"method: {BatchSpec.Kind} was given; certificates on {spec.Network.Kind} networks speak about gradient descent, those on {ResidualSpec.Name} ones about both.");
        if (spec.Method.Flow is not null && spec.Network is not TwoLayerReluSpec)
            throw new RequestException("method: gradient-flow was given; certificates on deep linear networks speak about gradient descent. Take method.kind gradient-descent.");
        if (spec.Method.Kicks is not null)
            throw new RequestException("method: perturbed-gradient-descent was given; certificates on networks speak about gradient descent. Take method.kind gradient-descent.");
        var request = new Request(spec, failureProbability, constants, check, cancellation);
        return spec.Network switch
        {
            TwoLayerReluSpec => OfTwoLayerRelu(request),
            ResidualSpec => OfResidual(request),
            _ => OfDeepLinear(request),
        };
    }

    /// <summary>The steps a certificate's bound takes to the target.</summary>
    public double StepsOf(Certificate certificate) => certificate.StepsTo(TargetGap);

    /// <summary>Plain and residual networks of a depth and a width on data; none where the loss is not one of both.</summary>
    public static IReadOnlyList<ComparedNetwork> Compare(
        RunSpec spec, DataAnalysis data, Loss loss, int depth, int width, double failureProbability, CancellationToken cancellation) => loss is SquaredLoss { Penalty: 0 } squared
        ? NetworkComparison.Of(
            data, squared, depth, width, spec.Tolerance ?? DefaultTarget, failureProbability, RandomStream.FromSeed(spec.Seed).Named("comparison"), ThreadTeam.Alone, cancellation)
        : [];

    private static CertifyAnswer OfDeepLinear(Request request)
    {
        var run = DeepLinearRunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = new DeepLinearSetting(run.Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto), run.Analysis, run.Loss, run.LearningRate)
        {
            Initialization = request.Spec.Initialization.Kind is null ? null : run.Initialization,
            FailureProbability = request.FailureProbability,
            Constants = request.Constants,
        };
        return Of<DeepLinearSetting, DeepLinearMoment>(
            request, run, setting, setting.Start.Gap, (invariants, recording) => DeepLinearChecks.Run(setting, invariants, request.Spec.Steps, recording, MostSeconds, request.Cancellation));
    }

    private static CertifyAnswer OfResidual(Request request)
    {
        var run = (ResidualRunSetting)RunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = run.Certified(request.FailureProbability, request.Constants);
        return Of<ResidualSetting, ResidualMoment>(
            request, run, setting, setting.Start.Gap, (invariants, recording) => ResidualChecks.Run(setting, invariants, request.Spec.Steps, recording, request.Cancellation));
    }

    private static CertifyAnswer OfTwoLayerRelu(Request request)
    {
        var run = (TwoLayerReluRunSetting)RunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = new TwoLayerReluSetting(run.Network, run.Sample<double>(ThreadTeam.Alone), run.Data, run.Loss, run.Method)
        {
            Initialization = run.Initialization,
            FailureProbability = request.FailureProbability,
        };
        return Of<TwoLayerReluSetting, TwoLayerReluMoment>(
            request, run, setting, setting.Start.Loss, (invariants, recording) => TwoLayerReluChecks.Run(setting, invariants, request.Spec.Steps, recording, request.Cancellation));
    }

    private static CertifyAnswer Of<TSetting, TMoment>(
        Request request, RunSetting run, TSetting setting, double startGap, Func<IReadOnlyList<Invariant<TMoment>>, Recording, RunChecks> checks)
    {
        var (spec, cancellation) = (request.Spec, request.Cancellation);
        cancellation.ThrowIfCancellationRequested();
        var target = (spec.Tolerance ?? DefaultTarget) * startGap;
        var certification = request.Check
            ? Certification<TMoment>.OfRun(setting, target, Math.Min(spec.Steps, MostStepsCertified), cancellation)
            : Certification<TMoment>.Of(setting, target);
        cancellation.ThrowIfCancellationRequested();
        RunChecks? checkedRun = null;
        if (request.Check)
        {
            var invariants = certification.Certificates.Where(certificate => certificate.Verdict == Verdict.Holds).SelectMany(certificate => certificate.Invariants).ToList();
            checkedRun = checks(invariants, spec.Steps <= MostStepsMeasuredSingly ? Recording.EveryStep : Recording.LogSpaced(MeasuredPerDecade));
        }

        return new(run.LearningRate, run.Data.ContentHash, certification.Certificates, certification.Best, request.FailureProbability, target, checkedRun, run switch
        {
            DeepLinearRunSetting { Network: { Depth: > 1 } network } plain => Compare(spec, plain.Analysis, plain.Loss, network.Depth, network.HiddenWidths.Max(), request.FailureProbability, cancellation),
            ResidualRunSetting { Network: var network } residual => Compare(spec, residual.Analysis, residual.Loss, network.Depth, network.Width, request.FailureProbability, cancellation),
            _ => [],
        });
    }

    /// <summary>What was asked.</summary>
    private sealed record Request(
        RunSpec Spec, double FailureProbability, IReadOnlyDictionary<string, Constant> Constants, bool Check, CancellationToken Cancellation);
}
