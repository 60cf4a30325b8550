using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Objectives;

namespace Surefoot.Theory.Hu2020;

/// <summary>
/// A setting as Hu et al. 2020 see it: l(W) = 1/2 ||alpha W_{L:1} X - Y||_F^2 with alpha = (m^{L-1} d_y)^{-1/2}, on the reduced
/// problem, where X has full column rank and Y = W* X.
/// </summary>
/// <remarks>
/// A factor c before the squares makes it the problem of sqrt(c) X and sqrt(c) Y. Another output scale makes it the problem of
/// W_i / b, with b the L-th root of what the scales differ by, and the learning rate divided by b^2. Layers act on the inputs'
/// span only, so d_x is the rank r here; what the start does beside that span meets no data and never moves.
/// </remarks>
internal sealed class RegressionProblem
{
    /// <summary>The unit roundoff u: every operation is off by at most this share of its result.</summary>
    public const double Roundoff = 1.0 / (1L << 53);

    // All pairs of layers are 77 at this depth; beyond it the products the proof uses are measured.
    private const int AllPairsDepth = 12;

    private readonly DeepLinearSetting _setting;
    private readonly Lazy<double> _targetNorm;
    private readonly Lazy<Assumption> _orthogonalStart;
    private Weights<double>? _gradient;

    /// <summary>The problem of a setting.</summary>
    public RegressionProblem(DeepLinearSetting setting)
    {
        _setting = setting;
        _targetNorm = new(() => SingularValueDecomposition.ValuesOf(setting.Minimizer)[0]);
        _orthogonalStart = new(() => setting.Start.Measured("hu-2020 orthogonal start", _ => MeasureOrthogonality()));
    }

    /// <summary>L.</summary>
    public int Depth => _setting.Network.Depth;

    /// <summary>m, the width of the first hidden layer; a network with one layer has none, and d_y stands in for it.</summary>
    public int Width => _setting.Network.Widths[1];

    /// <summary>d_y.</summary>
    public int OutputDimension => _setting.Network.OutputDimension;

    /// <summary>r, the rank of X.</summary>
    public int Rank => _setting.Data.Rank;

    /// <summary>||X||^2.</summary>
    public double SquaredNorm => _setting.Curvature.Smoothness;

    /// <summary>||X||.</summary>
    public double Norm => Math.Sqrt(SquaredNorm);

    /// <summary>sigma_r(X)^2.</summary>
    public double SquaredLeast => _setting.Curvature.StrongConvexity;

    /// <summary>The relative uncertainty of sigma_r(X)^2.</summary>
    public double LeastUncertainty => Math.Min(1, 2 * _setting.Data.SmallestSingularValueAccuracy);

    /// <summary>c, the factor before 1/2 ||W X - Y||_F^2.</summary>
    public double LossFactor => SquaredNorm / Math.Pow(_setting.Data.LargestSingularValue, 2);

    /// <summary>||X||_F^2.</summary>
    public double SquaredFrobenius => LossFactor * _setting.Data.SingularValues.Sum(s => s * s);

    /// <summary>kappa = ||X||^2 / sigma_r(X)^2.</summary>
    public double ConditionNumber => SquaredNorm / SquaredLeast;

    /// <summary>||X||_F^2 / ||X||^2.</summary>
    public double StableRank => _setting.Data.StableRank;

    /// <summary>||W*||.</summary>
    public double TargetNorm => _targetNorm.Value;

    /// <summary>||Y||_F^2 = ||W* X||_F^2.</summary>
    public double SquaredTargets
    {
        get
        {
            var (sum, minimizer) = (0.0, _setting.Minimizer);
            for (var i = 0; i < minimizer.Rows; i++)
            {
                for (var k = 0; k < minimizer.Columns; k++)
                    sum += Math.Pow(minimizer[i, k] * _setting.Data.SingularValues[k], 2);
            }

            return LossFactor * sum;
        }
    }

    /// <summary>l(0).</summary>
    public double StartLoss => _setting.Start.Gap;

    /// <summary>b^2, what squares of the setting's layers are divided by.</summary>
    public double ScaleSquared => 1 / _setting.NormalizedRateFactor;

    /// <summary>eta, for W_i / b.</summary>
    public double Rate => _setting.LearningRate / ScaleSquared;

    /// <summary>d_y / (2 L ||X||^2), the largest learning rate that theorem 4.1 allows.</summary>
    public double LargestRate => OutputDimension / (2 * Depth * SquaredNorm);

