using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A linear residual network in the precision of its case.</summary>
internal sealed class ResidualSide<T> : LinearSide<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ResidualCase _case;
    private readonly LinearResidualNetwork _network;
    private readonly Dataset _data;
    private readonly PreparedResidualRun<T> _prepared;

    public ResidualSide(ResidualCase descent, ThreadTeam team)
        : base(team)
    {
        _case = descent;
        _network = LinearResidualNetwork.With(new GaussianTransformation(), descent.Order, descent.Order, descent.Width, descent.Depth, RandomStream.FromSeed(1).Named("ends"));
        _data = LinearTeacher.Sample(descent.Order, descent.Order, descent.Samples, 1, 1, RandomStream.FromSeed(1));
        var smoothness = new SquaredLoss().CurvatureOn(DataAnalysis.Of(_data)).Smoothness;
        Method = new GradientDescent(descent.RateShare * descent.Order / (descent.Depth * descent.Width * smoothness));
        _prepared = Prepare();
    }

    protected override GradientDescent Method { get; }

    protected override Objective<T> Objective => _prepared.Objective;

    protected override Weights<T> Start => _prepared.Start;

    protected override int SampleCount => _prepared.Data.SampleCount;

    // Over the layers that peers descend.
    public override double Tolerance => RoundingOf<T>(_case.Depth * (double)_case.Width);

    public override double[] Losses(int steps) => [.. Run(_prepared, steps).Losses.Take(steps)];

    public override double SecondsOfStep(double turn) => Turns.Seconds(() => Run(Prepare(), _case.Steps), turn) / _case.Steps;

    public override double AllocatedByStep() => Allocated(Stepping(), _case.Steps);

    public override void Write(string path) => Write(
        path,
        _data,
        [.. Enumerable.Repeat(Method.LearningRate, _network.Depth)],
        1,
        [
            new("A", _network.InputTransform.Cast<T>()),
            new("B", _network.OutputTransform.Cast<T>()),
            .. Enumerable.Range(1, _network.Depth).Select(layer => KeyValuePair.Create($"W{layer}", new Matrix<T>(_network.Width, _network.Width))),
        ]);

    private PreparedResidualRun<T> Prepare() =>
        ResidualPreparation.Prepare<T>(_network, new ZeroInitialization(), DataAnalysis.Of(_data), new SquaredLoss(), default, Team, ReductionMode.Auto);

    private Trajectory Run(PreparedResidualRun<T> prepared, int steps) => Whole(
        DescentRun.Run(prepared.Objective, Method, new DescentState<T>(prepared.Start.Clone()), new RunOptions { Steps = steps, LossOffset = prepared.LossOffset }), _case.Name);
}
