using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A linear residual network in the precision of its case.</summary>
internal sealed class ResidualSide<T> : DescentSide
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ResidualCase _case;
    private readonly ThreadTeam _team;
    private readonly LinearResidualNetwork _network;
    private readonly Dataset _data;
    private readonly GradientDescent _method;
    private readonly PreparedResidualRun<T> _prepared;

    public ResidualSide(ResidualCase descent, ThreadTeam team)
    {
        _case = descent;
        _team = team;
        _network = LinearResidualNetwork.With(new GaussianTransformation(), descent.Order, descent.Order, descent.Width, descent.Depth, RandomStream.FromSeed(1).Named("ends"));
        _data = LinearTeacher.Sample(descent.Order, descent.Order, descent.Samples, 1, 1, RandomStream.FromSeed(1));
        var smoothness = new SquaredLoss().CurvatureOn(DataAnalysis.Of(_data)).Smoothness;
        _method = new GradientDescent(descent.RateShare * descent.Order / (descent.Depth * descent.Width * smoothness));
        _prepared = Prepare();
    }

    public override double BytesOfWeights => (double)Unsafe.SizeOf<T>() * _prepared.Network.Shapes.TotalCount;

    public override double FlopsOfStep => 6.0 * _prepared.Data.SampleCount * _prepared.Network.Shapes.TotalCount;

    // Over the layers that peers descend.
    public override double Tolerance => RoundingOf<T>(_case.Depth * (double)_case.Width);

    public override double LimitFlops(double turn) => Machine.MultiplyAddPeak<T>(_team, turn);

    public override Action Stepping()
    {
        var state = Begin(_prepared);
        return () => _method.Step(_prepared.Objective, state);
    }

    public override double[] Losses(int steps) => [.. Run(_prepared, steps).Losses.Take(steps)];

    public override double SecondsOfStep(double turn) => Turns.Seconds(() => Run(Prepare(), _case.Steps), turn) / _case.Steps;

    public override double AllocatedByStep() => Allocated(Stepping(), _case.Steps);

    public override void Write(string path)
    {
        var rates = new Matrix<T>(1, _network.Depth);
        rates.Span.Fill(T.CreateTruncating(_method.LearningRate));
        var scale = new Matrix<T>(1, 1);
        scale[0, 0] = T.One;
        NpzFile.Write(
            path,
            [
                new("X", _data.Inputs.Cast<T>()),
                new("Y", _data.Targets.Cast<T>()),
                new("rates", rates),
                new("scale", scale),
                new("A", _network.InputTransform.Cast<T>()),
                new("B", _network.OutputTransform.Cast<T>()),
                .. Enumerable.Range(1, _network.Depth).Select(layer => KeyValuePair.Create($"W{layer}", new Matrix<T>(_network.Width, _network.Width))),
            ]);
    }

    private static DescentState<T> Begin(PreparedResidualRun<T> prepared) => new(prepared.Start.Clone());

    private PreparedResidualRun<T> Prepare() =>
        ResidualPreparation.Prepare<T>(_network, new ZeroInitialization(), DataAnalysis.Of(_data), new SquaredLoss(), default, _team, ReductionMode.Auto);

    private Trajectory Run(PreparedResidualRun<T> prepared, int steps) => Whole(
        DescentRun.Run(prepared.Objective, _method, Begin(prepared), new RunOptions { Steps = steps, LossOffset = prepared.LossOffset }), _case.Name);
}