    /// <summary>1 - q = eta L sigma_r(X)^2 / (2 d_y), taken no larger than sigma_r(X) is known.</summary>
    public double Decay => 0.5 * Rate * Depth * SquaredLeast * (1 - LeastUncertainty) / OutputDimension;

    /// <summary>Whether <see cref="Isometry"/> sees every pair of layers.</summary>
    public bool SeesAllPairs => Depth <= AllPairsDepth;

    /// <summary>The learning rate of the setting that has a given rate here.</summary>
    public double RateOfSetting(double rate) => rate * ScaleSquared;

    /// <summary>What the work assumes throughout: the squared loss.</summary>
    public IEnumerable<Assumption> Standing()
    {
        yield return Assumption.Is("the loss", "the squared one", _setting.Loss is SquaredLoss, "use the squared loss");
        yield return new Assumption("the penalty of the loss", (_setting.Loss as SquaredLoss)?.Penalty ?? 0, Relation.Equal, 0, "leave the penalty out");
    }

    /// <summary>What section 4 assumes of the architecture: two layers or more, of one width that holds inputs and outputs.</summary>
    public IEnumerable<Assumption> EqualWidths()
    {
        yield return new Assumption("the depth", Depth, Relation.AtLeast, 2, "add a layer: one alone is plain linear regression");
        yield return new Assumption("the number of different hidden widths", _setting.Network.HiddenWidths.Distinct().Count(), Relation.Equal, 1, "give all hidden layers one width");
        var needed = Math.Max(Rank, OutputDimension);
        yield return new Assumption("the width beside the rank of the inputs and the number of outputs", Width, Relation.AtLeast, needed, $"take a width of at least {needed}") { Lever = Lever.Width };
    }

    /// <summary>W_i(0) / sqrt(m) is an isometry, for every layer: the identities (4), which give (8) for all products.</summary>
    public Assumption OrthogonalStart => _orthogonalStart.Value;

    /// <summary>What the width is compared with goes with sigma_r(X)^{-4} and l(0).</summary>
    public double WidthUncertainty => (256 * 2 * Roundoff) + (2 * LeastUncertainty) + (StartLoss > 0 ? LossRounding(_setting.Start) / StartLoss : 0);

    /// <summary>The start is drawn from the orthogonal law.</summary>
    public Assumption OrthogonalLaw() => Assumption.Is(
        "the start", "orthogonal with Haar layers", _setting.Initialization is OrthogonalInitialization, "draw an orthogonal start");

    /// <summary>eta at most d_y / (2 L ||X||^2).</summary>
    public Assumption RateAssumption() => new(
        "the learning rate", _setting.LearningRate, Relation.AtMost, RateOfSetting(LargestRate), $"take a learning rate of at most {RateOfSetting(LargestRate):G4}")
    {
        Lever = Lever.LearningRate,
    };

    /// <summary>The least and largest sigma(W_{j:i}) / m^{(j-i+1)/2} over all pairs but (1, L), or over prefixes, suffixes and layers.</summary>
    public (double Least, double Largest) Isometry(DeepLinearMoment moment) => moment.Measured("hu-2020 isometry", MeasureIsometry);

    /// <summary>n = j - i + 1 and ||W_{j:i}(t) - W_{j:i}(0)|| / m^{n/2}, over the same pairs.</summary>
    public IEnumerable<(int Count, double Moved)> ProductMoves(DeepLinearMoment moment)
    {
        foreach (var (upper, lower, now) in Products(moment))
        {
            var scale = Enumerable.Range(lower, upper - lower + 1).Aggregate(1.0, (product, layer) => product * RelativeScale(layer));
            var then = _setting.Start.Product(upper, lower);
            var moved = new Matrix<double>(now.Rows, now.Columns);
            for (var k = 0; k < moved.Span.Length; k++)
                moved.Span[k] = scale * (now.Span[k] - then.Span[k]);
            yield return (upper - lower + 1, SingularValueDecomposition.ValuesOf(moved)[0]);
        }
    }

    /// <summary>How far rounding may have moved an end of <see cref="Isometry"/>.</summary>
    public double IsometryRounding(double value) => 8 * Roundoff * Depth * _setting.Run.Network.Widths.Max() * value;

    /// <summary>B(t), as far as it is measured.</summary>
    public bool IsNearIsometry(DeepLinearMoment moment) => Pairs.All(pair =>
        Ends(moment, pair.Upper, pair.Lower) is { Least: >= InvariantB.Lower, Largest: <= InvariantB.Upper });

