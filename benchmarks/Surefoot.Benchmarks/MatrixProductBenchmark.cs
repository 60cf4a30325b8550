using BenchmarkDotNet.Attributes;
using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Benchmarks;

/// <summary>The square product, 2 n^3 flops, in both precisions on one and two threads.</summary>
public class MatrixProductBenchmark : IDisposable
{
    private ThreadTeam _team = ThreadTeam.Alone;
    private Matrix<double> _a = new(0, 0);
    private Matrix<double> _b = new(0, 0);
    private Matrix<double> _c = new(0, 0);
    private Matrix<float> _single = new(0, 0);
    private Matrix<float> _otherSingle = new(0, 0);
    private Matrix<float> _productSingle = new(0, 0);

    [Params(256, 1024, 2048)]
    public int N { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _team = new ThreadTeam(Threads);
        _a = new(N, N);
        _b = new(N, N);
        _c = new(N, N);
        RandomStream.FromSeed(1).FillNormal(_a, _team);
        RandomStream.FromSeed(2).FillNormal(_b, _team);
        _single = _a.Cast<float>();
        _otherSingle = _b.Cast<float>();
        _productSingle = new(N, N);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void DoublePrecision() => MatrixProduct.Multiply(_a, _b, _c, 1.0, 0.0, _team);

    [Benchmark]
    public void SinglePrecision() => MatrixProduct.Multiply(_single, _otherSingle, _productSingle, 1f, 0f, _team);
}
