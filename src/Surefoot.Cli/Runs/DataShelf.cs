using System.Collections.Concurrent;
using Surefoot.Cli.Specs;
using Surefoot.Data;
using Surefoot.Randomness;

namespace Surefoot.Cli.Runs;

/// <summary>
/// Data that were loaded and analysed, for the next run that needs the same: each distinct data set is loaded once, however
/// many runs of a sweep need it and whoever comes first. The least recently used go when they take too much memory.
/// </summary>
internal sealed class DataShelf
{
    private const long MostBytes = 1L << 29;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Data, ulong Seed), LinkedListNode<(ShelvedData Data, (string, ulong) Key)>> _places = [];
    private readonly LinkedList<(ShelvedData Data, (string, ulong) Key)> _byUse = [];

    /// <summary>The data of a run; nothing of them is loaded before it is asked for.</summary>
    public ShelvedData Of(RunSpec spec)
    {
        // Only drawn data depend on the seed.
        var key = (spec.Data.Settings().ToJsonString(), spec.Data is DrawnDataSpec ? spec.Seed : 0);
        lock (_gate)
        {
            if (_places.TryGetValue(key, out var place))
            {
                _byUse.Remove(place);
                _byUse.AddLast(place);
                return place.Value.Data;
            }

            while (_byUse.First is { } oldest && _byUse.Sum(each => each.Data.Bytes) > MostBytes)
            {
                _byUse.Remove(oldest);
                _places.Remove(oldest.Value.Key);
            }

            var data = new ShelvedData(spec.Data, RandomStream.FromSeed(spec.Seed).Named("data"));
            _places[key] = _byUse.AddLast((data, key));
            return data;
        }
    }
}

/// <summary>A data set with its analysis, each made when it is first asked for.</summary>
internal sealed class ShelvedData
{
    private readonly DataSpec _spec;
    private readonly Lazy<Dataset> _data;
    private readonly Lazy<DataAnalysis> _analysis;
    private readonly ConcurrentDictionary<LossSpec, Lazy<double>> _optimalLosses = [];

    /// <summary>The data of a spec.</summary>
    /// <param name="spec">Where they come from.</param>
    /// <param name="stream">The stream of data that are drawn.</param>
    public ShelvedData(DataSpec spec, RandomStream stream)
    {
        _spec = spec;
        _data = new(() => spec is DrawnDataSpec drawn ? drawn.Sample(stream) : ((StoredDataSpec)spec).Load());
        _analysis = new(() => DataAnalysis.Of(_data.Value));
    }

    /// <summary>The numbers of inputs, outputs and samples; known without drawing.</summary>
    public (int Inputs, int Outputs, int Samples) Shape => _spec is DrawnDataSpec drawn
        ? (drawn.Inputs, drawn.Outputs, drawn.Samples)
        : (_data.Value.InputDimension, _data.Value.OutputDimension, _data.Value.SampleCount);

    /// <summary>The data.</summary>
    public Dataset Data => _data.Value;

    /// <summary>The analysis.</summary>
    public DataAnalysis Analysis => _analysis.Value;

    /// <summary>What it takes in memory: the data, and about as much again for their singular vectors and minimiser.</summary>
    public long Bytes => _data.IsValueCreated
        ? 2L * sizeof(double) * ((_data.Value.Inputs.Rows + _data.Value.Targets.Rows) * (long)_data.Value.SampleCount)
        : 0;

    /// <summary>The least loss over all linear maps.</summary>
    public double OptimalLoss(LossSpec loss) => _optimalLosses.GetOrAdd(loss, _ => new(() => loss.Create().Minimize(Analysis).Loss)).Value;
}
