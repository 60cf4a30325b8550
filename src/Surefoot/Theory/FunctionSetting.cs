using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Objectives;

namespace Surefoot.Theory;

/// <summary>What a theorem on functions without a network is evaluated on: function, start and method.</summary>
public sealed class FunctionSetting
{
    /// <summary>A setting.</summary>
    /// <param name="function">The function.</param>
    /// <param name="start">The start, d numbers; copied.</param>
    /// <param name="method">Gradient descent, perturbed or not.</param>
    /// <exception cref="ArgumentException">The start has another dimension, or the method is another one.</exception>
    public FunctionSetting(Function function, ReadOnlySpan<double> start, Method method)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(method);
        if (start.Length != function.Dimension)
            throw new ArgumentException($"{start.Length} coordinates were given; the function takes {function.Dimension}.", nameof(start));
        (Function, Method) = (function, method);
        LearningRate = method switch
        {
            GradientDescent descent => descent.LearningRate,
            PerturbedGradientDescent perturbed => perturbed.LearningRate,
            _ => throw new ArgumentException($"the method {method.Kind} was given; theorems on functions are about gradient descent, perturbed or not.", nameof(method)),
        };
        Start = new FunctionMoment(function, 0, start.ToArray(), null);
    }

    /// <summary>The function.</summary>
    public Function Function { get; }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>eta.</summary>
    public double LearningRate { get; }

    /// <summary>The moment before the first step.</summary>
    public FunctionMoment Start { get; }

    /// <summary>B: a bound of |f| on the domain; not a number where none is known.</summary>
    public double Bound { get; init; } = double.NaN;

    /// <summary>l: a Lipschitz constant of the gradient; not a number where none is known.</summary>
    public double GradientLipschitz { get; init; } = double.NaN;

    /// <summary>rho: a Lipschitz constant of the Hessian; not a number where none is known.</summary>
    public double HessianLipschitz { get; init; } = double.NaN;

    /// <summary>The distribution the start was drawn from; null where only the point is known.</summary>
    public PointLaw? Law { get; init; }

    /// <summary>epsilon: how small a gradient is asked for.</summary>
    public double Accuracy { get; init; } = 1e-2;

    /// <summary>delta, the probability of failure a user accepts where a statement has one.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>Values for constants that works leave open, by theorem id and symbol, for example "du-2019/theorem-7.2 C".</summary>
    public IReadOnlyDictionary<string, Constant> Constants { get; init; } = new Dictionary<string, Constant>();

    /// <summary>A constant a work leaves open: the user's or a calibrated value if there is one.</summary>
    /// <param name="theorem">The theorem.</param>
    /// <param name="symbol">The work's symbol.</param>
    /// <param name="note">What it multiplies.</param>
    public Constant ConstantOf(Theorem theorem, string symbol, string note)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        return Constants.TryGetValue($"{theorem.Id} {symbol}", out var known) ? known : new(symbol, double.NaN, ConstantOrigin.Unspecified, note);
    }
}

/// <summary>A moment of a run on a function: the point, and what a theorem measures there.</summary>
public sealed class FunctionMoment
{
    private readonly Function _function;
    private double[]? _gradient;
    private double _value;
    private SecondOrder? _second;

    internal FunctionMoment(Function function, long step, double[] point, FunctionMoment? previous)
    {
        _function = function;
        (Step, Point, Previous) = (step, point, previous);

        // Nobody looks two steps back.
        previous?.Forget();
    }

    /// <summary>t, the number of steps taken.</summary>
    public long Step { get; }

    /// <summary>x(t).</summary>
    public IReadOnlyList<double> Point { get; }

    /// <summary>Whether x(t) lies in the domain of the function, where its bound and its Lipschitz constants hold.</summary>
    public bool IsInDomain => _function.Contains((double[])Point);

    /// <summary>The moment measured before, one step earlier where every step is; null at the start.</summary>
    public FunctionMoment? Previous { get; private set; }

    /// <summary>f(x(t)).</summary>
    public double Value
    {
        get
        {
            _ = Gradient;
            return _value;
        }
    }

    /// <summary>grad f(x(t)).</summary>
    public IReadOnlyList<double> Gradient
    {
        get
        {
            if (_gradient is null)
            {
                _gradient = new double[Point.Count];
                _value = _function.Evaluate((double[])Point, _gradient);
            }

            return _gradient;
        }
    }

    /// <summary>||grad f|| and the least eigenvalue of the Hessian.</summary>
    public SecondOrder SecondOrder => _second ??= SecondOrder.Of(_function.Bind(), _function.At((double[])Point));

    private void Forget() => Previous = null;
}

/// <summary>A run on a function with inequalities laid against it.</summary>
/// <param name="Trajectory">The run.</param>
/// <param name="Last">The moment it ended with.</param>
/// <param name="Checks">The inequalities, in the order they were given.</param>
public sealed record FunctionChecks(Trajectory Trajectory, FunctionMoment Last, IReadOnlyList<Check> Checks)
{
    /// <summary>Runs the method of a setting and measures inequalities at every step.</summary>
    /// <remarks>The octopus runs with exponents of its own, so that what waits does not underflow.</remarks>
    /// <param name="setting">The setting.</param>
    /// <param name="invariants">The inequalities.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    public static FunctionChecks Run(
        FunctionSetting setting, IReadOnlyList<Invariant<FunctionMoment>> invariants, long steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(invariants);
        var start = (double[])setting.Start.Point;
        var (objective, at) = setting.Function is Octopus octopus
            ? (octopus.BindBeyondUnderflow(), octopus.AtBeyondUnderflow(start))
            : (setting.Function.Bind(), setting.Function.At(start));
        var probe = new Watching(setting.Function, objective, invariants);
        var trajectory = DescentRun.Run(objective, setting.Method, new DescentState<double>(at), new RunOptions { Steps = steps }, [probe], cancellation: cancellation);
        return new(trajectory, probe.Last!, probe.Finish());
    }

    /// <summary>The same at some of the steps, the first and the last among them, with the values in the place of gaps.</summary>
    /// <param name="recording">The steps.</param>
    public RunChecks At(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var (steps, values, next) = (new List<long>(), new List<double>(), 0L);
        for (var k = 0; k < Trajectory.Steps.Count; k++)
        {
            if (Trajectory.Steps[k] < next && k < Trajectory.Steps.Count - 1)
                continue;
            steps.Add(Trajectory.Steps[k]);
            values.Add(Trajectory.Losses[k]);
            next = recording.Next(Trajectory.Steps[k]);
        }

        return new(steps, values, Checks, Trajectory.Outcome);
    }

    // Inequalities see the points of a run as a probe does, and leave no column behind.
    private sealed class Watching(Function function, Objective<double> objective, IReadOnlyList<Invariant<FunctionMoment>> invariants) : Probe<double>
    {
        private readonly List<Checking<FunctionMoment>> _checking = [.. invariants.Select(invariant => new Checking<FunctionMoment>(invariant))];
        private long _step;

        public override IReadOnlyList<string> Columns { get; } = [];

        public FunctionMoment? Last { get; private set; }

        public override void Measure(Weights<double> weights, Span<double> values)
        {
            Last = new FunctionMoment(function, _step++, objective.Coordinates(weights, 0), Last);
            foreach (var each in _checking)
                each.See(Last, Last.Step);
        }

        public IReadOnlyList<Check> Finish() => [.. _checking.Select(each => each.Finish())];
    }
}
