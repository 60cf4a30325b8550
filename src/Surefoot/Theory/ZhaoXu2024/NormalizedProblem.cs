using Surefoot.Arithmetic;
using Surefoot.Initializations;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// A setting as Zhao and Xu 2024 see it: the convex problem with its constants, and the network a_N W_N ... W_1 with
/// a_N = (n_1 ... n_N)^{-1/2}.
/// </summary>
/// <remarks>
/// A network alpha W_N ... W_1 of any other output scale is theirs in W'_i = lambda W_i with lambda = (alpha / a_N)^{1/N}, which
/// gradient descent moves with the rate multiplied by lambda^2; the map and its losses are the same at every step. So
/// everything here speaks about W', and learning rates are turned back before they are told to the user.
/// </remarks>
internal sealed class NormalizedProblem
{
    public const double Epsilon = 1.0 / (1L << 52);

    private readonly double _accuracy;

    public NormalizedProblem(DeepLinearSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        Setting = setting;
        _accuracy = setting.Data.SmallestSingularValueAccuracy;

        // A lower estimate: alpha grows with the square of the smallest singular value.
        StrongConvexity = setting.Curvature.StrongConvexity * Math.Pow(Math.Max(1 - _accuracy, 0.5), 2);
        Smoothness = setting.Curvature.Smoothness;
        Rate = setting.LearningRate * setting.NormalizedRateFactor;
        SquaredMinimizerNorm = SemiNorm.Squared(setting.Minimizer);
        SquaredStartDistance = SquaredDistance(setting.Start);
    }

    public DeepLinearSetting Setting { get; }

    /// <summary>N.</summary>
    public int Depth => Setting.Network.Depth;

    /// <summary>n_0, ..., n_N.</summary>
    public IReadOnlyList<int> Widths => Setting.Network.Widths;

    /// <summary>n_N.</summary>
    public int Outputs => Setting.Network.OutputDimension;

    /// <summary>r, the rank of the inputs.</summary>
    public int Rank => Setting.Data.Rank;

    /// <summary>n_min, over hidden layers.</summary>
    public int LeastWidth => Depth > 1 ? Setting.Network.HiddenWidths.Min() : 0;

    /// <summary>n_max / n_min, over hidden layers: the least C0.</summary>
    public double WidthRatio => Depth > 1 ? (double)Setting.Network.HiddenWidths.Max() / LeastWidth : 1;

    /// <summary>1/n_from + ... + 1/n_to.</summary>
    public double InverseWidthSum(int from, int to) => Enumerable.Range(from, Math.Max(0, to - from + 1)).Sum(k => 1.0 / Widths[k]);

    /// <summary>Whether all hidden layers are of one width.</summary>
    public bool HasEqualWidths => Setting.Network.HiddenWidths.Distinct().Count() == 1;

    /// <summary>alpha.</summary>
    public double StrongConvexity { get; }

    /// <summary>beta.</summary>
    public double Smoothness { get; }

    /// <summary>kappa.</summary>
    public double ConditionNumber => Smoothness / StrongConvexity;

    /// <summary>The relative uncertainty of a limit in which kappa^2 is a factor.</summary>
    public double Uncertainty => (256 * Epsilon) + (8 * _accuracy);

    /// <summary>eta, for W'.</summary>
    public double Rate { get; }

    /// <summary>eta* = N eta / n_N.</summary>
    public double TwinRate => Depth * Rate / Outputs;

    /// <summary>eta_1 = 2 n_N / (N beta), for W'.</summary>
    public double RateCeiling => 2.0 * Outputs / (Depth * Smoothness);

    /// <summary>q (eq. 10).</summary>
    public double ContractionFactor => ConvexDescent.ContractionFactor(StrongConvexity, Smoothness, TwinRate);

    /// <summary>||W*||_X^2.</summary>
    public double SquaredMinimizerNorm { get; }

    /// <summary>||V(0) - W*||_X^2.</summary>
    public double SquaredStartDistance { get; }

    /// <summary>B_delta for the failure probability the user accepts.</summary>
    public double InitialGapBound => WidthFactors.InitialGapBound(Rank, Setting.FailureProbability, SquaredMinimizerNorm);

    /// <summary>C1, ..., C6 for the failure probability the user accepts.</summary>
    public WidthFactors WidthFactors => new(Depth, Outputs, ConditionNumber, InitialGapBound, WidthRatio, Setting.Network.HiddenWidths.Distinct().Count());

    /// <summary>The learning rate of the setting that is a given rate for W'.</summary>
    public double RateOfSetting(double rate) => rate / Setting.NormalizedRateFactor;

