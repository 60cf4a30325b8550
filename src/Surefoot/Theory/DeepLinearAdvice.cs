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
public sealed record GuaranteedChoice(Theorem Theorem, double Width, double LearningRate, double Steps, double FailureProbability)
{
    /// <summary>The scale of the modified identity transformation it asks for; null for other networks.</summary>
    public double? Scale { get; init; }
}

/// <summary>The least width at which every start that was tried reached the target, and the learning rate with which it took fewest steps.</summary>
/// <param name="Width">The width.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Steps">The most steps any of the starts took.</param>
/// <param name="Starts">How many starts were tried.</param>
public sealed record MeasuredChoice(int Width, double LearningRate, long Steps, int Starts);

/// <summary>What is known of one kind of network.</summary>
/// <param name="Network">The network, in a few words.</param>
/// <param name="Proved">The least width by constants that are known; null where no theorem gives one.</param>
/// <param name="Calibrated">The same with constants from runs; null where that gives no more.</param>
/// <param name="Measured">What the search found; null where nothing reached the target.</param>
/// <param name="LargestTried">The largest width the search tried; 0 where it tried none.</param>
public abstract record NetworkAdvice(string Network, GuaranteedChoice? Proved, GuaranteedChoice? Calibrated, MeasuredChoice? Measured, int LargestTried)
{
    /// <summary>Steps times the square root of the width, which is what networks are chosen by; infinite where none reached the target.</summary>
    public double Effort => Measured is { } measured ? measured.Steps * Math.Sqrt(measured.Width) : double.PositiveInfinity;
}

/// <summary>What is known of deep linear networks from one start law.</summary>
/// <param name="Initialization">The law.</param>
/// <param name="Proved">The least width by constants that are known; null where no theorem gives one.</param>
/// <param name="Calibrated">The same with constants from runs; null where that gives no more.</param>
/// <param name="Measured">What the search found; null where nothing reached the target.</param>
/// <param name="LargestTried">The largest width the search tried; 0 where it tried none.</param>
public sealed record StartAdvice(
    Initialization<DeepLinearNetwork> Initialization, GuaranteedChoice? Proved, GuaranteedChoice? Calibrated, MeasuredChoice? Measured, int LargestTried)
    : NetworkAdvice($"plain, {Initialization.Kind} start", Proved, Calibrated, Measured, LargestTried);

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

/// <summary>Width, start and learning rate for a data set and a depth, by theory and by a short search, with residual networks beside.</summary>
/// <param name="Data">The data.</param>
/// <param name="Depth">The number of layers.</param>
/// <param name="Options">What the search was allowed.</param>
/// <param name="Steps">The most steps of one run.</param>
/// <param name="Starts">What is known of each start law.</param>
public sealed record DeepLinearAdvice(DataAnalysis Data, int Depth, AdviceOptions Options, long Steps, IReadOnlyList<StartAdvice> Starts)
{
    private const long MostSteps = 20_000;

    // Some ten seconds of one core; a search may take a dozen such runs, of which those that diverge or get there end sooner.
    private const double MostWork = 1e11;

    // Beside n_N / (N beta), the rate at which the convex twin descends with 1 / beta.
    private static readonly double[] RateFactors = [1.5, 1, 0.5, 0.25];

    // Searches over a few starts differ by that much for no reason.
    private const double Close = 1.2;

    /// <summary>
    /// The steps that descent on the convex problem takes from the map 0 to the target, with 1 / beta; null where it is not there after
    /// <see cref="Steps"/>. Then no deep network is tried: it follows the convex problem.
    /// </summary>
    public long? ConvexSteps { get; init; }

    /// <summary>
    /// The start law that reached the target with the least effort, steps times the square root of the width; among those that are close
    /// one with a proof. Null where none reached the target.
    /// </summary>
    public StartAdvice? Best
    {
        get
        {
            var reached = Starts.Where(start => start.Measured is not null).ToList();
            var least = reached.Select(start => start.Effort).DefaultIfEmpty(0).Min();
            return reached.Where(start => start.Effort <= Close * least).OrderBy(start => start.Proved is null).ThenBy(start => start.Effort).FirstOrDefault();
        }
    }

