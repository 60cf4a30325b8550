using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>What theory says of a spec, and what came of laying it against the run.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="DataHash">The content hash of the data; null where there are none.</param>
/// <param name="Certificates">All statements, evaluated, the best guarantee first.</param>
/// <param name="Best">The statement that holds and guarantees the target soonest; null where none guarantees it.</param>
/// <param name="FailureProbability">The failure probability the user accepts.</param>
/// <param name="TargetGap">The gap that steps are counted to; null for a function, whose least value nobody knows and no statement bounds the distance to.</param>
/// <param name="Checks">The run with every inequality of the statements that hold, its gaps the values themselves for a function; null where none was asked for.</param>
/// <param name="Compared">Plain and residual networks on the same data; none where network or loss are of another kind.</param>
internal sealed record CertifyAnswer(
    double LearningRate, string? DataHash, IReadOnlyList<Certificate> Certificates, Certificate? Best, double FailureProbability, double? TargetGap, RunChecks? Checks, IReadOnlyList<ComparedNetwork> Compared)
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

    // Statements about functions see every step, and every value is kept.
    private const long MostStepsOfFunction = 10_000_000;

    /// <summary>Evaluates every statement.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static CertifyAnswer Of(DescentSpec spec, CertifyQuestion question, CancellationToken cancellation) => spec switch
    {
        FunctionSpec function => OfFunction(function, question, cancellation),
        _ => OfNetwork(new((RunSpec)spec, question, cancellation)),
    };

    private static CertifyAnswer OfNetwork(Request request)
    {
        var spec = request.Spec;
        if (spec.Method.Batches is { } batches && spec.Network is not ResidualSpec)
        {
            var run = RunSetting.Of(spec, new DataShelf(), keepWeights: false, request.Cancellation);
            if (batches.Size < run.Data.SampleCount || batches.Name != BatchSpec.Constant)
                return Nothing(request, run);

            // A batch of all samples has the whole gradient.
            return OfNetwork(request with { Spec = spec with { Method = spec.Method with { Batches = null } } });
        }

        if (spec.Method.Flow is not null && spec.Network is not TwoLayerReluSpec)
            throw new RequestException("method: gradient-flow was given; certificates on deep linear networks speak about gradient descent. Take method.kind gradient-descent.");
        if (spec.Method.Kicks is not null)
            throw new RequestException("method: perturbed-gradient-descent was given; certificates on networks speak about gradient descent. Take method.kind gradient-descent.");
        return spec.Network switch
        {
            TwoLayerReluSpec => OfTwoLayerRelu(request),
            ResidualSpec => OfResidual(request),
            _ => OfDeepLinear(request),
        };
    }

    /// <summary>Why no statement there is speaks about this kind of setting, a sentence; null where some do.</summary>
    public string? Silence { get; init; }

    /// <summary>The steps a certificate's bound takes to the target.</summary>
    public double StepsOf(Certificate certificate) => certificate.StepsTo(TargetGap ?? double.NaN);

    // Plain and residual networks of a depth and a width on data; none where the loss is not one of both.
    private static IReadOnlyList<ComparedNetwork> Compare(
        RunSpec spec, DataAnalysis data, Loss loss, int depth, int width, double failureProbability, CancellationToken cancellation) => loss is SquaredLoss { Penalty: 0 } squared
        ? NetworkComparison.Of(
            data, squared, depth, width, spec.Tolerance ?? DefaultTarget, failureProbability, RandomStream.FromSeed(spec.Seed).Named("comparison"), ThreadTeam.Alone, cancellation)
        : [];

    // Batches on a network that no statement about batches covers.
    private static CertifyAnswer Nothing(Request request, RunSetting run)
    {
        var (network, other) = request.Spec.Network is TwoLayerReluSpec
            ? ("a two-layer ReLU network", "Du 2019, chapter 2, is about gradient descent and gradient flow")
            : ("a plain network, whose layers are all trained", "the statements on plain networks are about gradient descent");
        return new(run.LearningRate, run.Data.ContentHash, [], null, request.Question.FailureProbability, null, null, [])
        {
            Silence = $"no statement covers stochastic gradient descent on {network}: theorems 3.6 and 3.8 of Zou et al. 2020 are about linear residual networks from the zero start "
                + $"(network.kind {ResidualSpec.Name}), and {other} (method.kind gradient-descent, or constant batches of all {run.Data.SampleCount} samples).",
        };
    }

    private static CertifyAnswer OfDeepLinear(Request request)
    {
        var run = DeepLinearRunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = new DeepLinearSetting(run.Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto), run.Analysis, run.Loss, run.LearningRate)
        {
            Initialization = request.Spec.Initialization.Kind is null ? null : run.Initialization,
            FailureProbability = request.Question.FailureProbability,
            Constants = request.Question.Constants,
        };
        return Of<DeepLinearSetting, DeepLinearMoment>(
            request, run, setting, setting.Start.Gap, (invariants, recording) => DeepLinearChecks.Run(setting, invariants, request.Spec.Steps, recording, MostSeconds, request.Cancellation));
    }

    private static CertifyAnswer OfResidual(Request request)
    {
        var run = (ResidualRunSetting)RunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = run.Certified(request.Question.FailureProbability, request.Question.Constants);
        return Of<ResidualSetting, ResidualMoment>(
            request, run, setting, setting.Start.Gap, (invariants, recording) => ResidualChecks.Run(setting, invariants, request.Spec.Steps, recording, request.Cancellation));
    }

    private static CertifyAnswer OfTwoLayerRelu(Request request)
    {
        var run = (TwoLayerReluRunSetting)RunSetting.Of(request.Spec, new DataShelf(), keepWeights: false, request.Cancellation);
        var setting = new TwoLayerReluSetting(run.Network, run.Sample<double>(ThreadTeam.Alone), run.Data, run.Loss, run.Method)
        {
            Initialization = request.Spec.Initialization.Kind is null ? null : run.Initialization,
            FailureProbability = request.Question.FailureProbability,
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
        var certification = request.Question.IsChecked
            ? Certification<TMoment>.OfRun(setting, target, Math.Min(spec.Steps, MostStepsCertified), cancellation)
            : Certification<TMoment>.Of(setting, target);
        cancellation.ThrowIfCancellationRequested();
        RunChecks? checkedRun = null;
        if (request.Question.IsChecked)
        {
            var invariants = InvariantsOf(certification);
            checkedRun = checks(invariants, Measured(spec));
        }

        return new(run.LearningRate, run.Data.ContentHash, certification.Certificates, certification.Best, request.Question.FailureProbability, target, checkedRun, run switch
        {
            DeepLinearRunSetting { Network: { Depth: > 1 } network } plain => Compare(spec, plain.Analysis, plain.Loss, network.Depth, network.HiddenWidths.Max(), request.Question.FailureProbability, cancellation),
            ResidualRunSetting { Network: var network } residual => Compare(spec, residual.Analysis, residual.Loss, network.Depth, network.Width, request.Question.FailureProbability, cancellation),
            _ => [],
        });
    }

    private static CertifyAnswer OfFunction(FunctionSpec spec, CertifyQuestion question, CancellationToken cancellation)
    {
        if (spec.Method.Flow is not null)
            throw new RequestException("method: gradient-flow was given; certificates on functions speak about gradient descent, perturbed or not. Take method.kind gradient-descent.");
        if (question.IsChecked && spec.Steps > MostStepsOfFunction)
            throw new RequestException($"steps: {spec.Steps} were given; statements about functions are checked at every step, at most {MostStepsOfFunction:N0} of them. Give fewer with --steps, or leave out --check.");
        var rate = spec.Method.LearningRate!.Value;
        var octopus = spec.Function as Octopus;
        var setting = new FunctionSetting(spec.Function, spec.DrawStart(), spec.Method.Create(rate, samples: 0, spec.Seed))
        {
            Bound = octopus is null ? double.NaN : octopus.Dimension * octopus.Drop,
            GradientLipschitz = octopus?.GradientLipschitz ?? double.NaN,
            HessianLipschitz = octopus?.HessianLipschitz ?? double.NaN,
            Law = spec.Start,
            Accuracy = question.Accuracy,
            FailureProbability = question.FailureProbability,
            Constants = question.Constants,
        };
        var certification = question.IsChecked
            ? Certification<FunctionMoment>.OfRun(setting, double.NaN, spec.Steps, cancellation)
            : Certification<FunctionMoment>.Of(setting, double.NaN);
        cancellation.ThrowIfCancellationRequested();
        var checks = question.IsChecked ? FunctionChecks.Run(setting, InvariantsOf(certification), spec.Steps, cancellation).At(Measured(spec)) : null;
        cancellation.ThrowIfCancellationRequested();
        return new(rate, DataHash: null, certification.Certificates, Best: null, question.FailureProbability, TargetGap: null, checks, []);
    }

    // Named with their work: statements of several have the same number.
    private static List<Invariant<TMoment>> InvariantsOf<TMoment>(Certification<TMoment> certification) =>
    [
        .. certification.Certificates.Where(certificate => certificate.Verdict == Verdict.Holds)
            .SelectMany(certificate => certificate.Invariants.Select(invariant => invariant with { Id = $"{certificate.Theorem.Work}/{invariant.Id}" })),
    ];

    private static Recording Measured(DescentSpec spec) => spec.Steps <= MostStepsMeasuredSingly ? Recording.EveryStep : Recording.LogSpaced(MeasuredPerDecade);

    /// <summary>What was asked about a network.</summary>
    private sealed record Request(RunSpec Spec, CertifyQuestion Question, CancellationToken Cancellation);
}

/// <summary>What is asked of certificates beside the setting.</summary>
/// <param name="FailureProbability">delta, the failure probability the user accepts.</param>
/// <param name="Accuracy">epsilon, how small a gradient is asked for where statements about functions have one.</param>
/// <param name="Constants">Values for constants that works leave open.</param>
/// <param name="IsChecked">Whether to run and check.</param>
internal sealed record CertifyQuestion(double FailureProbability, double Accuracy, IReadOnlyDictionary<string, Constant> Constants, bool IsChecked);
