using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Theory;

/// <summary>A width, a learning rate and the steps that a theorem then guarantees.</summary>
/// <param name="Theorem">The theorem.</param>
/// <param name="Width">The least hidden width it asks for.</param>
/// <param name="LearningRate">The largest learning rate it allows.</param>
/// <param name="Steps">The steps it guarantees to the target, at that rate.</param>
/// <param name="FailureProbability">The probability with which it may fail.</param>
public sealed record GuaranteedChoice(Theorem Theorem, double Width, double LearningRate, double Steps, double FailureProbability);

/// <summary>The least width at which every start that was tried reached the target, and the learning rate with which it took fewest steps.</summary>
/// <param name="Width">The width.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Steps">The most steps any of the starts took.</param>
/// <param name="Starts">How many starts were tried.</param>
public sealed record MeasuredChoice(int Width, double LearningRate, long Steps, int Starts);

/// <summary>What is known of one start law.</summary>
/// <param name="Initialization">The law.</param>
/// <param name="Proved">The least width by constants that are known; null where no theorem gives one.</param>
/// <param name="Calibrated">The same with constants from runs; null where that gives no more.</param>
/// <param name="Measured">What the search found; null where nothing reached the target.</param>
public sealed record StartAdvice(
    Initialization<DeepLinearNetwork> Initialization, GuaranteedChoice? Proved, GuaranteedChoice? Calibrated, MeasuredChoice? Measured);

/// <summary>What a search may take.</summary>
public sealed record AdviceOptions
{
    /// <summary>The gap to reach, relative to the initial one.</summary>
    public double Target { get; init; } = 1e-6;

    /// <summary>The largest width tried.</summary>
    public int LargestWidth { get; init; } = 1024;

    /// <summary>The most steps of one run; by default three times what descent on the convex problem may need, and at most 20,000.</summary>
    public long? Steps { get; init; }

    /// <summary>How many starts must reach the target.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>The failure probability to accept.</summary>
    public double FailureProbability { get; init; } = 0.1;

    /// <summary>Calibrated constants, by theorem id and symbol.</summary>
    public IReadOnlyDictionary<string, Constant> Calibrated { get; init; } = new Dictionary<string, Constant>();
}

/// <summary>Width, start and learning rate for a data set and a depth, by theory and by a short search.</summary>
/// <param name="Data">The data.</param>
/// <param name="Depth">The number of layers.</param>
/// <param name="Options">What the search was allowed.</param>
/// <param name="Steps">The most steps of one run.</param>
/// <param name="Starts">What is known of each start law.</param>
public sealed record DeepLinearAdvice(DataAnalysis Data, int Depth, AdviceOptions Options, long Steps, IReadOnlyList<StartAdvice> Starts)
{
    private const long MostSteps = 20_000;

    // Beside n_N / (N beta), the rate at which the convex twin descends with 1 / beta.
    private static readonly double[] RateFactors = [1.5, 1, 0.5, 0.25];

    /// <summary>The start law whose search took the fewest steps, at the smaller width where that is close; null where none reached the target.</summary>
    public StartAdvice? Best => Starts.Where(start => start.Measured is not null).OrderBy(start => start.Measured!.Steps * Math.Sqrt(start.Measured.Width)).FirstOrDefault();