    /// <summary>V(t), with its gap and gradient.</summary>
    public ConvexPoint Deep(DeepLinearMoment moment) => new(moment.Map, moment.Gap + Setting.OptimalLoss, moment.Gap, moment.Gradient);

    /// <summary>W(t) of the twin, with its gap and gradient.</summary>
    public ConvexPoint Twin(DeepLinearMoment moment) => ConvexPoint.At(Setting, moment.Twin);

    /// <summary>||V(t) - W*||_X^2.</summary>
    public double SquaredDistance(DeepLinearMoment moment) => SquaredDistance(moment.Map);

    /// <summary>||W - W*||_X^2.</summary>
    public double SquaredDistance(Matrix<double> map) => Frobenius.SquaredDistance(map, Setting.Minimizer);

    /// <summary>How far rounding may have moved a map of N products, in the semi-norm.</summary>
    public double MapRounding(Matrix<double> map) => 4 * Epsilon * (Depth + 1) * (SemiNorm.Of(map) + Math.Sqrt(SquaredMinimizerNorm));

    /// <summary>How far rounding may have moved ||W - W*||_X: the map's, and that of W*, whose error grows with the condition number of X.</summary>
    public double DistanceRounding(Matrix<double> map) =>
        MapRounding(map) + (8 * Epsilon * (Rank + 1) * Math.Sqrt(ConditionNumber * SquaredMinimizerNorm));

    /// <summary>How far rounding may have moved a quotient of a product's singular value and its measure, beside the largest such quotient.</summary>
    public double RatioRounding => 16 * Epsilon * (Depth + Setting.Run.Network.Widths.Max());

    /// <summary>How far rounding may have moved a gradient: a map's rounding, seen by a beta-smooth loss.</summary>
    public double GradientRounding(ConvexPoint point) => Smoothness * MapRounding(point.Map);

    /// <summary>How far rounding may have moved L(W) - L*, where the rounding of several steps may have come together in W.</summary>
    /// <param name="point">W.</param>
    /// <param name="steps">How many steps' rounding at most: it dies away as fast as descent converges.</param>
    public double GapRounding(ConvexPoint point, double steps = 1)
    {
        var distance = MapRounding(point.Map) * GatheredSteps(steps);
        return (Math.Sqrt(2 * Smoothness * Math.Max(0, point.Gap)) * distance) + (0.5 * Smoothness * distance * distance) + (16 * Epsilon * Math.Abs(point.Loss));
    }

    /// <summary>How far rounding may have moved the sides of an inequality between two maps that L, its gradients and their distance enter.</summary>
    public double PairRounding(ConvexPoint x, ConvexPoint y)
    {
        var (moved, distance) = (MapRounding(x.Map) + MapRounding(y.Map), SemiNorm.Distance(x.Map, y.Map));
        return GapRounding(x) + GapRounding(y)
            + (moved * (SemiNorm.Of(x.Gradient) + SemiNorm.Of(y.Gradient)))
            + (4 * Smoothness * moved * (distance + moved))
            + (64 * Epsilon * Smoothness * distance * distance);
    }

    /// <summary>How many steps' rounding is in a map after a number of steps: no more than 1 / (1 - sqrt(q)) of them are remembered.</summary>
    public double GatheredSteps(double steps) => Math.Max(1, Math.Min(steps, 1 / Math.Max(Epsilon, 1 - Math.Sqrt(ContractionFactor))));

    /// <summary>L(V(t)) - L* against a bound, at every step.</summary>
    public Invariant<DeepLinearMoment> GapBelow(Bound bound, string id, string statement) =>
        new(id, statement, moment => bound.At(moment.Step) is var limit && double.IsFinite(limit) ? new(moment.Gap, limit, GapRounding(Deep(moment), moment.Step)) : null);

    /// <summary>What the work assumes from section 3 on.</summary>
    public IEnumerable<Assumption> Standing()
    {
        var least = Math.Max(Widths[0], Outputs);
        yield return ConvexAssumption();
        yield return new("the number of layers", Depth, Relation.AtLeast, 2, "add a hidden layer");
        yield return new("the least hidden width beside inputs and outputs", LeastWidth, Relation.AtLeast, least, $"make every hidden layer at least {least} wide") { Lever = Lever.Width };
    }

    /// <summary>That alpha, the square of the smallest singular value of the inputs, is known at all.</summary>
    public Assumption ConvexAssumption() =>
        new("the smallest singular value of the inputs", Setting.Data.SmallestSingularValue, Relation.Above, 0, "leave out inputs that depend on others")
        {
            // An estimate, which may be some times too small.
            Uncertainty = Math.Min(1, 4 * _accuracy),
        };