    /// <summary>B(t) for every pair: where not all are measured, by the distance from an orthogonal start (claim 4.4).</summary>
    public bool IsNearIsometryThroughout(DeepLinearMoment moment) =>
        IsNearIsometry(moment) && (SeesAllPairs || (OrthogonalStart.Holds == true && Math.Pow(1 + (Drift(moment) / Math.Sqrt(Width)), Depth) - 1 <= ExplicitConvergence.Spread));

    /// <summary>max_i ||W_i(t) - W_i(0)||_F.</summary>
    public double Drift(DeepLinearMoment moment) =>
        Enumerable.Range(1, Depth).Max(moment.DistanceFromStart) / Math.Sqrt(ScaleSquared);

    /// <summary>How far rounding may have moved <see cref="Drift"/>: each step rounds every layer once.</summary>
    public double DriftRounding(DeepLinearMoment moment) => Enumerable.Range(0, Depth)
        .Max(i => (moment.Step + 2) * Roundoff * _setting.Network.LayerScales[i] * Frobenius.Norm(moment.Weights[i]) / Math.Sqrt(ScaleSquared));

    /// <summary>||U(t) - Y||_F = sqrt(2 l(t)).</summary>
    public static double Residual(DeepLinearMoment moment) => Math.Sqrt(2 * Math.Max(0, moment.Gap));

    /// <summary>
    /// How far rounding may have moved U in one evaluation, in the Frobenius norm: a product with inner dimension k is off by at
    /// most k u ||V_i||_F ||V_{i-1:1} X||_F, and the suffix carries that to the output.
    /// </summary>
    public double OutputRounding(DeepLinearMoment moment) => Math.Sqrt(LossFactor) * moment.Measured("hu-2020 output rounding", MeasureOutputRounding);

    /// <summary>How far rounding may have moved l(t) along the whole run: each step by that of U, earlier steps contracted by q.</summary>
    public double LossRounding(DeepLinearMoment moment)
    {
        var steps = 1 + Math.Min(moment.Step, Decay > 0 ? 1 / Decay : double.PositiveInfinity);
        var distance = 2 * steps * OutputRounding(moment);
        return (Residual(moment) * distance) + (0.5 * distance * distance) + (32 * Roundoff * moment.Gap);
    }

    /// <summary>The least and largest eigenvalue of P(t).</summary>
    public (double Least, double Largest) KernelExtremes(DeepLinearMoment moment)
    {
        var factor = LossFactor * ScaleSquared;
        var eigenvalues = moment.Kernel.Eigenvalues;
        return (factor * eigenvalues[0], factor * eigenvalues[^1]);
    }

    /// <summary>How far rounding may have moved an eigenvalue of P(t).</summary>
    public double KernelRounding(DeepLinearMoment moment) =>
        4 * Roundoff * (moment.Kernel.Order + Depth) * KernelExtremes(moment).Largest;

    /// <summary>||alpha E(t) X||_F = ||U(t+1) - U(t) + eta unvec(P(t) vec(U(t) - Y))||_F, with t the moment before the given one.</summary>
    public double HigherOrderTerm(DeepLinearMoment moment)
    {
        var before = moment.Previous!;
        var residual = InSamples(before.Map, _setting.Minimizer);
        var moved = InSamples(moment.Map, before.Map);
        var image = before.Kernel.Apply(residual);
        var sum = 0.0;
        for (var k = 0; k < moved.Span.Length; k++)
            sum += Math.Pow(moved.Span[k] + (_setting.LearningRate * LossFactor * image.Span[k]), 2);
        return Math.Sqrt(LossFactor * sum);
    }

    /// <summary>The relative rounding of ||f(x)||^2 / ||x||^2 at a moment.</summary>
    public double GainRounding(DeepLinearMoment moment) => 8 * OutputRounding(moment) / Math.Sqrt(SquaredLeast);

    /// <summary>How far rounding may have moved <see cref="HigherOrderTerm"/>: that of both outputs and of the step between them.</summary>
    public double HigherOrderRounding(DeepLinearMoment moment) =>
        (2 * (OutputRounding(moment) + OutputRounding(moment.Previous!)))
        + (Rate * KernelRounding(moment.Previous!) * Residual(moment.Previous!))
        + (32 * Roundoff * TargetNorm * Math.Sqrt(SquaredFrobenius));

    /// <summary>The gradients with respect to every W_i, as they are stored (multiply by 1 / s_i); overwritten by the next call.</summary>
    public Weights<double> Gradient(DeepLinearMoment moment)
    {
        _gradient ??= new Weights<double>(_setting.Run.Network.Shapes);
        _setting.Run.Objective.LossAndGradient(moment.Weights, _gradient);
        return _gradient;
    }