    /// <summary>Asks theory and searches.</summary>
    /// <param name="data">The data, analysed.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="depth">The number of layers, at least 2.</param>
    /// <param name="options">What the search may take.</param>
    /// <param name="stream">The stream of all starts.</param>
    /// <param name="team">The threads.</param>
    /// <param name="progress">Told what is being tried.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static DeepLinearAdvice Of(
        DataAnalysis data,
        Loss loss,
        int depth,
        AdviceOptions options,
        RandomStream stream,
        ThreadTeam team,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 2);
        var curvature = loss.CurvatureOn(data);
        var convex = Math.Ceiling(3 * curvature.ConditionNumber * Math.Log(1 / options.Target) / 2);
        var steps = options.Steps ?? (long)Math.Min(MostSteps, convex);
        var search = new Search(data, loss, depth, options, steps, stream, team, progress, cancellation);
        Initialization<DeepLinearNetwork>[] laws = [new OrthogonalInitialization(), new GaussianInitialization()];
        return new(data, depth, options, steps, [.. laws.Select(search.Advise)]);
    }

    private sealed record Search(
        DataAnalysis Data,
        Loss Loss,
        int Depth,
        AdviceOptions Options,
        long Steps,
        RandomStream Stream,
        ThreadTeam Team,
        IProgress<string>? Progress,
        CancellationToken Cancellation)
    {
        private int Outputs => Data.Dataset.OutputDimension;

        // Narrower layers do not let every optimal map through.
        private int LeastWidth => Math.Max(Math.Min(Data.Rank, Outputs), 2);

        private double UnitRate => Outputs / (Depth * Loss.CurvatureOn(Data).Smoothness);

        public StartAdvice Advise(Initialization<DeepLinearNetwork> law)
        {
            Progress?.Report($"{law.Kind} start: what theory says");
            var proved = Guaranteed(law, new Dictionary<string, Constant>());
            var calibrated = Options.Calibrated.Count == 0 ? null : Guaranteed(law, Options.Calibrated);
            return new(law, proved, calibrated == proved ? null : calibrated, Measure(law));
        }

        // Widths that theory asks for may be beyond any network; what it asks for is read off its assumptions at a width that exists.
        private GuaranteedChoice? Guaranteed(Initialization<DeepLinearNetwork> law, IReadOnlyDictionary<string, Constant> constants)
        {
            var width = 2 * Math.Max(Data.Dataset.InputDimension, Outputs);
            var run = Preparation.Prepare<double>(NetworkOf(width), law, Data, Loss, Stream.Named("theory"), Team, ReductionMode.Auto);
            var choices = new List<GuaranteedChoice>();
            foreach (var factor in RateFactors)
            {
                var rate = factor * UnitRate;
                foreach (var certificate in CertificatesOf(run, rate, law, constants))
                {
                    // The bound is for the setting's own rate, so a rate that is too large is tried again at its limit.
                    var limit = LimitOf(certificate, Lever.LearningRate, double.PositiveInfinity, Math.Min);
                    var allowed = limit >= rate
                        ? certificate
                        : limit > 0 ? CertificatesOf(run, limit, law, constants).SingleOrDefault(other => other.Theorem == certificate.Theorem) : null;
                    if (allowed?.Bound is { } bound && double.IsFinite(bound.StepsTo(Options.Target * run.Objective.Loss(run.Start))))
                    {
                        choices.Add(new(
                            allowed.Theorem,
                            LimitOf(allowed, Lever.Width, LeastWidth, Math.Max),
                            Math.Min(rate, limit),
                            bound.StepsTo(Options.Target * bound.At(0)),
                            allowed.FailureProbability));
                    }
                }
            }

            return choices.OrderBy(choice => choice.Width).ThenBy(choice => choice.Steps).FirstOrDefault();
        }

        // Those that only a width or a learning rate keeps from holding.
        private List<Certificate<DeepLinearMoment>> CertificatesOf(
            PreparedRun<double> run, double rate, Initialization<DeepLinearNetwork> law, IReadOnlyDictionary<string, Constant> constants)
        {
            Cancellation.ThrowIfCancellationRequested();
            var setting = new DeepLinearSetting(run, Data, Loss, rate) { Initialization = law, FailureProbability = Options.FailureProbability, Constants = constants };
            return Library.Theorems.OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>()
                .Select(theorem => theorem.Certify(setting))
                .Where(certificate => certificate.Bound is not null
                    && certificate.Assumptions.All(assumption => assumption.Holds == true || (assumption.Lever != Lever.None && double.IsFinite(assumption.Limit))))
                .ToList();
        }

        private static double LimitOf(Certificate<DeepLinearMoment> certificate, Lever lever, double start, Func<double, double, double> worse) =>
            certificate.Assumptions.Where(assumption => assumption.Lever == lever).Aggregate(start, (limit, assumption) => worse(limit, assumption.Limit));

        private MeasuredChoice? Measure(Initialization<DeepLinearNetwork> law)
        {
            for (var width = LeastWidth; width <= Options.LargestWidth; width *= 2)
            {
                var choices = RateFactors.Select(factor => Try(law, width, factor * UnitRate)).OfType<MeasuredChoice>().ToList();
                if (choices.Count > 0)
                    return choices.MinBy(choice => choice.Steps);
            }

            return null;
        }

        private MeasuredChoice? Try(Initialization<DeepLinearNetwork> law, int width, double rate)
        {
            var most = 0L;
            for (var start = 0; start < Options.Starts; start++)
            {
                Cancellation.ThrowIfCancellationRequested();
                Progress?.Report($"{law.Kind} start: width {width}");
                var run = Preparation.Prepare<double>(NetworkOf(width), law, Data, Loss, Stream.Named("search", width).Named("start", start), Team, ReductionMode.Auto);
                var optimum = Loss.Minimize(Data).Loss - run.LossOffset;
                var initial = run.Objective.Loss(run.Start) - optimum;
                var options = new RunOptions { Steps = Steps, Recording = Recording.LogSpaced(1), TargetLoss = optimum + (Options.Target * initial), LossCeiling = optimum + (1e6 * initial) };
                var trajectory = DescentRun.Run(run.Objective, new GradientDescent(rate), new DescentState<double>(run.Start), options, cancellation: Cancellation);
                if (trajectory.Outcome.Kind != OutcomeKind.Converged)
                    return null;
                most = Math.Max(most, trajectory.Outcome.Step);
            }

            return new(width, rate, most, Options.Starts);
        }

        private DeepLinearNetwork NetworkOf(int width) =>
            DeepLinearNetwork.Normalized([Data.Dataset.InputDimension, .. Enumerable.Repeat(width, Depth - 1), Outputs]);
    }
}