    /// <summary>eta against a limit for W'.</summary>
    public Assumption RateAssumption(Relation relation, double limit)
    {
        var rate = RateOfSetting(limit);
        var what = relation switch
        {
            Relation.Equal => "of",
            Relation.Below => "below",
            _ => "of at most",
        };
        return new("the learning rate", Setting.LearningRate, relation, rate, $"take a learning rate {what} {rate:G4}") { Lever = Lever.LearningRate };
    }

    /// <summary>delta against its limit.</summary>
    public Assumption FailureAssumption(double limit) =>
        new("the accepted probability of failure", Setting.FailureProbability, Relation.Below, limit, $"accept a probability below {limit}");

    /// <summary>n_min against a constant times a measure.</summary>
    public Assumption WidthAssumption(Constant constant, double measure) =>
        Assumption.AtLeastTimes("the least hidden width", LeastWidth, constant, measure, limit => $"make every hidden layer at least {limit:G4} wide") with { Lever = Lever.Width, Uncertainty = Uncertainty };

    /// <summary>The law of the start, and that it keeps norms on average (eq. 8).</summary>
    public IEnumerable<Assumption> LawAssumptions(params StartLaw[] laws)
    {
        var law = StartLaws.Of(Setting);
        var wanted = string.Join(" or ", laws.Select(StartLaws.Name));
        yield return Assumption.Is("the law of the start", wanted, law is null ? null : laws.Contains(law.Value), $"draw a {wanted} start");
        if (law is null)
            yield break;
        var deviation = Setting.Initialization is GaussianInitialization gaussian ? gaussian.Deviation : 1;
        var factor = deviation * Math.Sqrt(Setting.NormalizedRateFactor);
        yield return new("the mean of ||f(x)||^2 / ||x||^2 over starts", Math.Pow(factor, 2 * Depth), Relation.Equal, 1, $"use the normalised network, or entries {1 / factor:G4} times as large")
        {
            Uncertainty = 256 * Epsilon * Depth,
        };
    }

    /// <summary>sigma_k(W'_{N:i+1}) / (n_i ... n_{N-1})^{1/2}; its largest for k = 1, its smallest for k = n_N.</summary>
    public double OutputRatio(DeepLinearMoment moment, int i, int k) =>
        Scale(i + 1, Depth) * Math.Sqrt((double)Outputs / Widths[i]) * moment.SingularValue(Depth, i + 1, k);

    /// <summary>sigma_k(W'_{i-1:1} on the inputs' span) / (n_1 ... n_{i-1})^{1/2}; its largest for k = 1, its smallest for k = r.</summary>
    public double InputRatio(DeepLinearMoment moment, int i, int k)
    {
        var values = moment.SingularValuesOnInputs(i - 1);
        return k <= values.Count ? Scale(1, i - 1) * values[k - 1] : 0;
    }

    /// <summary>||W'_{j:i}|| / (n_i ... n_{j-1} max(n_{i-1}, n_j))^{1/2}.</summary>
    public double InnerRatio(DeepLinearMoment moment, int i, int j) => InnerNorm(moment, i, j) * Math.Sqrt(Widths[j] / (double)Math.Max(Widths[i - 1], Widths[j]));

    /// <summary>||W'_{j:i}|| / (n_i ... n_j)^{1/2}.</summary>
    public double InnerNorm(DeepLinearMoment moment, int i, int j) => Scale(i, j) * moment.SingularValue(j, i, 1);

    /// <summary>||W'_i(t) - W'_i(0)||_F.</summary>
    public double DistanceFromStart(DeepLinearMoment moment, int layer) => Math.Sqrt(Setting.NormalizedRateFactor) * moment.DistanceFromStart(layer);

    /// <summary>||W'_i(t)||_F on the run's subspaces, where it moves.</summary>
    public double LayerNorm(DeepLinearMoment moment, int layer) =>
        Math.Sqrt(Setting.NormalizedRateFactor) * Setting.Network.LayerScales[layer - 1] * SemiNorm.Of(moment.Weights[layer - 1]);

    /// <summary>W'_j ... W'_i over the product of stored layers and of (n_i ... n_j)^{1/2}; 1 for a normalised network.</summary>
    public double Scale(int lower, int upper)
    {
        var scale = 1.0;
        for (var layer = lower; layer <= upper; layer++)
            scale *= Math.Sqrt(Setting.NormalizedRateFactor) * Setting.Network.LayerScales[layer - 1] / Math.Sqrt(Widths[layer]);
        return scale;
    }
}
