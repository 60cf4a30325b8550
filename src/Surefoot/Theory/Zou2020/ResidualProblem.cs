using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Networks;

namespace Surefoot.Theory.Zou2020;

/// <summary>What the theorems of Zou et al. 2020 measure of a setting, in their symbols.</summary>
internal sealed class ResidualProblem
{
    /// <summary>sqrt(8 e^3): sqrt(2 e) 2 e, from the gradients' upper and lower bounds along a run.</summary>
    public static readonly double Root8E3 = Math.Sqrt(8) * Math.Exp(1.5);

    /// <summary>What the first assumption of every theorem is called.</summary>
    public const string ConditioningName = "mu_A^2 mu_B^2 / (lambda_A lambda_B) of A and B";

    public ResidualProblem(ResidualSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        Setting = setting;
        var (a, b) = (SingularValueDecomposition.ValuesOf(setting.Network.InputTransform), SingularValueDecomposition.ValuesOf(setting.Network.OutputTransform));

        // Where the width is below the dimension of inputs or outputs, the last of them is 0.
        (InputMax, InputMin) = (a[0], a.Length < Inputs ? 0 : a[^1]);
        (OutputMax, OutputMin) = (b[0], b.Length < Outputs ? 0 : b[^1]);
    }

    public ResidualSetting Setting { get; }

    public int Depth => Setting.Network.Depth;

    public int Inputs => Setting.Network.InputDimension;

    public int Outputs => Setting.Network.OutputDimension;

    public int Width => Setting.Network.Width;

    public int Samples => Setting.Data.Dataset.SampleCount;

    public int Rank => Setting.Data.Rank;

    /// <summary>lambda_A.</summary>
    public double InputMax { get; }

    /// <summary>mu_A, the d-th singular value of A.</summary>
    public double InputMin { get; }

    /// <summary>lambda_B.</summary>
    public double OutputMax { get; }

    /// <summary>mu_B, the k-th singular value of B.</summary>
    public double OutputMin { get; }

    public double Largest => Setting.LargestSingularValue;

    public double Smallest => Setting.SmallestSingularValue;

    public double ConditionNumber => Setting.Data.ConditionNumber;

    public double Rate => Setting.LearningRate;

    /// <summary>L(0) - L*.</summary>
    public double StartGap => Setting.Start.Gap;

    /// <summary>L(0).</summary>
    public double StartLoss => Setting.Start.Loss;

    /// <summary>The loss of the zero map, ||Y||_F^2 / 2, from which a modified identity transformation starts.</summary>
    public double ZeroLoss => Setting.TargetNorm * Setting.TargetNorm / 2;

    /// <summary>lambda_A lambda_B.</summary>
    public double Max => InputMax * OutputMax;

    /// <summary>mu_A mu_B.</summary>
    public double Min => InputMin * OutputMin;

    /// <summary>mu_A^2 mu_B^2 / (lambda_A lambda_B), what the first assumption of every theorem bounds from below.</summary>
    public double Conditioning => Min * Min / Max;

    /// <summary>n / b for a stochastic method, 1 for gradient descent.</summary>
    public double BatchFactor => (double)Samples / (Setting.BatchSize ?? Samples);

    /// <summary>0.5 / L.</summary>
    public double Radius => 0.5 / Depth;

    /// <summary>epsilon.</summary>
    public double TargetError => Setting.TargetError ?? 1e-6 * StartGap;

    /// <summary>x = eta L mu_A^2 mu_B^2 sigma_r^2 / e, what a step takes off the gap.</summary>
    public double ProgressAt(double rate) => rate * Depth * Min * Min * Smallest * Smallest / Math.E;

    /// <summary>The relative uncertainty of what depends on sigma_r squared.</summary>
    private double Uncertainty => (2 * Setting.Data.SmallestSingularValueAccuracy) + 1e-13;

    /// <summary>The assumption on A and B.</summary>
    /// <param name="limit">What mu_A^2 mu_B^2 / (lambda_A lambda_B) must be at least, given L(0) - L* and L(0).</param>
    /// <param name="constant">The constant in it, where a user may give another.</param>
    public Assumption ConditioningAssumption(Func<double, double, double> limit, Constant? constant = null)
    {
        // A modified identity transformation starts from the loss of the zero map, and what is measured is its scale.
        return new(
            ConditioningName, Conditioning, Relation.AtLeast, limit(StartGap, StartLoss),
            $"take a modified identity transformation with a scale of at least {limit(ZeroLoss - Setting.OptimalLoss, ZeroLoss):G4}, which width {Inputs + Outputs} allows")
        {
            Constant = constant?.Name,
            Uncertainty = Uncertainty,
        };
    }

