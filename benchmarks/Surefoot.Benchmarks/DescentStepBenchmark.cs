using BenchmarkDotNet.Attributes;
using Surefoot.Arithmetic;
using Surefoot.Benchmarks.Comparisons;

namespace Surefoot.Benchmarks;

/// <summary>One step of gradient descent: a dense thin network, a reduced one, a tiny one.</summary>
[MemoryDiagnoser]
public class DescentStepBenchmark : IDisposable
{
    private ThreadTeam _team = ThreadTeam.Alone;
    private Action _step = () => { };

    [Params("gaussian-50x1000", "gaussian-200x100", "orthogonal-100x1000", "tiny-3x5")]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var descent = DescentCase.All.Single(known => known.Name == Case);
        _team = new ThreadTeam(descent.Threads);
        _step = descent.SideOf(_team).Stepping();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Step() => _step();
}
