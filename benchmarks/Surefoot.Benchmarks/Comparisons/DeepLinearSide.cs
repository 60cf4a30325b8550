using System.Diagnostics;
using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A deep linear network in the precision of its case.</summary>
internal sealed class DeepLinearSide<T> : LinearSide<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RandomStream s_stream = RandomStream.FromSeed(1).Named("start");

    private readonly DeepLinearCase _case;
    private readonly DeepLinearNetwork _network;
    private readonly Dataset _data;
    private readonly PreparedRun<T> _prepared;

    public DeepLinearSide(DeepLinearCase descent, ThreadTeam team)
        : base(team)
    {
        _case = descent;
        _network = DeepLinearNetwork.Normalized(descent.Widths);
        _data = LinearTeacher.Sample(_network.InputDimension, _network.OutputDimension, descent.Samples, 1, 1, RandomStream.FromSeed(1));
        var rule = LearningRateRule.All.Single(known => known.Name == "zhao-xu-optimal");
        Method = new GradientDescent(descent.RateShare * rule.Rate(_network, new SquaredLoss().CurvatureOn(DataAnalysis.Of(_data))));
        _prepared = Prepare();
    }

    protected override GradientDescent Method { get; }

    protected override Objective<T> Objective => _prepared.Objective;

    protected override Weights<T> Start => _prepared.Start;

    protected override int SampleCount => _prepared.Data.SampleCount;

    public override double Tolerance => RoundingOf<T>(_network.Widths.Sum());

    public override double[] Losses(int steps) => [.. Run(_prepared, Begin(), steps, Recording.EveryStep).Losses.Take(steps)];

    public override double SecondsOfStep(double turn)
    {
        if (_case.IsWhole)
            return Turns.Seconds(() => Descend(Prepare), turn) / _case.Steps;

        // Restoring the start is no part of a run, so only the runs themselves are timed.
        var state = Begin();
        Run(_prepared, state, 2, Recording.EveryStep);
        var (seconds, runs) = (0.0, 0);
        while (seconds < turn)
        {
            Start.Span.CopyTo(state.Weights.Span);
            var begin = Stopwatch.GetTimestamp();
            Run(_prepared, state, _case.Steps, EndsOnly.Instance);
            seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            runs++;
        }

        return seconds / runs / _case.Steps;
    }

    public override double AllocatedByStep()
    {
        // What a run allocates once is the same for any length. The count is of all threads, so the runtime's own now and then
        // add to it; the least is the run's.
        return Math.Max(0, AllocatedBy(2 * _case.Steps) - AllocatedBy(_case.Steps)) / (double)_case.Steps;

        long AllocatedBy(int steps)
        {
            var state = Begin();
            var least = long.MaxValue;
            for (var attempt = 0; attempt < 3; attempt++)
            {
                Start.Span.CopyTo(state.Weights.Span);
                state.Step = 0;
                var before = GC.GetTotalAllocatedBytes(precise: true);
                Run(_prepared, state, steps, EndsOnly.Instance);
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            return least;
        }
    }

    public override void Write(string path)
    {
        var start = _case.Initialization.Sample<T>(_network, s_stream, Team);
        Write(
            path,
            _data,
            [.. _network.LayerScales.Select(scale => Method.LearningRate / (scale * scale))],
            _network.OutputFactor,
            Enumerable.Range(0, start.Count).Select(i => KeyValuePair.Create($"W{i + 1}", start[i])));
    }

    private PreparedRun<T> Prepare() => Preparation.Prepare<T>(
        _network, _case.Initialization, DataAnalysis.Of(_data), new SquaredLoss(), s_stream, Team, _case.Reduction);

    private void Descend(Func<PreparedRun<T>> prepare)
    {
        var prepared = prepare();
        Run(prepared, new DescentState<T>(prepared.Start), _case.Steps, Recording.EveryStep);
    }

    private Trajectory Run(PreparedRun<T> prepared, DescentState<T> state, int steps, Recording recording)
    {
        var options = new RunOptions { Steps = steps, Recording = recording, LossOffset = prepared.LossOffset };
        return Whole(DescentRun.Run(prepared.Objective, Method, state, options), _case.Name);
    }

    /// <summary>Records nothing but a run's first and last step.</summary>
    private sealed record EndsOnly : Recording
    {
        public static EndsOnly Instance { get; } = new();

        public override long Next(long step) => long.MaxValue;
    }
}
