using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Objectives;

namespace Surefoot.Theory.Hu2020;

/// <summary>
/// A setting as section 5 of Hu et al. 2020 sees it: alpha W_{L:1} = beta A_{L:1} with A_i = W_i / (sqrt(d_i) sigma_i) and
/// beta = alpha prod_i sqrt(d_i) sigma_i.
/// </summary>
/// <remarks>
/// sigma_i is the standard deviation of a Gaussian start, and of any other the root mean square entry of W_i(0): what is said of the
/// norms of one start holds for any scale. Products are those of the run, so d_0 is the rank of the inputs.
/// </remarks>
internal sealed class GaussianProblem
{
    private readonly DeepLinearSetting _setting;
    private readonly Lazy<BlockNorms> _startNorms;

    /// <summary>The problem of a setting.</summary>
    public GaussianProblem(DeepLinearSetting setting)
    {
        _setting = setting;
        var network = setting.Network;
        var norms = setting.Initialization is GaussianInitialization ? null : setting.Reduction.LayerNorms(setting.Run.Start);
        var deviation = (setting.Initialization as GaussianInitialization)?.Deviation ?? 1;

        // A layer of zeros has no scale of its own.
        Scales = [.. Enumerable.Range(1, network.Depth).Select(i => norms is null || norms[i - 1] == 0 ? Math.Sqrt(network.Widths[i]) * deviation : norms[i - 1] / Math.Sqrt(network.Widths[i - 1]))];
        Factors = [.. Scales.Select((scale, i) => network.LayerScales[i] / scale)];
        LogBeta = Math.Log(Math.Abs(network.OutputFactor)) - Factors.Sum(Math.Log);
        Regression = new(setting);
        _startNorms = new(() => setting.Start.Measured("hu-2020 norms of blocks", _ => BlockNorms.Of(setting.Run.Start, Factors)));
    }

    /// <summary>The data's part of it: X, Y, L.</summary>
    public RegressionProblem Regression { get; }

    /// <summary>L.</summary>
    public int Depth => _setting.Network.Depth;

    /// <summary>sqrt(d_i) sigma_i.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>What turns stored layers into A_i.</summary>
    public IReadOnlyList<double> Factors { get; }

    /// <summary>log beta; beta itself may overflow.</summary>
    public double LogBeta { get; }

    /// <summary>||A_{j:i}(0)||.</summary>
    public BlockNorms StartNorms => _startNorms.Value;

    /// <summary>||Y||_F.</summary>
    public double TargetNorm => Math.Sqrt(Regression.SquaredTargets);

    /// <summary>max_i d_i, input and output dimensions included.</summary>
    public int LargestWidth => _setting.Network.Widths.Max();

    /// <summary>1 - log(max_i d_i) / log L: the largest gamma with max_i d_i &lt;= L^{1 - gamma}.</summary>
    public double WidthExponent => 1 - (Math.Log(LargestWidth) / Math.Log(Depth));

    /// <summary>Lambda = -log max_{j-i >= L/10} ||A_{j:i}(0)||, the work's c_1 L^gamma as this start has it.</summary>
    public double Smallness => -Math.Log(StartNorms.Largest(Depth / 10.0));

    /// <summary>||A_{L:1}(0)||.</summary>
    public double WholeNorm => Math.Exp(Math.Log(_setting.Start.MapSingularValues[0]) - LogBeta);

    /// <summary>||alpha W_{L:1}|| ||X||_F / ||Y||_F, which bounds the output relative to the targets.</summary>
    public double Output(DeepLinearMoment moment) => moment.MapSingularValues[0] * Math.Sqrt(Regression.SquaredFrobenius) / TargetNorm;

    /// <summary>Whether the start is drawn from the Gaussian law; of others nobody asks for the norms of all products, which take long.</summary>
    public bool IsGaussian => _setting.Initialization is GaussianInitialization;

    /// <summary>The start is drawn from the Gaussian law.</summary>
    public Assumption GaussianLaw() => Assumption.Is("the start", "Gaussian", IsGaussian, "draw a Gaussian start");

    /// <summary>max_i ||A_i(t) - A_i(0)||_F.</summary>
    public double Drift(DeepLinearMoment moment) => Enumerable.Range(1, Depth).Max(layer => moment.DistanceFromStart(layer) / Scales[layer - 1]);

    /// <summary>How far rounding may have moved <see cref="Drift"/>: each step rounds every layer once.</summary>
    public double DriftRounding(DeepLinearMoment moment) =>
        Enumerable.Range(0, Depth).Max(i => (moment.Step + 2) * RegressionProblem.Roundoff * Factors[i] * Frobenius.Norm(moment.Weights[i]));

    /// <summary>||dl/dW_i||_F for i = 1, ..., L.</summary>
    public double[] Gradients(DeepLinearMoment moment)
    {
        var gradient = Regression.Gradient(moment);
        return [.. Enumerable.Range(0, Depth).Select(i => Frobenius.Norm(gradient[i]) / _setting.Network.LayerScales[i])];
    }

    /// <summary>j, i, A_{j:i}(t) and A_{j:i}(0) for all pairs of layers, or for prefixes, suffixes and single layers.</summary>
    public IEnumerable<(int Upper, int Lower, Matrix<double> Now, Matrix<double> Then)> Products(DeepLinearMoment moment, bool all)
    {
        for (var lower = 1; lower <= Depth; lower++)
        {
            Matrix<double>? now = null;
            Matrix<double>? then = null;
            for (var upper = lower; upper <= Depth; upper++)
            {
                now = Times(moment.Weights, upper, now);
                then = Times(_setting.Run.Start, upper, then);
                if (all || lower == 1 || upper == Depth || lower == upper)
                    yield return (upper, lower, now, then);
            }
        }
    }

    /// <summary>||A_{j:1}(t)|| for j = 0, ..., L, and ||A_{L:i}(t)|| for i = 1, ..., L + 1 at the index i - 1; empty products have norm 1.</summary>
    public (double[] Prefixes, double[] Suffixes) PrefixesAndSuffixes(DeepLinearMoment moment)
    {
        var (prefixes, suffixes) = (new double[Depth + 1], new double[Depth + 1]);
        prefixes[0] = suffixes[Depth] = 1;
        Matrix<double>? prefix = null;
        for (var layer = 1; layer <= Depth; layer++)
        {
            prefix = Times(moment.Weights, layer, prefix);
            prefixes[layer] = SingularValueDecomposition.ValuesOf(prefix)[0];
        }

        var suffix = Matrix<double>.Identity(_setting.Network.OutputDimension);
        for (var layer = Depth; layer >= 1; layer--)
        {
            suffix = MatrixProduct.Of<double>(suffix, Times(moment.Weights, layer, null));
            suffixes[layer - 1] = SingularValueDecomposition.ValuesOf(suffix)[0];
        }

        return (prefixes, suffixes);
    }

    private Matrix<double> Times(Weights<double> weights, int layer, Matrix<double>? below)
    {
        var product = below is null ? weights[layer - 1].Clone() : MatrixProduct.Of<double>(weights[layer - 1], below);
        foreach (ref var x in product.Span)
            x *= Factors[layer - 1];
        return product;
    }
}
