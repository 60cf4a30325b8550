using Surefoot.Arithmetic;
using Surefoot.Cli.Specs;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Reductions;

namespace Surefoot.Cli.Runs;

/// <summary>What a run holds in memory, told before any of it is taken.</summary>
internal static class MemoryNeed
{
    private const double Gibibyte = 1L << 30;

    /// <summary>Refuses data that cannot be held.</summary>
    public static void Require(DrawnDataSpec data)
    {
        long[] matrices = [(long)data.Inputs * data.Samples, (long)data.Outputs * data.Inputs, (long)data.Outputs * data.Samples];

        // X, its left and right singular vectors and a copy to decompose.
        var bytes = sizeof(double) * ((4.0 * matrices[0]) + matrices[1] + (2.0 * matrices[2]));
        var most = matrices.Max();
        if (most > AlignedBuffer<double>.MaximumLength || bytes > Available())
        {
            throw new RequestException(
                $"data: {data.Inputs:N0} inputs, {data.Outputs:N0} outputs and {data.Samples:N0} samples take {Gibibytes(bytes)}; {Limits()} "
                + "Choose fewer inputs, outputs or samples.");
        }
    }

    /// <summary>Refuses a network whose run cannot be held.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="network">The full network.</param>
    /// <param name="initialization">The start, which knows how far it reduces.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="keepWeights">Whether the full weights are asked for at the end, for which a start is drawn whole.</param>
    public static void Require(RunSpec spec, DeepLinearNetwork network, Initialization<DeepLinearNetwork> initialization, int samples, bool keepWeights)
    {
        var (isReduced, count, largest, weights, bytes) = Of(spec, network, initialization, samples, keepWeights);
        if (largest > AlignedBuffer<double>.MaximumLength || bytes > Available())
        {
            throw new RequestException(
                $"network: {count:N0} weights{(isReduced ? ", reduced as far as is exact," : "")} take {Gibibytes(weights)} in {(spec.IsDouble ? "double" : "single")} precision, "
                + $"their run {Gibibytes(bytes)}; {Limits()} "
                + $"Choose a smaller width or depth{(isReduced ? "" : ", or an orthogonal start with equal hidden widths, which runs reduced")}.");
        }
    }

    /// <summary>Refuses a two-layer ReLU network whose run cannot be held.</summary>
    public static void Require(RunSpec spec, TwoLayerReluSpec network, int inputs, int samples)
    {
        var (count, bytes) = ((double)network.Width * Math.Max(inputs, samples), BytesOf(spec, network, inputs, samples));
        if (count > AlignedBuffer<double>.MaximumLength || bytes > Available())
        {
            throw new RequestException(
                $"network: {network.Width:N0} units on {inputs:N0} inputs and {samples:N0} samples take {Gibibytes(bytes)}; {Limits()} Choose a smaller width.");
        }
    }

    /// <summary>
    /// About how many bytes such a run holds beside its data: weights, their start, a copy for probes, and what units see of samples; for the flow also the stages and ends of a
    /// step, and the sides that units are on.
    /// </summary>
    public static double BytesOf(RunSpec spec, TwoLayerReluSpec network, int inputs, int samples)
    {
        var (weights, seen) = spec.Method.Flow is null ? (3.0, 1.0) : (18, 5);
        return network.Width * ((weights * inputs) + (seen * samples)) * (spec.IsDouble ? sizeof(double) : sizeof(float));
    }

    /// <summary>About how many bytes a run holds beside its data.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="network">The full network.</param>
    /// <param name="initialization">The start; null for given weights, of which no more is known than that they do not reduce.</param>
    /// <param name="samples">The number of samples.</param>
    public static double BytesOf(RunSpec spec, DeepLinearNetwork network, Initialization<DeepLinearNetwork>? initialization, int samples) =>
        Of(spec, network, initialization, samples, keepWeights: false).Bytes;

    private static (bool IsReduced, long Count, long Largest, double Weights, double Bytes) Of(
        RunSpec spec, DeepLinearNetwork network, Initialization<DeepLinearNetwork>? initialization, int samples, bool keepWeights)
    {
        // The rank is not known yet; what it can be at most costs at most this.
        var rank = Math.Min(network.InputDimension, samples);
        var reduces = spec.Reduction == ReductionMode.Auto;
        var reduced = reduces && !keepWeights ? initialization?.ReducedWidths(network, rank) : null;
        var widths = reduced ?? network.Widths;
        var count = Enumerable.Range(1, network.Depth).Sum(i => (long)widths[i] * widths[i - 1]);
        var size = spec.IsDouble ? sizeof(double) : sizeof(float);
        var weights = (double)count * size;
        var activations = 2.0 * size * (reduces ? rank : samples) * widths.Sum(width => (double)width);

        // A start whose subspaces are known or looked for is drawn in double, any other is drawn whole and then restricted to the
        // inputs' span; a first layer narrower than the inputs is drawn whole in any case, to see what it lets through.
        var mayClose = reduces && (initialization is null || initialization.MayClose(network, rank));
        var drawing = reduced is not null || mayClose ? (double)count * sizeof(double) : reduces ? weights : 0;
        var first = reduced is not null && network.Widths[1] < network.InputDimension ? (long)network.Widths[1] * network.InputDimension : 0;
        return (reduced is not null, count, Math.Max(count, first), weights, weights + activations + drawing + ((double)first * sizeof(double)));
    }

    /// <summary>Refuses a linear residual network whose run cannot be held.</summary>
    public static void Require(RunSpec spec, ResidualSpec network, int inputs, int outputs, int samples)
    {
        var count = network.Layers * (long)network.Width * network.Width;
        var bytes = BytesOf(spec, network, inputs, outputs, samples);
        var run = network.Layers * Math.Pow(WidthOf(spec, network, inputs, outputs, samples), 2);
        if (run > AlignedBuffer<double>.MaximumLength || bytes > Available())
            throw new RequestException($"network: {count:N0} weights, reduced as far as is exact, run in {Gibibytes(bytes)}; {Limits()} Choose a smaller width or depth, or the zero start, which runs reduced.");
    }

    /// <summary>About how many bytes a run of a linear residual network holds beside its data.</summary>
    public static double BytesOf(RunSpec spec, ResidualSpec network, int inputs, int outputs, int samples)
    {
        var (width, size) = (WidthOf(spec, network, inputs, outputs, samples), spec.IsDouble ? sizeof(double) : sizeof(float));
        var columns = spec.Method.Batches?.Size ?? (spec.Reduction == ReductionMode.Auto ? Math.Min(inputs, samples) : samples);
        return (size * network.Layers * ((width * width) + (2.0 * width * columns))) + (sizeof(double) * (double)network.Width * (inputs + outputs));
    }

    /// <summary>The width of the layers that are run, or a little more.</summary>
    public static double WidthOf(RunSpec spec, ResidualSpec network, int inputs, int outputs, int samples) =>
        spec.Reduction == ReductionMode.Auto && spec.Initialization.Kind == InitializationKind.Zero ? Math.Min(network.Width, Math.Min(inputs, samples) + outputs) : network.Width;

    private static double Available() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Gibibytes(double bytes) => $"{bytes / Gibibyte:N1} GiB";

    private static string Limits() =>
        $"there are {Gibibytes(Available())}, and one run holds at most {AlignedBuffer<double>.MaximumLength:N0} weights.";
}
