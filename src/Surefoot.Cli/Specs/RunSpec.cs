using System.Globalization;
using System.Text.Json.Nodes;
using Surefoot.Descent;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

namespace Surefoot.Cli.Specs;

/// <summary>A run of a network on data.</summary>
internal sealed record RunSpec : DescentSpec
{
    public required DataSpec Data { get; init; }

    public required NetworkSpec Network { get; init; }

    public required InitializationSpec Initialization { get; init; }

    public required LossSpec Loss { get; init; }

    public required bool IsDouble { get; init; }

    public required IReadOnlyList<string> Probes { get; init; }

    /// <summary>The gap to the optimal loss, relative to it, at which the run has converged; null for none.</summary>
    public required double? Tolerance { get; init; }

    public required int Threads { get; init; }

    public required ReductionMode Reduction { get; init; }

    /// <summary>Its network, for those who speak about deep linear ones only.</summary>
    /// <param name="who">Who asks, for a message.</param>
    /// <exception cref="RequestException">It is another network.</exception>
    public DeepLinearSpec DeepLinear(string who) => Network as DeepLinearSpec
        ?? throw new RequestException($"network: {Network.Kind} was given; {who} speaks about {DeepLinearSpec.Name} networks. Take network.kind {DeepLinearSpec.Name}.");

    /// <inheritdoc/>
    public override IEnumerable<SpecPath> Files =>
    [
        .. Data is FileDataSpec data ? [data.File] : Array.Empty<SpecPath>(),
        .. Initialization.File is { } weights ? [weights] : Array.Empty<SpecPath>(),
        .. Network is ResidualSpec { Transformation.File: { } ends } ? [ends] : Array.Empty<SpecPath>(),
    ];

    /// <inheritdoc/>
    public override JsonObject Settings()
    {
        var settings = new JsonObject
        {
            ["data"] = Data.Settings(),
            ["network"] = Network.Settings(),
            ["initialization"] = Initialization.Settings(),
            ["loss"] = Loss.Settings(),
            ["method"] = Method.Settings(),
            ["steps"] = Steps,
            ["precision"] = IsDouble ? "double" : "single",
            ["seed"] = Seed,
            ["probes"] = new JsonArray([.. Probes.Select(probe => JsonValue.Create(probe))]),
            ["record"] = RecordPerDecade == 0 ? "every" : new JsonObject { ["perDecade"] = RecordPerDecade },
            ["execution"] = new JsonObject { ["reduction"] = Reduction == ReductionMode.Auto ? "auto" : "off" },
        };
        if (Tolerance is { } tolerance)
            settings["tolerance"] = tolerance;
        return settings;
    }
}

/// <summary>The start: a kind with its deviation, or a file with the weights.</summary>
/// <param name="Kind">The kind, null for a file.</param>
/// <param name="Deviation">The standard deviation, for a kind that has one.</param>
/// <param name="File">The file, null for a kind.</param>
internal sealed record InitializationSpec(InitializationKind? Kind, double Deviation, SpecPath? File)
{
    public JsonObject Settings()
    {
        if (Kind is null)
            return new JsonObject { ["file"] = File!.Name };
        var settings = new JsonObject { ["kind"] = Kind.Name };
        if (Kind.HasDeviation)
            settings["deviation"] = Deviation;
        return settings;
    }
}

/// <summary>The loss.</summary>
/// <param name="Scaling">The factor before the squares, null for the log-cosh loss.</param>
/// <param name="Penalty">The factor of the squared data semi-norm.</param>
internal sealed record LossSpec(SquaredScaling? Scaling, double Penalty)
{
    /// <summary>The scalings as a spec names them; the first is the default.</summary>
    public static IReadOnlyList<(string Name, SquaredScaling Scaling)> Scalings { get; } =
        [("half", SquaredScaling.Half), ("mean", SquaredScaling.Mean), ("half-mean", SquaredScaling.HalfMean)];

    public Loss Create() => Scaling is { } scaling ? new SquaredLoss(scaling, Penalty) : new LogCoshLoss();

    public JsonObject Settings() => Scaling is { } scaling
        ? new JsonObject { ["kind"] = "squared", ["scaling"] = Scalings.Single(known => known.Scaling == scaling).Name, ["penalty"] = Penalty }
        : new JsonObject { ["kind"] = "log-cosh" };
}

