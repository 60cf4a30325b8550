using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Reductions;

namespace Surefoot.Theory;

/// <summary>What a theorem on deep linear networks is evaluated on: network, data, loss, start and learning rate, all in double.</summary>
/// <remarks>
/// Measured on the reduced run, which is exact. Maps from inputs to outputs are kept in coordinates of the inputs' span, where
/// the data semi-norm ||A||_X of Zhao and Xu 2024 is the Frobenius norm of A U.
/// </remarks>
public sealed class DeepLinearSetting
{
    private readonly Lazy<ConvexMinimum> _optimum;
    private readonly Lazy<Matrix<double>> _minimizer;
    private readonly Lazy<Matrix<double>> _spectralInputs;
    private readonly Lazy<DeepLinearMoment> _start;

    /// <summary>A setting.</summary>
    /// <param name="run">The prepared run.</param>
    /// <param name="data">The data, analysed.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="learningRate">eta, for the unnormalised W_i.</param>
    public DeepLinearSetting(PreparedRun<double> run, DataAnalysis data, Loss loss, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        if (ReferenceEquals(run.Reduction.Full, run.Reduction.Reduced))
            throw new ArgumentException("the run was prepared without reduction; theorems need inputs in coordinates of their span: prepare it with ReductionMode.Auto.", nameof(run));
        Run = run;
        Data = data;
        Loss = loss;
        LearningRate = learningRate;
        Curvature = loss.CurvatureOn(data);
        BoundLoss = loss.Bind<double>(run.Data, data.Dataset.SampleCount);
        _optimum = new(() => loss.Minimize(data));
        _minimizer = new(() => MatrixProduct.Of<double>(Optimum.Minimizer, data.InputBasis));
        NormalizedRateFactor = RateFactorOf(Network);
        _start = new(StartMoment);
        _spectralInputs = new(() => Matrix<double>.Diagonal(data.SingularValues));
    }

    /// <summary>The prepared run, with its reduction.</summary>
    public PreparedRun<double> Run { get; }

    /// <summary>The full network.</summary>
    public DeepLinearNetwork Network => Reduction.Full;

    /// <summary>The way from the run to the full network.</summary>
    public Reduction Reduction => Run.Reduction;

    /// <summary>The data, analysed.</summary>
    public DataAnalysis Data { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>eta.</summary>
    public double LearningRate { get; }

    /// <summary>The distribution the start was drawn from; null where only the weights are known.</summary>
    public Initialization<DeepLinearNetwork>? Initialization { get; init; }

    /// <summary>delta, the probability of failure a user accepts where a statement has one.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>Values for constants that works leave open, by theorem id and symbol, for example "zhao-xu-2024/theorem-1 C".</summary>
    public IReadOnlyDictionary<string, Constant> Constants { get; init; } = new Dictionary<string, Constant>();

    /// <summary>alpha and beta of the convex problem in the data semi-norm.</summary>
    public Curvature Curvature { get; }

    /// <summary>W* of least norm and L(W*).</summary>
    public ConvexMinimum Optimum => _optimum.Value;

    /// <summary>W* in coordinates of the inputs' span, n_N x r.</summary>
    public Matrix<double> Minimizer => _minimizer.Value;

    /// <summary>The moment before the first step.</summary>
    public DeepLinearMoment Start => _start.Value;

    /// <summary>
    /// What the learning rate is multiplied by for the same run of the normalised network: (alpha / a_N)^{2/N}, with
    /// a_N = (n_1 ... n_N)^{-1/2}. The layers there are (alpha / a_N)^{1/N} W_i.
    /// </summary>
    public double NormalizedRateFactor { get; }

    /// <summary>
    /// eta*, the rate at which the convex twin descends as fast as the network does at first: N eta / n_N for the normalised
    /// network (Zhao and Xu 2024, section 2.3), and N eta (alpha / a_N)^{2/N} / n_N for any other output scale.
    /// </summary>
    public double TwinRate => Network.Depth * LearningRate * NormalizedRateFactor / Network.OutputDimension;

    /// <summary>The loss on the run's data, bound to them.</summary>
    internal BoundLoss<double> BoundLoss { get; }

    /// <summary>S, the singular values of X on a diagonal: the inputs in coordinates of their span and of the samples', r x r.</summary>
    internal Matrix<double> SpectralInputs => _spectralInputs.Value;

    /// <summary>Seconds, about, that the singular values of all layers of the run take: a nanosecond for each product of their lengths and the square of their widths.</summary>
    internal double SpectraCost => Enumerable.Range(1, Run.Network.Depth).Sum(i => SpectrumCost(Run.Network.Widths[i], Run.Network.Widths[i - 1]));

    /// <summary>Seconds, about, that the singular values of all products of layers of the run take.</summary>
    internal double ProductSpectraCost
    {
        get
        {
            var (widths, sum) = (Run.Network.Widths, 0.0);
            for (var lower = 1; lower < widths.Count; lower++)
            {
                for (var upper = lower; upper < widths.Count; upper++)
                    sum += SpectrumCost(widths[upper], widths[lower - 1]);
            }

            return sum;
        }
    }

    /// <summary>The least loss on the run's data.</summary>
    internal double OptimalLoss => Optimum.Loss - Run.LossOffset;

    /// <summary>A constant a work leaves open: the user's or a calibrated value if there is one.</summary>
    /// <param name="theorem">The theorem.</param>
    /// <param name="symbol">The work's symbol.</param>
    /// <param name="note">What it multiplies.</param>
    public Constant ConstantOf(Theorem theorem, string symbol, string note)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        return Constants.TryGetValue($"{theorem.Id} {symbol}", out var known) ? known : new(symbol, double.NaN, ConstantOrigin.Unspecified, note);
    }

    private static double SpectrumCost(double rows, double columns) => 1e-9 * rows * columns * Math.Min(rows, columns);

    private DeepLinearMoment StartMoment()
    {
        var moment = new DeepLinearMoment(this);
        moment.MoveTo(0, Run.Start, Run.Network.EndToEnd(Run.Start), null);
        return moment;
    }

    // Layer by layer the quotients of scales are 1 for a normalised network, without rounding.
    private static double RateFactorOf(DeepLinearNetwork network)
    {
        var log = Math.Log(Math.Abs(network.OutputFactor));
        for (var i = 0; i < network.Depth; i++)
            log -= Math.Log(network.LayerScales[i] / Math.Sqrt(network.Widths[i + 1]));
        return Math.Exp(2 * log / network.Depth);
    }
}
