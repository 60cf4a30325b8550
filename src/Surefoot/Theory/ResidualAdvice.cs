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

/// <summary>What is known of linear residual networks between one kind of ends.</summary>
/// <param name="Transformation">The ends. Theory says with which scale of a modified identity it holds; the search takes the usual one.</param>
/// <param name="Proved">The least width by constants that are known; null where no theorem gives one.</param>
/// <param name="Calibrated">The same with constants from runs; null where that gives no more.</param>
/// <param name="Measured">What the search found; null where nothing reached the target.</param>
/// <param name="LargestTried">The largest width the search tried; 0 where it tried none.</param>
public sealed record EndsAdvice(Transformation Transformation, GuaranteedChoice? Proved, GuaranteedChoice? Calibrated, MeasuredChoice? Measured, int LargestTried)
    : NetworkAdvice($"residual, {Transformation.Kind} ends", Proved, Calibrated, Measured, LargestTried);

/// <summary>Width, learning rate and steps of linear residual networks from the zero start, by theory and by a short search.</summary>
/// <param name="data">The data, analysed.</param>
/// <param name="loss">The loss, without penalty.</param>
/// <param name="depth">L.</param>
/// <param name="options">What the search may take.</param>
/// <param name="steps">The most steps of one run.</param>
/// <param name="stream">The stream of all ends.</param>
/// <param name="team">The threads.</param>
/// <param name="progress">Told what is being tried.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class ResidualAdvice(
    DataAnalysis data, SquaredLoss loss, int depth, AdviceOptions options, long steps, RandomStream stream, ThreadTeam team, IProgress<string>? progress, CancellationToken cancellation)
{
    // Beside 1 / (L lambda_A^2 lambda_B^2 ||X||^2), the rate at which the map moves as the convex problem's does with 1 / ||X||^2.
    private static readonly double[] RateFactors = [1.5, 1, 0.5, 0.25];

    private static readonly Dictionary<string, Constant> NoConstants = [];

    private static readonly Theorem31 Local = new();

    private static readonly Corollary34 Wide = new();

    private int Inputs => data.Dataset.InputDimension;

    private int Outputs => data.Dataset.OutputDimension;

    /// <summary>What is known of Gaussian, identity and modified identity ends.</summary>
    /// <param name="isHopeless">Whether not even linear regression gets to the target.</param>
    public IReadOnlyList<EndsAdvice> Of(bool isHopeless) =>
    [
        Advise(new GaussianTransformation(), Gaussian, isHopeless),
        Advise(new IdentityTransformation(), Identity, isHopeless),
        Advise(new ModifiedIdentityTransformation(), ModifiedIdentity, isHopeless),
    ];

    private EndsAdvice Advise(Transformation ends, Func<IReadOnlyDictionary<string, Constant>, GuaranteedChoice?> guaranteed, bool isHopeless)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report($"{ends.Kind} ends: what theory says");
        var proved = guaranteed(NoConstants);
        var calibrated = options.Calibrated.Count == 0 ? null : guaranteed(options.Calibrated);
        var (measured, tried) = isHopeless ? (null, 0) : Measure(ends);
        return new(ends, proved, calibrated == proved ? null : calibrated, measured, tried);
    }

    // Theorem 3.1 at the least width there is, between ends of the least scale.
    private GuaranteedChoice? ModifiedIdentity(IReadOnlyDictionary<string, Constant> constants)
    {
        var scale = ModifiedIdentityCondition.SafeScale(Between(new ModifiedIdentityTransformation(1), Inputs + Outputs, constants));
        return Guaranteed(new ModifiedIdentityTransformation(scale), Inputs + Outputs, constants) is { } choice ? choice with { Scale = scale } : null;
    }

    private GuaranteedChoice? Identity(IReadOnlyDictionary<string, Constant> constants)
    {
        for (var width = Math.Max(Inputs, Outputs); width <= options.LargestWidth; width *= 2)
        {
            if (Guaranteed(new IdentityTransformation(), width, constants) is { } choice)
                return choice;
        }

        return null;
    }

    private GuaranteedChoice? Guaranteed(Transformation ends, int width, IReadOnlyDictionary<string, Constant> constants)
    {
        var setting = Between(ends, width, constants);
        var at = Setting(setting.Run, ends, Local.RateLimit(setting), constants);
        var certificate = Local.Certify(at);
        return certificate.Verdict == Verdict.Holds
            ? new(Local, width, at.LearningRate, certificate.Bound!.StepsTo(options.Target * at.Start.Gap), 0)
            : null;
    }

    // Widths that corollary 3.4 asks for may be beyond any network; what it says there is explicit.
    private GuaranteedChoice? Gaussian(IReadOnlyDictionary<string, Constant> constants)
    {
        var problem = new ResidualProblem(Between(new GaussianTransformation(), Math.Max(Inputs, Outputs), constants));
        var (width, rate, decay) = Wide.Guarantee(problem);
        return new(Wide, Math.Ceiling(width), rate, new GeometricBound(1, decay).StepsTo(options.Target), options.FailureProbability);
    }

    private (MeasuredChoice? Choice, int LargestTried) Measure(Transformation ends)
    {
        var tried = 0;
        for (var width = ends is ModifiedIdentityTransformation ? Inputs + Outputs : Math.Max(Inputs, Outputs); width <= options.LargestWidth; width *= 2)
        {
            // Other ends are no draw.
            var starts = Enumerable.Range(0, ends is GaussianTransformation ? options.Starts : 1)
                .Select(start => Between(ends, width, NoConstants, stream.Named("ends", width).Named("start", start))).ToList();
            var largest = starts.Max(start => new ResidualProblem(start).Max);
            var unit = 1 / (depth * Math.Pow(largest * starts[0].LargestSingularValue, 2));
            var choices = RateFactors.Select(factor => Try(ends, width, factor * unit, starts)).OfType<MeasuredChoice>().ToList();
            tried = width;
            if (choices.Count > 0)
                return (choices.MinBy(choice => choice.Steps), tried);
        }

        return (null, tried);
    }

    private MeasuredChoice? Try(Transformation ends, int width, double rate, List<ResidualSetting> starts)
    {
        progress?.Report($"{ends.Kind} ends: width {width}");
        var most = 0L;
        foreach (var start in starts)
        {
            if (TargetRun.Steps(start.Run.Objective, start.Run.Start, rate, loss.Minimize(data).Loss - start.Run.LossOffset, options.Target, steps, cancellation) is not { } taken)
                return null;
            most = Math.Max(most, taken);
        }

        return new(width, rate, most, starts.Count);
    }

    private ResidualSetting Between(Transformation ends, int width, IReadOnlyDictionary<string, Constant> constants) => Between(ends, width, constants, stream.Named("theory"));

    private ResidualSetting Between(Transformation ends, int width, IReadOnlyDictionary<string, Constant> constants, RandomStream from)
    {
        var network = LinearResidualNetwork.With(ends, Inputs, Outputs, width, depth, from);
        return Setting(ResidualPreparation.Prepare<double>(network, new ZeroInitialization(), data, loss, from, team, ReductionMode.Auto), ends, 1, constants);
    }

    private ResidualSetting Setting(PreparedResidualRun<double> run, Transformation ends, double rate, IReadOnlyDictionary<string, Constant> constants) =>
        new(run, data, loss, rate) { Transformation = ends, FailureProbability = options.FailureProbability, Constants = constants };
}