    /// <summary>What is known of linear residual networks on the same data; empty where the loss is not the squared one, without penalty, that their theory is about.</summary>
    public IReadOnlyList<EndsAdvice> Ends { get; init; } = [];

    /// <summary>The ends between which a residual network reached the target with the least effort; null where none did.</summary>
    public EndsAdvice? BestEnds => Ends.Where(ends => ends.Measured is not null).MinBy(ends => ends.Effort);

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
        var steps = options.Steps ?? (long)Math.Min(MostSteps, Math.Ceiling(3 * curvature.ConditionNumber * Math.Log(1 / options.Target) / 2));
        var search = new Search(data, loss, depth, options, steps, stream, team, progress, cancellation);
        Initialization<DeepLinearNetwork>[] laws = [new OrthogonalInitialization(), new GaussianInitialization()];
        var convex = search.ConvexSteps();
        return new(data, depth, options, steps, [.. laws.Select(law => search.Advise(law, isHopeless: convex is null))])
        {
            ConvexSteps = convex,
            Ends = loss is SquaredLoss { Penalty: 0 } squared
                ? new ResidualAdvice(data, squared, depth, options, steps, stream.Named("residual"), team, progress, cancellation).Of(isHopeless: convex is null)
                : [],
        };
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

        public long? ConvexSteps()
        {
            var network = DeepLinearNetwork.Normalized(Data.Dataset.InputDimension, Outputs);
            var zero = new GivenInitialization([new Matrix<double>(Outputs, Data.Dataset.InputDimension)]);
            return Run(Preparation.Prepare<double>(network, zero, Data, Loss, Stream, Team, ReductionMode.Auto), Outputs / Loss.CurvatureOn(Data).Smoothness);
        }

        public StartAdvice Advise(Initialization<DeepLinearNetwork> law, bool isHopeless)
        {
            Progress?.Report($"{law.Kind} start: what theory says");
            var proved = Guaranteed(law, new Dictionary<string, Constant>());
            var calibrated = Options.Calibrated.Count == 0 ? null : Guaranteed(law, Options.Calibrated);
            var (measured, tried) = isHopeless ? (null, 0) : Measure(law);
            return new(law, proved, calibrated == proved ? null : calibrated, measured, tried);
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
                            Math.Ceiling(LimitOf(allowed, Lever.Width, LeastWidth, Math.Max)),
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

        private (MeasuredChoice? Choice, int LargestTried) Measure(Initialization<DeepLinearNetwork> law)
        {
            var tried = 0;
            for (var width = LeastWidth; width <= Options.LargestWidth && Work(law, width) <= MostWork; width *= 2)
            {
                var choices = RateFactors.Select(factor => Try(law, width, factor * UnitRate)).OfType<MeasuredChoice>().ToList();
                tried = width;
                if (choices.Count > 0)
                    return (choices.MinBy(choice => choice.Steps), tried);
            }

            return (null, tried);
        }

        // Operations of one run to the last step, about: three products with every layer it runs on.
        private double Work(Initialization<DeepLinearNetwork> law, int width)
        {
            var network = Preparation.Prepare<double>(NetworkOf(width), law, Data, Loss, Stream.Named("work"), Team, ReductionMode.Auto).Network;
            return 6.0 * Data.Rank * Steps * network.Shapes.TotalCount;
        }

        private MeasuredChoice? Try(Initialization<DeepLinearNetwork> law, int width, double rate)
        {
            var most = 0L;
            for (var start = 0; start < Options.Starts; start++)
            {
                Progress?.Report($"{law.Kind} start: width {width}");
                if (Run(Preparation.Prepare<double>(NetworkOf(width), law, Data, Loss, Stream.Named("search", width).Named("start", start), Team, ReductionMode.Auto), rate) is not { } steps)
                    return null;
                most = Math.Max(most, steps);
            }

            return new(width, rate, most, Options.Starts);
        }

        private long? Run(PreparedRun<double> run, double rate) =>
            TargetRun.Steps(run.Objective, run.Start, rate, Loss.Minimize(Data).Loss - run.LossOffset, Options.Target, Steps, Cancellation);

        private DeepLinearNetwork NetworkOf(int width) =>
            DeepLinearNetwork.Normalized([Data.Dataset.InputDimension, .. Enumerable.Repeat(width, Depth - 1), Outputs]);
    }
}
