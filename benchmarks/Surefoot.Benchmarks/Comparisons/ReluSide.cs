using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>Two-layer ReLU networks in the precision of their case.</summary>
internal sealed class ReluSide<T> : DescentSide
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReluCase _case;
    private readonly Dataset _data;
    private readonly GradientDescent _method;
    private readonly List<Run> _runs;
    private readonly Func<double, double> _product;

    public ReluSide(ReluCase descent, ThreadTeam team)
    {
        _case = descent;
        _data = UnitSphere.Sample(descent.Order, 1, descent.Order, 1, RandomStream.FromSeed(1).Named("data"));
        _method = new GradientDescent(descent.LearningRate);
        _runs = [.. descent.Widths.Select(width => new Run(width, _data, team))];
        var (a, b, c) = (TestMatrix.Random<T>(1024, 1024), TestMatrix.Random<T>(1024, 1024), new Matrix<T>(1024, 1024));
        _product = turn => 2.0 * 1024 * 1024 * 1024 / Turns.Seconds(() => MatrixProduct.Multiply<T>(a, b, c, T.One, T.Zero, team), turn) / 1e9;
    }

    public override double BytesOfWeights => (double)Unsafe.SizeOf<T>() * _runs.Sum(run => run.Start.Shapes.TotalCount);

    /// <summary>4 n d (m_1 + m_2 + ...).</summary>
    public override double FlopsOfStep => 4.0 * _data.SampleCount * _runs.Sum(run => run.Start.Shapes.TotalCount);

    // As for linear networks; a pre-activation within rounding of 0 has another gradient on the other side, and moves the loss by no more than that.
    public override double Tolerance => RoundingOf<T>(_case.Order + _case.Widths.Max());

    /// <summary>That of a square product of order 1024.</summary>
    public override double LimitFlops(double turn) => _product(turn);

    public override Action Stepping()
    {
        var states = _runs.Select(run => run.Begin()).ToList();
        return () =>
        {
            foreach (var (run, state) in _runs.Zip(states))
                _method.Step(run.Objective, state);
        };
    }

    public override double[] Losses(int steps)
    {
        var losses = new double[steps];
        foreach (var run in _runs)
        {
            var trajectory = Descend(run, run.Begin(), steps);
            for (var k = 0; k < steps; k++)
                losses[k] += trajectory.Losses[k];
        }

        return losses;
    }

    public override double SecondsOfStep(double turn)
    {
        var states = _runs.Select(run => run.Begin()).ToList();
        var (seconds, steps) = (0.0, 0);
        while (seconds < turn)
        {
            var begin = Stopwatch.GetTimestamp();
            foreach (var (run, state) in _runs.Zip(states))
                Descend(run, state, 5);
            seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            steps += 5;
        }

        return seconds / steps;
    }

    public override double AllocatedByStep() => Allocated(Stepping(), 5);

    public override void Write(string path)
    {
        List<KeyValuePair<string, Matrix<T>>> arrays = [new("X", _data.Inputs.Cast<T>()), new("Y", _data.Targets.Cast<T>()), new("rates", Number(_case.LearningRate)), new("scale", Number(1))];
        for (var k = 0; k < _runs.Count; k++)
        {
            var signs = new Matrix<T>(1, _runs[k].Start[0].Rows);
            for (var r = 0; r < signs.Columns; r++)
                signs[0, r] = T.CreateTruncating(_runs[k].Objective.Network.OutputSigns[r]);
            arrays.Add(new($"W{k + 1}", _runs[k].Start[0]));
            arrays.Add(new($"signs{k + 1}", signs));
        }

        NpzFile.Write(path, arrays);
    }

    private static Matrix<T> Number(double value)
    {
        var matrix = new Matrix<T>(1, 1);
        matrix[0, 0] = T.CreateTruncating(value);
        return matrix;
    }

    private Trajectory Descend(Run run, DescentState<T> state, int steps) =>
        DescentRun.Run(run.Objective, _method, state, new RunOptions { Steps = steps }, _case.IsMeasured ? run.Probes : null);

    /// <summary>One width.</summary>
    private sealed class Run
    {
        public Run(int width, Dataset data, ThreadTeam team)
        {
            var stream = RandomStream.FromSeed(1).Named("width", width);
            var network = TwoLayerReluNetwork.WithRandomSigns(data.InputDimension, width, stream.Named("signs"));
            Start = new GaussianUnitsInitialization().Sample<T>(network, stream, team);
            Objective = network.Bind(data, new SquaredLoss().Bind<T>(data, data.SampleCount), team);
            Probes = [new PatternFlipsProbe<T>(Objective, Start), new UnitTravelProbe<T>(Start)];
        }

        public TwoLayerReluObjective<T> Objective { get; }

        public Weights<T> Start { get; }

        public IReadOnlyList<Probe<T>> Probes { get; }

        public DescentState<T> Begin() => new(Start.Clone());
    }
}