    /// <summary>The assumption on the learning rate.</summary>
    /// <param name="limit">What it must be at most.</param>
    /// <param name="constant">The constant in it, where a user may give another.</param>
    public Assumption RateAssumption(double limit, Constant? constant = null) =>
        new("the learning rate", Rate, Relation.AtMost, limit, $"take a learning rate of at most {limit:G4}") { Lever = Lever.LearningRate, Uncertainty = Uncertainty, Constant = constant?.Name };

    /// <summary>That steps see all samples, or batches of them.</summary>
    public Assumption MethodAssumption(bool isStochastic)
    {
        var name = isStochastic ? "stochastic gradient descent" : "gradient descent";
        return Assumption.Is("the method", name, isStochastic == (Setting.BatchSize is not null), $"take {name}");
    }

    /// <summary>The assumption on the width, from constants alone.</summary>
    /// <param name="limit">What it must be at least.</param>
    public Assumption WidthAssumption(double limit) => new("the width", Width, Relation.AtLeast, limit, $"take a width of at least {Math.Ceiling(limit):G6}") { Lever = Lever.Width };

    /// <summary>That A and B are Gaussian with given deviations.</summary>
    public Assumption LawAssumption() => Assumption.Is(
        "the transformation", "Gaussian", Setting.Transformation is null ? null : Setting.Transformation is GaussianTransformation, "take the Gaussian transformation");

    /// <summary>alpha beta, the product of the deviations of A and B.</summary>
    public double Deviations => Setting.Transformation is GaussianTransformation law
        ? (law.InputDeviation ?? 1 / Math.Sqrt(Width)) * (law.OutputDeviation ?? 1 / Math.Sqrt(Outputs))
        : double.NaN;

    /// <summary>The gap below a bound at every step.</summary>
    public static Invariant<ResidualMoment> GapBelow(Bound bound, string id, string statement) =>
        new(id, statement, moment => new(moment.Gap, bound.At(moment.Step), moment.GapRounding + (1e-13 * bound.At(moment.Step))));

    /// <summary>A run of a setting at the edge of a statement's assumptions: whether its conclusion, the first of its invariants, holds at the steps seen.</summary>
    public static bool Concludes(Theorem<ResidualSetting, ResidualMoment> theorem, ResidualSetting setting, long steps)
    {
        // Steps on batches do not tell the loss: it costs a pass over all samples wherever it is seen.
        var run = ResidualChecks.Run(setting, [theorem.Certify(setting).Invariants[0]], steps, setting.BatchSize is null ? Recording.EveryStep : Recording.LogSpaced(40));
        return run.Outcome.Kind == OutcomeKind.Completed && run.Checks[0].Holds;
    }

    /// <summary>A constant of a theorem that its proof gives: the user's or a calibrated value if there is one.</summary>
    public static Constant Chosen(ResidualSetting setting, Theorem theorem, Constant proved) => setting.Constants.GetValueOrDefault($"{theorem.Id} {proved.Name}", proved);

    /// <summary>That value over the proved one.</summary>
    public static double ChosenShare(ResidualSetting setting, Theorem theorem, Constant proved) => Chosen(setting, theorem, proved).Value / proved.Value;

    /// <summary>The same, but what the proof gives where that is enough.</summary>
    public Constant Needed(Theorem theorem, Constant proved, Func<double, bool> isEnough) => isEnough(proved.Value) ? proved : Chosen(Setting, theorem, proved);

    /// <summary>Whether constants are those of the proof, so that what it shows on its way to the conclusion holds along a run as well.</summary>
    public static bool AreProved(Constant conditioning, Constant step) => conditioning.Origin == ConstantOrigin.Derived && step.Origin == ConstantOrigin.Derived;

    /// <summary>Whether every layer is at most 0.5/L in the Frobenius norm.</summary>
    public bool IsInRegion(ResidualMoment moment) => moment.LayerNorms.Max() <= Radius;
}
