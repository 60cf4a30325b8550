using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Cli.Specs;

/// <summary>The probes as a spec names them.</summary>
internal static partial class ProbeKind
{
    private const string EndToEnd = "end-to-end";
    private const string DistanceFromStart = "distance-from-start";
    private const string Balancedness = "balancedness";
    private const string RelativeLoss = "relative-loss";
    private const string LayerNorms = "layer-norms";
    private const string Kernel = "kernel";

    private const string PatternFlips = "pattern-flips";
    private const string UnitTravel = "unit-travel";
    private const string Gram = "gram";
    private const string PredictionError = "prediction-error";

    /// <summary>Those of two-layer ReLU networks.</summary>
    public static IReadOnlyList<string> ReluNames { get; } = [PatternFlips, UnitTravel, Gram, PredictionError, DistanceFromStart, RelativeLoss];

    /// <summary>Those of deep linear networks; product-j-i stands for the product W_j ... W_i of any layers, as in product-3-1.</summary>
    public static IReadOnlyList<string> Names { get; } = [EndToEnd, DistanceFromStart, Balancedness, RelativeLoss, LayerNorms, Kernel, "product-j-i"];

    private static readonly string[] OfResidual = [DistanceFromStart, RelativeLoss];

    /// <summary>What is wrong with a name for a linear residual network, or null.</summary>
    public static string? FaultOfResidual(string name) => OfResidual.Contains(name)
        ? null
        : $"'{name}' was asked for; the probes of a linear-residual network are {string.Join(" and ", OfResidual)}.";

    /// <summary>The probe for a run of a linear residual network.</summary>
    /// <param name="name">A name without fault.</param>
    /// <param name="run">The run.</param>
    /// <param name="optimalLoss">The least loss over all linear maps.</param>
    public static Probe<T> Create<T>(string name, PreparedResidualRun<T> run, double optimalLoss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        name == DistanceFromStart ? new DistanceFromStartProbe<T>(run.Objective, run.Start) : new RelativeLossProbe<T>(run.Objective, run.Start, optimalLoss - run.LossOffset);

    /// <summary>What is wrong with a name, or null.</summary>
    /// <param name="name">The name.</param>
    /// <param name="network">The network.</param>
    public static string? Fault(string name, NetworkSpec network)
    {
        if (network is not DeepLinearSpec linear)
            return ReluNames.Contains(name) ? null : $"there is no probe '{name}' of a {network.Kind} network. {Nearest.Hint(name, ReluNames)} Known: {string.Join(", ", ReluNames)}.";
        var depth = linear.HiddenWidths.Count + 1;
        if (LayersOf(name) is { } layers)
        {
            return layers.Lower >= 1 && layers.Lower <= layers.Upper && layers.Upper <= depth
                ? null
                : $"'{name}' was asked for; product-j-i takes layers with 1 <= i <= j <= {depth}, the higher one first.";
        }

        return Names.SkipLast(1).Contains(name) ? null : $"there is no probe '{name}'. {Nearest.Hint(name, Names)} Known: {string.Join(", ", Names)}.";
    }

    /// <summary>The probe for a run.</summary>
    /// <param name="name">A name without fault.</param>
    /// <param name="run">The run.</param>
    /// <param name="optimalLoss">The least loss over all linear maps.</param>
    /// <exception cref="RequestException">The probe would take too long on these data.</exception>
    public static Probe<T> Create<T>(string name, PreparedRun<T> run, double optimalLoss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (LayersOf(name) is { } layers)
            return new ProductProbe<T>(run.Reduction, layers.Upper, layers.Lower);
        return name switch
        {
            EndToEnd => new EndToEndProbe<T>(run.Reduction),
            DistanceFromStart => new DistanceFromStartProbe<T>(run.Objective, run.Start),
            Balancedness => new BalancednessProbe<T>(run.Reduction),
            RelativeLoss => new RelativeLossProbe<T>(run.Objective, run.Start, optimalLoss - run.LossOffset),
            LayerNorms => new LayerNormsProbe<T>(run.Reduction),
            _ => KernelProbe(run),
        };
    }

    /// <summary>The probe for a run of a two-layer ReLU network.</summary>
    /// <param name="name">A name without fault.</param>
    /// <param name="objective">What is descended.</param>
    /// <param name="start">The start.</param>
    /// <param name="data">The data.</param>
    /// <param name="team">The threads.</param>
    public static Probe<T> Create<T>(string name, TwoLayerReluObjective<T> objective, Weights<T> start, Dataset data, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            PatternFlips => new PatternFlipsProbe<T>(objective, start),
            UnitTravel => new UnitTravelProbe<T>(start),
            Gram => new ReluGramProbe<T>(objective, team),
            PredictionError => new PredictionErrorProbe<T>(objective, data),
            DistanceFromStart => new DistanceFromStartProbe<T>(objective, start),
            _ => new RelativeLossProbe<T>(objective, start, 0),
        };

    private static OutputKernelProbe<T> KernelProbe<T>(PreparedRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return new OutputKernelProbe<T>(run.Network, run.Data);
        }
        catch (ArgumentException refusal) when (refusal.ParamName == "data")
        {
            throw new RequestException($"probes: {refusal.Message.Split(" (Parameter")[0]}");
        }
    }

    // Numbers too long for any layer are no layers.
    private static (int Upper, int Lower)? LayersOf(string name)
    {
        var match = Product().Match(name);
        return match.Success
            ? (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex("^product-([0-9]{1,9})-([0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex Product();
}