    /// <summary>max_i ||dl/dW_i||_F.</summary>
    public double LargestGradient(DeepLinearMoment moment)
    {
        var gradient = Gradient(moment);
        return Math.Sqrt(ScaleSquared) * Enumerable.Range(0, Depth).Max(i => Frobenius.Norm(gradient[i]) / _setting.Network.LayerScales[i]);
    }

    // (A - B) S: maps in coordinates of the inputs' span, seen on X = U S V^T in the basis V of the samples.
    private Matrix<double> InSamples(Matrix<double> a, Matrix<double> b)
    {
        var difference = new Matrix<double>(a.Rows, a.Columns);
        for (var i = 0; i < a.Rows; i++)
        {
            for (var k = 0; k < a.Columns; k++)
                difference[i, k] = (a[i, k] - b[i, k]) * _setting.Data.SingularValues[k];
        }

        return difference;
    }

    // What turns stored singular values of one layer into sigma(W_i / b) / sqrt(m).
    private double RelativeScale(int layer) => _setting.Network.LayerScales[layer - 1] / Math.Sqrt(Width * ScaleSquared);

    private Assumption MeasureOrthogonality()
    {
        var worst = 0.0;
        for (var layer = 1; layer <= Depth; layer++)
        {
            var scale = RelativeScale(layer);
            var values = _setting.Start.SingularValuesInRun(layer, layer);
            worst = Math.Max(worst, Math.Max((scale * values[0]) - 1, 1 - (scale * values[^1])));
        }

        // Of m x m layers drawn by QR and rounded once more on being scaled.
        var rounding = 64 * Roundoff * Math.Max(8, Width);
        return new("the distance of sigma(W_i(0)) / sqrt(m) from 1", worst, Relation.AtMost, rounding, "use an orthogonal start of a width not below the input and output dimensions");
    }

    private (double Least, double Largest) MeasureIsometry(DeepLinearMoment moment)
    {
        var (least, largest) = (double.PositiveInfinity, 0.0);
        foreach (var (upper, lower) in Pairs)
        {
            var ends = Ends(moment, upper, lower);
            (least, largest) = (Math.Min(least, ends.Least), Math.Max(largest, ends.Largest));
        }

        return (least, largest);
    }

    // The least and the largest sigma(W_{j:i}) / m^{(j-i+1)/2}.
    private (double Least, double Largest) Ends(DeepLinearMoment moment, int upper, int lower)
    {
        var scale = Enumerable.Range(lower, upper - lower + 1).Aggregate(1.0, (product, layer) => product * RelativeScale(layer));
        var values = moment.SingularValuesInRun(upper, lower);
        return (scale * values[^1], scale * values[0]);
    }

    // All pairs but (1, L), or prefixes, suffixes and layers; those with few rows or columns first, which decide soonest.
    private IEnumerable<(int Upper, int Lower)> Pairs =>
        from lower in Enumerable.Range(1, Depth)
        from upper in Enumerable.Range(lower, Depth - lower + 1)
        let isOuter = lower == 1 || upper == Depth
        where (lower > 1 || upper < Depth) && (isOuter || SeesAllPairs || lower == upper)
        orderby isOuter descending
        select (upper, lower);

    // V_{j:i} for all pairs but (1, L), or for prefixes, suffixes and layers.
    private IEnumerable<(int Upper, int Lower, Matrix<double> Product)> Products(DeepLinearMoment moment)
    {
        for (var lower = 1; lower <= Depth; lower++)
        {
            var product = moment.Weights[lower - 1];
            for (var upper = lower; upper <= Depth; upper++)
            {
                if (upper > lower)
                    product = MatrixProduct.Of<double>(moment.Weights[upper - 1], product);
                if ((lower > 1 || upper < Depth) && (SeesAllPairs || lower == 1 || upper == Depth || lower == upper))
                    yield return (upper, lower, product);
            }
        }
    }

    private double MeasureOutputRounding(DeepLinearMoment moment)
    {
        var (network, kernel) = (_setting.Run.Network, moment.Kernel);
        var sum = 0.0;
        for (var i = 0; i < network.Depth; i++)
        {
            var suffix = network.LayerScales[i] * Math.Sqrt(Trace(kernel.OutputFactors[i]));
            sum += (network.Widths[i] + 2) * Frobenius.Norm(moment.Weights[i]) * suffix * Math.Sqrt(Trace(kernel.DataFactors[i]));
        }

        return Roundoff * sum;
    }

    private static double Trace(Matrix<double> matrix)
    {
        var sum = 0.0;
        for (var i = 0; i < matrix.Rows; i++)
            sum += matrix[i, i];
        return sum;
    }
}