/// <summary>Gradient descent, or gradient flow, with a rate of its own or a rule's; a step of the flow lasts as long as its rate says.</summary>
/// <param name="LearningRate">The rate, or null where a rule gives it.</param>
/// <param name="Rule">The rule, or null.</param>
/// <param name="Factor">What the rule's rate is multiplied by.</param>
/// <param name="Flow">How gradient flow is followed, or null for gradient descent.</param>
/// <param name="Kicks">The kicks of perturbed gradient descent, or null for none.</param>
internal sealed record MethodSpec(double? LearningRate, LearningRateRule? Rule, double Factor, FlowSpec? Flow, KickSpec? Kicks)
{
    /// <summary>The methods as a spec names them; the first is the default.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["gradient-descent", "perturbed-gradient-descent", BatchSpec.Kind, "gradient-flow"];

    /// <summary>The rate for a network and the curvature of its convex problem.</summary>
    public double RateOn(DeepLinearNetwork network, Curvature curvature) => LearningRate ?? Factor * Rule!.Rate(network, curvature);

    /// <summary>The batches of stochastic gradient descent; null where steps see all samples.</summary>
    public BatchSpec? Batches { get; init; }

    /// <summary>The word of a spec.</summary>
    public string Kind => Batches is not null ? BatchSpec.Kind : Kicks is not null ? "perturbed-gradient-descent" : Flow is null ? "gradient-descent" : "gradient-flow";

    /// <summary>The method with a rate.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="seed">The run's seed, from which batches and kicks come.</param>
    /// <exception cref="RequestException">There are fewer samples than a batch has.</exception>
    public Method Create(double rate, int samples, ulong seed)
    {
        Batches?.Require(samples);
        if (Batches is { } batches)
            return new StochasticGradientDescent(batches.Schedule(rate), new RandomBatches(RandomStream.FromSeed(seed).Named("batches"), samples, batches.Size));
        if (Kicks is not null)
            return new PerturbedGradientDescent(rate, Kicks.GradientThreshold, Kicks.Radius, Kicks.Patience, RandomStream.FromSeed(seed).Named("kicks"));
        return Flow is null ? new GradientDescent(rate) : new GradientFlow(rate) { Integrator = Flow.Integrator, Accuracy = Flow.Accuracy };
    }

    public JsonObject Settings()
    {
        var settings = new JsonObject { ["kind"] = Kind };
        if (Rule is null)
        {
            settings["learningRate"] = LearningRate;
        }
        else
        {
            settings["rule"] = Rule.Name;
            settings["factor"] = Factor;
        }

        if (Batches is not null)
        {
            settings["batch"] = Batches.Size;
            settings["schedule"] = Batches.Settings();
        }

        if (Flow is not null)
        {
            settings["integrator"] = FlowSpec.Integrators.Single(known => known.Integrator == Flow.Integrator).Name;
            if (Flow.Integrator == FlowIntegrator.DormandPrince)
                settings["accuracy"] = Flow.Accuracy;
        }

        if (Kicks is not null)
        {
            settings["gradientThreshold"] = Kicks.GradientThreshold;
            settings["radius"] = Kicks.Radius;
            settings["patience"] = Kicks.Patience;
        }

        return settings;
    }

    /// <summary>Where the rate comes from, in a few words; empty for a rate that was given.</summary>
    public string Origin => Rule is null ? "" : $"{(Factor == 1 ? "" : Factor.ToString(CultureInfo.InvariantCulture) + " times ")}{Rule.Source}";
}

/// <summary>When perturbed gradient descent kicks, and how far.</summary>
internal sealed record KickSpec(double GradientThreshold, double Radius, long Patience);

/// <summary>How gradient flow is followed.</summary>
internal sealed record FlowSpec(FlowIntegrator Integrator, double Accuracy)
{
    /// <summary>The integrators as a spec names them; the first is the default.</summary>
    public static IReadOnlyList<(string Name, FlowIntegrator Integrator)> Integrators { get; } =
        [("dormand-prince", FlowIntegrator.DormandPrince), ("implicit-midpoint", FlowIntegrator.ImplicitMidpoint)];
}
