namespace Surefoot.Theory.Hu2020;

/// <summary>
/// Hu et al. 2020, theorem 5.1: from a Gaussian start with max_i d_i &lt;= O(L^{1-gamma}) the loss stays between 0.4 ||Y||_F^2 and 0.6 ||Y||_F^2
/// for min_i d_i sigma_i^2 e^{0.3 c_1 L^gamma} / eta steps, with probability 0.9.
/// </summary>
public sealed class Theorem51 : Theorem<DeepLinearSetting, DeepLinearMoment>, IMeasuresConstant<DeepLinearSetting>
{
    /// <inheritdoc/>
    public override string Id => "hu-2020/theorem-5.1";

    /// <inheritdoc/>
    public override string Source => "Hu, Xiao and Pennington 2020, theorem 5.1";

    /// <inheritdoc/>
    public override string Statement =>
        "From a Gaussian start whose width grows more slowly than its depth, gradient descent needs exponentially many steps.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <summary>0.3 of c_1 L^gamma, the exponent of the number of steps.</summary>
    private const double StepExponent = 0.3;

    /// <summary>0.2 of c_1 L^gamma, the exponent of the largest learning rate.</summary>
    private const double RateExponent = 0.2;

    /// <inheritdoc/>
    public string MeasuredConstant => "c_1";

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        var (depth, gamma) = (problem.Depth, problem.WidthExponent);
        var power = Math.Pow(depth, gamma);
        var decay = setting.ConstantOf(this, "c_1", "in ||A_{j:i}(0)|| <= e^{-c_1 L^gamma} for j - i >= L/10");
        var leastDepth = setting.ConstantOf(this, "L_0", "the depth from which on powers of L are smaller than the exponential");
        var size = setting.ConstantOf(this, "Theta", "between ||X||_F or ||Y||_F and 1");
        var exponent = setting.ConstantOf(this, "p", "in alpha^2 prod_i d_i sigma_i^2 <= L^p and d_i sigma_i^2 >= L^{-p}");
        var least = problem.Scales.Min(scale => scale * scale);
        var steps = Steps(least, decay.Value * power, setting.LearningRate);
        double[] norms = [Math.Sqrt(problem.Regression.SquaredFrobenius), problem.TargetNorm];
        var squared = problem.Regression.SquaredTargets;
        return new(this,
            [
                .. problem.Regression.Standing(),
                problem.GaussianLaw(),
                new("gamma = 1 - log(max_i d_i) / log L", gamma, Relation.Above, 0, $"take at least {problem.LargestWidth + 1} layers, or widths and dimensions below {depth}"),
                PowerOfDepth("log(alpha^2 prod_i d_i sigma_i^2)", 2 * problem.LogBeta, exponent, depth),
                PowerOfDepth("log(1 / min_i d_i sigma_i^2)", -Math.Log(least), exponent, depth),
                Assumption.AtMostTimes("the largest of ||X||_F, ||Y||_F and their inverses", norms.Concat(norms.Select(norm => 1 / norm)).Max(), size, 1, limit => $"scale inputs and targets to norms within a factor {limit:G4} of 1"),
                Assumption.AtMostTimes("log eta", Math.Log(setting.LearningRate), decay, RateExponent * power, limit => $"take a learning rate of at most {Math.Exp(limit):G4}"),
                Assumption.AtLeastTimes("the depth", depth, leastDepth, 1, limit => $"take at least {limit:G4} layers"),
            ])
        {
            FailureProbability = 0.1,
            Constants =
            [
                decay,
                leastDepth,
                size,
                exponent,
                new("0.9", 0.9, ConstantOrigin.Explicit, "the probability"),
                new("0.4", Lemma55.Lower, ConstantOrigin.Explicit, "in 0.4 ||Y||_F^2 <= l(t)"),
                new("0.6", Lemma55.Upper, ConstantOrigin.Explicit, "in l(t) <= 0.6 ||Y||_F^2"),
                new("0.3", StepExponent, ConstantOrigin.Explicit, "in the number of steps min_i d_i sigma_i^2 e^{0.3 c_1 L^gamma} / eta"),
                new("0.2", RateExponent, ConstantOrigin.Explicit, "in eta <= e^{0.2 c_1 L^gamma}"),
            ],
            Yields =
            [
                ("gamma", gamma),
                ("T", steps),
                .. problem.IsGaussian
                    ? [("c_1 as this start has it", problem.Smallness / power), ("T with that c_1", Steps(least, problem.Smallness, setting.LearningRate))]
                    : Array.Empty<(string, double)>(),
            ],
            Invariants =
            [
                new("theorem-5.1/lower", "0.4 ||Y||_F^2 <= l(t) for t <= T", moment =>
                    moment.Step <= steps ? new(Lemma55.Lower * squared, moment.Gap, problem.Regression.LossRounding(moment)) : null),
                new("theorem-5.1/upper", "l(t) <= 0.6 ||Y||_F^2 for t <= T", moment =>
                    moment.Step <= steps ? new(moment.Gap, Lemma55.Upper * squared, problem.Regression.LossRounding(moment)) : null),
            ],
        };
    }

    /// <inheritdoc/>
    public double MeasureConstant(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new GaussianProblem(setting);
        if (!problem.IsGaussian || problem.WidthExponent <= 0)
            throw new ArgumentException($"{Id} speaks about Gaussian starts of more layers than any dimension, of the data or of a layer: here {problem.Depth} layers and a largest dimension of {problem.LargestWidth}.");
        return problem.Smallness / Math.Pow(problem.Depth, problem.WidthExponent);
    }

    /// <inheritdoc/>
    public string EstimateMeans(double share) => FormattableString.Invariant($"the largest value that a share of {share:G3} of the starts allows");

    /// <inheritdoc/>
    public (double Value, double Low, double High) EstimateConstant(IReadOnlyList<double> measured, double share)
    {
        // A start satisfies e^{-c_1 L^gamma} for every c_1 up to its own: the sign turns "at least" into a quantile.
        var (value, low, high) = Calibration.Quantile(measured.Select(each => -each), share);
        return (-value, -high, low == 0 ? double.PositiveInfinity : -low);
    }

    /// <summary>min_i d_i sigma_i^2 e^{0.3 c_1 L^gamma} / eta.</summary>
    /// <param name="leastScale">min_i d_i sigma_i^2.</param>
    /// <param name="smallness">c_1 L^gamma.</param>
    /// <param name="learningRate">eta.</param>
    public static double Steps(double leastScale, double smallness, double learningRate) => leastScale * Math.Exp(StepExponent * smallness) / learningRate;

    // A logarithm of at most 0 is at most p log L for every p.
    private static Assumption PowerOfDepth(string name, double value, Constant exponent, int depth) => value <= 0
        ? new(name, value, Relation.AtMost, 0, "scale the start down")
        : Assumption.AtMostTimes(name, value, exponent, Math.Log(depth), limit => $"bring it down to {limit:G4} by the scale of the start");
}
