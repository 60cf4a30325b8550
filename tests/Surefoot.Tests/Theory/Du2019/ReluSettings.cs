using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>Settings of two-layer ReLU networks.</summary>
internal static class ReluSettings
{
    /// <summary>The instance of the vectors.</summary>
    public static TwoLayerReluSetting Vectors(double rate = 0.1) => new(DuVectors.Network, DuVectors.Start, DuVectors.Data, new SquaredLoss(), new GradientDescent(rate));

    /// <summary>Given inputs as columns, targets, start and signs.</summary>
    public static TwoLayerReluSetting Of(double[,] inputs, double[] targets, double[,] start, int[] signs, Method method)
    {
        var y = new Matrix<double>(1, targets.Length);
        targets.CopyTo(y.Span);
        var network = new TwoLayerReluNetwork(inputs.GetLength(0), signs);
        var weights = new Weights<double>(network.Shapes);
        Matrix<double>.From(start).Span.CopyTo(weights[0].Span);
        return new(network, weights, new Dataset("given", Matrix<double>.From(inputs), y), new SquaredLoss(), method);
    }

    /// <summary>Points of the unit sphere with a drawn start.</summary>
    /// <param name="samples">n.</param>
    /// <param name="inputs">d.</param>
    /// <param name="width">m.</param>
    /// <param name="method">The method.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="targetDeviation">The deviation of the targets, from 0 or from u(0).</param>
    /// <param name="nearStart">Whether targets are near to u(0).</param>
    public static TwoLayerReluSetting Drawn(int samples, int inputs, int width, Method method, ulong seed, double targetDeviation = 1, bool nearStart = false)
    {
        var stream = RandomStream.FromSeed(seed);
        var data = UnitSphere.Sample(inputs, 1, samples, targetDeviation, stream.Named("data"));
        var network = TwoLayerReluNetwork.WithRandomSigns(inputs, width, stream.Named("signs"));
        var initialization = new GaussianUnitsInitialization();
        var start = initialization.Sample<double>(network, stream.Named("start"), ThreadTeam.Alone);
        if (nearStart)
        {
            var targets = network.Bind(data, new SquaredLoss().Bind<double>(data, samples), ThreadTeam.Alone).Predictions(start).Clone();
            for (var i = 0; i < samples; i++)
                targets.Span[i] += data.Targets.Span[i];
            data = new Dataset("near the start", data.Inputs, targets);
        }

        return new(network, start, data, new SquaredLoss(), method) { Initialization = initialization };
    }

    /// <summary>The setting's certificate by a theorem.</summary>
    public static Certificate<TwoLayerReluMoment> Certify<TTheorem>(this TwoLayerReluSetting setting)
        where TTheorem : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>, new() => new TTheorem().Certify(setting);

    /// <summary>A certificate's inequalities laid against its run.</summary>
    public static RunChecks Check(this TwoLayerReluSetting setting, Certificate<TwoLayerReluMoment> certificate, long steps) =>
        TwoLayerReluChecks.Run(setting, certificate.Invariants, steps, Recording.EveryStep);

    /// <summary>A yield.</summary>
    public static double Yielded(this Certificate<TwoLayerReluMoment> certificate, string name) => certificate.Yields.Single(each => each.Name == name).Value;

    /// <summary>The assumption whose name begins so.</summary>
    public static Assumption Assumed(this Certificate<TwoLayerReluMoment> certificate, string beginning) =>
        certificate.Assumptions.Single(assumption => assumption.Name.StartsWith(beginning, StringComparison.Ordinal));
}
