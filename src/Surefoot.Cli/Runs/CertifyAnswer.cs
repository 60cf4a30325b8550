using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Descent;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Cli.Runs;

/// <summary>What theory says of a spec, and what came of laying it against the run.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Certification">All statements, evaluated.</param>
/// <param name="Checks">The run with every inequality of the statements that hold; null where none was asked for.</param>
internal sealed record CertifyAnswer(
    DeepLinearSetting Setting, Certification<DeepLinearMoment> Certification, DeepLinearChecks? Checks)
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
        if (spec.Method.Flow is not null)
            throw new RequestException("method: gradient-flow was given; certificates speak about gradient descent. Take method.kind gradient-descent.");
        var run = RunSetting.Of(spec, new DataShelf(), keepWeights: false, cancellation);
        var prepared = run.Prepare<double>(ThreadTeam.Alone, ReductionMode.Auto);
        var setting = new DeepLinearSetting(prepared, run.Analysis, run.Loss, run.LearningRate)
        {
            Initialization = spec.Initialization.Kind is null ? null : run.Initialization,
            FailureProbability = failureProbability,
            Constants = constants,
        };
        cancellation.ThrowIfCancellationRequested();
        var target = (spec.Tolerance ?? DefaultTarget) * setting.Start.Gap;
        var certification = check
            ? Certification<DeepLinearMoment>.OfRun(setting, target, Math.Min(spec.Steps, MostStepsCertified), cancellation)
            : Certification<DeepLinearMoment>.Of(setting, target);
        cancellation.ThrowIfCancellationRequested();
        if (!check)
            return new(setting, certification, null);
        var invariants = certification.Certificates.Where(certificate => certificate.Verdict == Verdict.Holds).SelectMany(certificate => certificate.Invariants).ToList();
        var recording = spec.Steps <= MostStepsMeasuredSingly ? Recording.EveryStep : Recording.LogSpaced(MeasuredPerDecade);
        return new(setting, certification, DeepLinearChecks.Run(setting, invariants, spec.Steps, recording, MostSeconds, cancellation));
    }
}
