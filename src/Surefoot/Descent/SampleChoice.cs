using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>What a run sees of its data: all samples, or in coordinates of the inputs' span and, for a loss that allows it and a method that sees all at once, compressed.</summary>
internal sealed class SampleChoice
{
    private readonly DataAnalysis _analysis;
    private readonly Loss _loss;
    private readonly bool _reduces;

    public SampleChoice(DataAnalysis analysis, Loss loss, bool reduces)
    {
        (_analysis, _loss, _reduces) = (analysis, loss, reduces);
        var compresses = reduces && loss.Compressible;
        Whole = compresses ? SufficientStatistics.Of(analysis).OnInputBasis() : Samples;
        Offset = compresses ? loss.ConstantOf(analysis) : 0;
    }

    /// <summary>The data the whole loss is taken on.</summary>
    public Dataset Whole { get; }

    /// <summary>What the whole loss lacks there.</summary>
    public double Offset { get; }

    // Single samples, which batches are made of.
    private Dataset Samples => _reduces ? _analysis.OnInputBasis() : _analysis.Dataset;

    public Objective<T> Bind<T>(Network network, int? batchSize, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var whole = network.Bind(Whole, _loss.Bind<T>(Whole, _analysis.Dataset.SampleCount), team);
        return batchSize is { } size ? network.BindSampled(Samples, _loss, size, team, whole) : whole;
    }
}
