using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Losses;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// A setting as Arora et al. 2019 see it: L(W) = alpha (1/2 ||W - Phi||_F^2) + constant with whitened inputs and no output scale.
/// </summary>
/// <remarks>
/// An isotropic quadratic loss is theirs with the learning rate multiplied by alpha; and a network a W_N ... W_1 is theirs in
/// W'_i = |a|^{1/N} W_i, which gradient descent moves with the rate multiplied by |a|^{2/N}. Balance is multiplied by |a|^{2/N} too.
/// </remarks>
internal sealed class WhitenedProblem
{
    private const double Epsilon = 1.0 / (1L << 52);

    private readonly Lazy<double[]> _targetValues;
    private readonly double[] _layerFactors;
    private WhitenedPoint? _latest;
    private WhitenedPoint? _other;

    /// <summary>The problem of a setting.</summary>
    public WhitenedProblem(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        Setting = setting;
        var network = setting.Network;
        var root = Math.Exp((Math.Log(Math.Abs(network.OutputFactor)) - network.LayerScales.Sum(Math.Log)) / Depth);
        ScaleSquared = root * root;
        _layerFactors = [.. network.LayerScales.Select(scale => root * scale)];

        // The sign of the output scale goes into one layer.
        _layerFactors[^1] = Math.CopySign(_layerFactors[^1], network.OutputFactor);
        _targetValues = new(() => SingularValueDecomposition.ValuesOf(setting.Minimizer));
    }

    /// <summary>The setting.</summary>
    public DeepLinearSetting Setting { get; }

    /// <summary>N.</summary>
    public int Depth => Setting.Network.Depth;

    /// <summary>d_0.</summary>
    public int Inputs => Setting.Network.InputDimension;

    /// <summary>d_N.</summary>
    public int Outputs => Setting.Network.OutputDimension;

    /// <summary>Phi, in coordinates of the inputs' span.</summary>
    public Matrix<double> Target => Setting.Minimizer;

    /// <summary>||Phi||_F.</summary>
    public double TargetNorm => Math.Sqrt(_targetValues.Value.Sum(s => s * s));

    /// <summary>sigma_min(Phi).</summary>
    public double TargetSmallest => _targetValues.Value[^1];

    /// <summary>eta, for L^1 and layers without output scale.</summary>
    public double Rate => Setting.LearningRate * Setting.Curvature.StrongConvexity * ScaleSquared;

    /// <summary>|a|^{2/N}: what squares of layers are multiplied by.</summary>
    public double ScaleSquared { get; }

    /// <summary>The learning rate of the setting that has a given rate here.</summary>
    public double RateOfSetting(double rate) => rate / (Setting.Curvature.StrongConvexity * ScaleSquared);

    /// <summary>s of layers drawn from a Gaussian, in the work's units; not a number for other starts.</summary>
    public double Deviation => Setting.Initialization is GaussianInitialization start ? start.Deviation * Math.Sqrt(ScaleSquared) : double.NaN;

    /// <summary>The standard deviation of the setting that has a given one here.</summary>
    public double DeviationOfSetting(double deviation) => deviation / Math.Sqrt(ScaleSquared);

    /// <summary>s of the entries of W(0) of procedure 1, in the work's units; not a number for other starts.</summary>
    public double MapDeviation => Setting.Initialization is BalancedInitialization start ? start.Deviation * Math.Pow(ScaleSquared, 0.5 * Depth) : double.NaN;

    /// <summary>The standard deviation of the setting's W(0) that has a given one here.</summary>
    public double MapDeviationOfSetting(double deviation) => deviation / Math.Pow(ScaleSquared, 0.5 * Depth);

    /// <summary>d_1 ... d_{N-1}.</summary>
    public double HiddenProduct => Setting.Network.HiddenWidths.Aggregate(1.0, (product, width) => product * width);

    /// <summary>What turns layer j of the run, as stored, into the work's W_j.</summary>
    public double LayerFactor(int layer) => _layerFactors[layer - 1];

    /// <summary>l(t) = 1/2 ||W(t) - Phi||_F^2.</summary>
    public double Loss(DeepLinearMoment moment) => 0.5 * SquaredDistance(moment);

    /// <summary>||W(t) - Phi||_F^2.</summary>
    public double SquaredDistance(DeepLinearMoment moment) => Frobenius.SquaredDistance(moment.Map, Target);

    /// <summary>sigma_min(Phi) - ||W - Phi||_F: the largest deficiency margin (definition 2).</summary>
    public double Margin(DeepLinearMoment moment) => TargetSmallest - Math.Sqrt(SquaredDistance(moment));

    /// <summary>max_j ||B_j||_F of the full network: the least delta for which the layers are delta-balanced (definition 1).</summary>
    public double Imbalance(DeepLinearMoment moment) => ScaleSquared * moment.Imbalances.DefaultIfEmpty(0).Max();

    /// <summary>max_j ||W_j||_F of the full network, which costs no singular values.</summary>
    public double LargestFrobenius(DeepLinearMoment moment) => Math.Sqrt(ScaleSquared) * Setting.Reduction.LayerNorms(moment.Weights).Max();

    /// <summary>max_j ||W_j||_sigma of the full network.</summary>
    public double LargestNorm(DeepLinearMoment moment) =>
        Enumerable.Range(1, Depth).Max(j => Math.Abs(LayerFactor(j)) * moment.SingularValues(j, j)[0]);

