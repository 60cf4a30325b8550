using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>What a theorem on linear residual networks is evaluated on: network, data, squared loss and learning rate, from the zero start, all in double.</summary>
/// <remarks>
/// Measured on the reduced run, which is exact. The loss is 1/2 ||U X - Y||_F^2; a factor c before the squares makes it that of the data sqrt(c) X and
/// sqrt(c) Y, and these are what is measured.
/// </remarks>
public sealed class ResidualSetting
{
    private readonly Lazy<ResidualMoment> _start;
    private readonly Lazy<SampledObjective<double>> _examples;

    /// <summary>A setting.</summary>
    /// <param name="run">The prepared run, reduced, from the zero start; with batches for a stochastic method.</param>
    /// <param name="data">The data, analysed.</param>
    /// <param name="loss">The loss, without penalty.</param>
    /// <param name="learningRate">eta.</param>
    public ResidualSetting(PreparedResidualRun<double> run, DataAnalysis data, SquaredLoss loss, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        if (ReferenceEquals(run.Reduction.Full, run.Reduction.Reduced))
            throw new ArgumentException("the run was prepared without reduction; theorems measure gaps on the reduced one: prepare it with ReductionMode.Auto.", nameof(run));
        if (loss.Penalty != 0)
            throw new ArgumentException("the loss has a penalty; theorems on residual networks speak about the squared loss alone.", nameof(loss));
        if (run.Start.Span.IndexOfAnyExcept(0.0) >= 0)
            throw new ArgumentException("the start is not zero; theorems on residual networks speak about the zero start.", nameof(run));
        (Run, Data, LearningRate) = (run, data, learningRate);
        Scale = Math.Sqrt(loss.Factor(data.Dataset.SampleCount));
        OptimalLoss = loss.Minimize(data).Loss;
        MaxColumnNorm = Scale * Enumerable.Range(0, data.Dataset.SampleCount).Max(i => ColumnNorm(data.Dataset, i));
        TargetNorm = Scale * Arithmetic.Frobenius.Norm(data.Dataset.Targets);
        _start = new(StartMoment);
        _examples = new(() => run.Network.BindSampled<double>(data.OnInputBasis(), loss, 1, Arithmetic.ThreadTeam.Alone));
    }

    /// <summary>The prepared run, with its reduction.</summary>
    public PreparedResidualRun<double> Run { get; }

    /// <summary>The full network.</summary>
    public LinearResidualNetwork Network => Run.Reduction.Full;

    /// <summary>The data, analysed, as they were given.</summary>
    public DataAnalysis Data { get; }

    /// <summary>eta.</summary>
    public double LearningRate { get; }

    /// <summary>How A and B were made; null where only they are known.</summary>
    public Transformation? Transformation { get; init; }

    /// <summary>The batches of a stochastic run; null where there is none, or where only their size is known.</summary>
    public Batches? Batches { get; init; }

    /// <summary>b; null where steps see all samples.</summary>
    public int? BatchSize => (Run.Objective as SampledObjective<double>)?.BatchSize;

    /// <summary>epsilon, the gap a stochastic method is to reach; a millionth of the first one where none is given.</summary>
    public double? TargetError { get; init; }

    /// <summary>T, the steps that theorem 3.8 of Zou et al. 2020 is to speak about.</summary>
    public long Horizon { get; init; } = 1000;

    /// <summary>delta, the probability of failure a user accepts where a statement has one.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>Values for constants that works leave open, by theorem id and symbol.</summary>
    public IReadOnlyDictionary<string, Constant> Constants { get; init; } = new Dictionary<string, Constant>();

    /// <summary>||X||.</summary>
    public double LargestSingularValue => Scale * Data.LargestSingularValue;

    /// <summary>sigma_r(X).</summary>
    public double SmallestSingularValue => Scale * Data.SmallestSingularValue;

    /// <summary>||X||_F.</summary>
    public double InputNorm => LargestSingularValue * Math.Sqrt(Data.StableRank);

    /// <summary>||X||_{2,inf}, the largest norm of a column.</summary>
    public double MaxColumnNorm { get; }

    /// <summary>||Y||_F.</summary>
    public double TargetNorm { get; }

    /// <summary>L*.</summary>
    public double OptimalLoss { get; }

    /// <summary>The moment before the first step.</summary>
    public ResidualMoment Start => _start.Value;

    /// <summary>sqrt(c) for the loss (c/2) ||U X - Y||_F^2.</summary>
    internal double Scale { get; }

    /// <summary>Samples one by one.</summary>
    internal SampledObjective<double> Examples => _examples.Value;

    /// <summary>The norm of an example, in the loss's own scaling.</summary>
    internal double ExampleNorm(int sample) => Scale * ColumnNorm(Data.Dataset, sample);

    /// <summary>A constant a work leaves open: the user's value if there is one.</summary>
    internal Constant ConstantOf(Theorem theorem, string symbol, string note) =>
        Constants.TryGetValue($"{theorem.Id} {symbol}", out var known) ? known : new(symbol, double.NaN, ConstantOrigin.Unspecified, note);

    /// <summary>The method of the run: stochastic where there are batches.</summary>
    internal Method Method => Batches is null ? new GradientDescent(LearningRate) : new StochasticGradientDescent(LearningRate, Batches);

    private static double ColumnNorm(Dataset data, int column)
    {
        var square = 0.0;
        for (var i = 0; i < data.InputDimension; i++)
            square += data.Inputs[i, column] * data.Inputs[i, column];
        return Math.Sqrt(square);
    }

    private ResidualMoment StartMoment()
    {
        var moment = new ResidualMoment(this);
        moment.MoveTo(0, Run.Start, null);
        return moment;
    }
}