    /// <summary>Whether all dimensions are equal and the run's hidden layers are the network's, so that its layers can be compared with given ones.</summary>
    public bool HasSquareLayers => Setting.Network.Widths.All(width => width == Inputs) && Setting.Data.Rank == Inputs && !Setting.Reduction.ReducesLayers;

    /// <summary>Phi in the user's coordinates.</summary>
    public Matrix<double> TargetOnInputs => Setting.Optimum.Minimizer;

    /// <summary>A map from the inputs' span in the user's coordinates.</summary>
    public Matrix<double> OnInputs(Matrix<double> map) => MatrixProduct.Of(map, Setting.Data.InputBasis.Transposed);

    /// <summary>W_j in the user's coordinates, where <see cref="HasSquareLayers"/>.</summary>
    public Matrix<double> LayerOnInputs(DeepLinearMoment moment, int j) => j == 1 ? OnInputs(At(moment).Layers[0]) : At(moment).Layers[j - 1].Clone();

    /// <summary>The moment in the work's matrices; the last two asked for are kept, so that inequalities about a step share them.</summary>
    public WhitenedPoint At(DeepLinearMoment moment)
    {
        if (!Is(_latest, moment))
            (_latest, _other) = (Is(_other, moment) ? _other! : new WhitenedPoint(this, moment), _latest);
        return _latest!;
    }

    /// <summary>
    /// How far the rounding of one step moves W while ||W||_F is at most 2 ||Phi||_F, in the Frobenius norm: as
    /// <see cref="DeepLinearMoment.MapRounding"/>.
    /// </summary>
    public double StepRounding => 8 * Epsilon * (Depth + 1) * TargetNorm;

    /// <summary>
    /// How far rounding carries l(t) above a bound that shrinks by the share <paramref name="decay"/> a step: the distance from Phi
    /// shrinks by half of that share while every step may add its rounding, and what was added shrinks too.
    /// </summary>
    public double RunRounding(double bound, double decay, long step)
    {
        var carried = StepRounding * Math.Min(step + 1, decay > 0 ? 2 / decay : double.PositiveInfinity);
        return (Math.Sqrt(2 * bound) * carried) + (0.5 * carried * carried) + (1024 * Epsilon * bound);
    }

    /// <summary>
    /// The rounding of sums of products of up to 2 N layers, relative to the product of their spectral norms: n eps for each product
    /// of order n, a few times.
    /// </summary>
    public double ProductRounding => 8 * Epsilon * ((2 * Depth) + 1) * Setting.Run.Network.Widths.Max();

    /// <summary>What the work assumes throughout: a quadratic loss with whitened inputs.</summary>
    public IEnumerable<Assumption> Standing()
    {
        yield return Assumption.Is("the loss", "the squared one", Setting.Loss is SquaredLoss, "use the squared loss");
        yield return new Assumption("the rank of the inputs", Setting.Data.Rank, Relation.Equal, Setting.Data.Dataset.InputDimension, "leave out inputs that depend on others");
        yield return new Assumption("beta / alpha", Setting.Curvature.ConditionNumber, Relation.Equal, 1, "whiten the inputs")
        {
            // Whitening in double leaves about n eps in the spectrum.
            Uncertainty = 1e-12 * Math.Max(1, Setting.Data.Dataset.SampleCount / 1000.0),
        };
    }

    /// <summary>That all dimensions are equal.</summary>
    public IEnumerable<Assumption> Square()
    {
        yield return new("the number of dimensions other than the inputs'", Setting.Network.Widths.Count(width => width != Inputs), Relation.Equal, 0, "make all dimensions equal");
    }

    /// <summary>That all dimensions are equal and the depth even.</summary>
    public IEnumerable<Assumption> EvenAndSquare() => [new("the remainder of the depth by 2", Depth % 2, Relation.Equal, 0, "use an even depth"), .. Square()];

    /// <summary>That the layers are independent with entries N(0, s^2).</summary>
    public Assumption IsGaussian() =>
        Assumption.Is("the start", "Gaussian", Setting.Initialization is GaussianInitialization, "draw every layer from a Gaussian");

    /// <summary>That W(0) is Gaussian and spread over the layers by procedure 1.</summary>
    public Assumption IsBalancedGaussian() =>
        Assumption.Is("the start", "that of procedure 1", Setting.Initialization is BalancedInitialization, "draw a balanced start");

    /// <summary>That there is one output.</summary>
    public Assumption HasOneOutput() => new("the number of outputs", Outputs, Relation.Equal, 1, "learn one output at a time");

    /// <summary>That d_0 is large enough for the work's estimate of spherical caps.</summary>
    public Assumption HasManyInputs() => new("the number of inputs", Inputs, Relation.AtLeast, 20, "use at least 20 inputs");

    /// <summary>1 - p for a guaranteed probability p; 1 where it is not positive, and so guarantees nothing.</summary>
    public static double FailureOf(double probability) => probability > 0 ? 1 - probability : 1;

    private static bool Is(WhitenedPoint? point, DeepLinearMoment moment) => point is not null && ReferenceEquals(point.Moment, moment) && point.Step == moment.Step;
}
