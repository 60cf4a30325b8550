using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>Settings for Hu et al. 2020: the hand-made ones of the vectors, and random ones.</summary>
internal static class HuSettings
{
    private static readonly double[,] Hadamard = { { 1, 1, 1, 1 }, { 1, -1, 1, -1 }, { 1, 1, -1, -1 }, { 1, -1, -1, 1 } };

    /// <summary>Vector V5: m = 4, L = 4, far too narrow for the certificate.</summary>
    public static DeepLinearSetting Narrow()
    {
        double[,] turn = { { 0, 2, 0, 0 }, { 0, 0, 2, 0 }, { 0, 0, 0, 2 }, { 2, 0, 0, 0 } };
        var data = new Dataset("V5", Matrix<double>.From(new double[,] { { 2, 1 }, { 1, 3 } }), Matrix<double>.From(new double[,] { { 1, -1 }, { 0, 2 } }));
        return AtLargestRate(data, Columns(Hadamard, 2), Hadamard, turn, Rows(Hadamard, 0, 2));
    }

    /// <summary>Vector V6: m = 16, L = 3, a target near the start's output, so that everything holds.</summary>
    public static DeepLinearSetting Near() => AtLargestRate(NearData, [.. NearLayers(1)]);

    /// <summary>The data of vector V6.</summary>
    public static Dataset NearData { get; } =
        new("V6", Matrix<double>.From(new double[,] { { 10, 0 }, { 0, 8 } }), Matrix<double>.From(new double[,] { { 0.125, 0 }, { 0.0625, -0.125 } }));

    /// <summary>The layers of vector V6, times a factor.</summary>
    public static double[][,] NearLayers(double factor)
    {
        var both = new double[16, 16];
        var turn = new double[16, 16];
        for (var i = 0; i < 16; i++)
        {
            for (var k = 0; k < 16; k++)
                both[i, k] = factor * Hadamard[i / 4, k / 4] * Hadamard[i % 4, k % 4];
            turn[i, ((5 * i) + 3) % 16] = factor * 4;
        }

        return [Columns(both, 2), turn, Rows(both, 3, 2)];
    }

    /// <summary>
    /// A random orthogonal start with a target near its output, at the largest rate or below, such that (1 + R / sqrt(m))^L - 1 is at
    /// most 1/10 with the given drift factor; inputs of any rank, and targets off their span.
    /// </summary>
    public static DeepLinearSetting Inside(ulong seed, double factor)
    {
        var stream = RandomStream.FromSeed(seed);
        int Pick(string name, int from, int to) => from + (int)(stream.Named(name).Uniform(0) * (to - from + 1));
        var (depth, inputs, outputs, samples) = (Pick("depth", 2, 5), Pick("inputs", 1, 4), Pick("outputs", 1, 3), Pick("samples", 1, 5));
        var width = Math.Max(inputs, outputs) + Pick("width", 0, 8);
        var network = DeepLinearNetwork.Normalized([inputs, .. Enumerable.Repeat(width, depth - 1), outputs]);
        var initialization = new OrthogonalInitialization();
        var weights = initialization.Sample<double>(network, stream.Named("start"), ThreadTeam.Alone);
        var x = Normal(inputs, samples, stream.Named("X"));
        var output = MatrixProduct.Of<double>(network.EndToEnd(weights), x);

        // The requirement is on sqrt(l(0)), so the target's distance scales to meet it, to just inside.
        var share = 0.3 + (0.699 * stream.Named("share").Uniform(0));
        var loss = new SquaredLoss((SquaredScaling)Pick("scaling", 0, 2));
        var off = Normal(outputs, samples, stream.Named("Y"));
        var unit = Setting(network, weights, new Dataset("inside", x, Algebra.Sum(output, off, 1)), loss, 1);
        var allowed = Math.Sqrt(unit.Network.Widths[1]) * ExplicitConvergence.Root(depth);
        var problem = new RegressionProblem(unit);
        var distance = share * allowed / ExplicitConvergence.Radius(problem, factor, problem.StartLoss);
        var data = new Dataset("inside", x, Algebra.Sum(output, off, distance));
        var rate = Setting(network, weights, data, loss, 1) is var probe ? new RegressionProblem(probe) : null;
        return Setting(network, weights, data, loss, rate!.RateOfSetting(rate.LargestRate) * (stream.Named("rate").Uniform(0) < 0.5 ? 1 : 0.3));
    }

    /// <summary>A start drawn from a law, with random data of full rank.</summary>
    public static DeepLinearSetting Drawn(Initialization<DeepLinearNetwork> initialization, ulong seed, double delta, params int[] widths)
    {
        var stream = RandomStream.FromSeed(seed);
        var data = new Dataset("drawn", Normal(widths[0], widths[0] + 1, stream.Named("X")), Normal(widths[^1], widths[0] + 1, stream.Named("Y")));
        var analysis = DataAnalysis.Of(data);
        var loss = new SquaredLoss();
        var run = Preparation.Prepare<double>(DeepLinearNetwork.Normalized(widths), initialization, analysis, loss, stream.Named("start"), ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, 0.01) { Initialization = initialization, FailureProbability = delta };
    }

    /// <summary>The family of the negative result: two inputs and outputs, targets of both signs, eta = 2 / L unless given.</summary>
    public static DeepLinearSetting Cursed(Initialization<DeepLinearNetwork> initialization, int depth, int width, ulong seed, double? rate = null)
    {
        var root = Math.Sqrt(0.5);
        var data = new Dataset("cursed", Matrix<double>.From(new[,] { { root, 0 }, { 0, root } }), Matrix<double>.From(new[,] { { root, 0 }, { 0, -root } }));
        var analysis = DataAnalysis.Of(data);
        var loss = new SquaredLoss();
        var network = DeepLinearNetwork.Normalized([2, .. Enumerable.Repeat(width, depth - 1), 2]);
        var run = Preparation.Prepare<double>(network, initialization, analysis, loss, RandomStream.FromSeed(seed).Named("start"), ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, rate ?? (2.0 / depth)) { Initialization = initialization };
    }

    /// <summary>A drawn orthogonal start of width 6 whose targets are its own outputs, moved by some distance.</summary>
    public static DeepLinearSetting OrthogonalNearTarget(int depth, double distance)
    {
        var network = DeepLinearNetwork.Normalized([3, .. Enumerable.Repeat(6, depth - 1), 2]);
        var inputs = LinearTeacher.Sample(3, 2, 5, 0, 1, RandomStream.FromSeed(9)).Inputs;
        var stream = RandomStream.FromSeed(10);
        var weights = new OrthogonalInitialization().Sample<double>(network, stream, ThreadTeam.Alone);
        var targets = MatrixProduct.Of<double>(network.EndToEnd(weights), inputs);
        targets[0, 1] += distance;
        targets[1, 2] -= 2 * distance;
        return ZhaoXu2024.Fixtures.Drawn(network, new GivenInitialization([.. Enumerable.Range(0, depth).Select(Layer)]), new Dataset("near", inputs, targets), new SquaredLoss(), 0.005, 1);

        Matrix<double> Layer(int i)
        {
            var layer = weights[i].Clone();
            foreach (ref var x in layer.Span)
                x *= network.LayerScales[i];
            return layer;
        }
    }

    /// <summary>The same run at another learning rate.</summary>
    public static DeepLinearSetting At(DeepLinearSetting setting, double rate) => new(setting.Run, setting.Data, setting.Loss, rate) { Initialization = setting.Initialization };

    /// <summary>A yielded number.</summary>
    public static double Yield(Certificate<DeepLinearMoment> certificate, string name) => certificate.Yields.Single(yield => yield.Name == name).Value;

    /// <summary>An assumption by the beginning of its name.</summary>
    public static Assumption Assumed(Certificate<DeepLinearMoment> certificate, string name) => certificate.Assumptions.Single(assumption => assumption.Name == name);

    /// <summary>Independent standard normal entries.</summary>
    public static Matrix<double> Normal(int rows, int columns, RandomStream stream)
    {
        var matrix = new Matrix<double>(rows, columns);
        stream.FillNormal(matrix, ThreadTeam.Alone);
        return matrix;
    }

    private static DeepLinearSetting AtLargestRate(Dataset data, params double[][,] layers)
    {
        var setting = Settings.Of(data, new SquaredLoss(), null, 1, layers);
        return At(setting, new RegressionProblem(setting).LargestRate);
    }

    private static DeepLinearSetting Setting(DeepLinearNetwork network, Weights<double> weights, Dataset data, Loss loss, double rate)
    {
        var analysis = DataAnalysis.Of(data);
        var layers = Enumerable.Range(0, weights.Count).Select(i => Scaled(weights[i], network.LayerScales[i])).ToList();
        var run = Preparation.Prepare<double>(network, new GivenInitialization(layers), analysis, loss, default, ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, rate);
    }

    private static Matrix<double> Scaled(Matrix<double> matrix, double factor)
    {
        var scaled = matrix.Clone();
        foreach (ref var x in scaled.Span)
            x *= factor;
        return scaled;
    }

    private static double[,] Columns(double[,] matrix, int count)
    {
        var columns = new double[matrix.GetLength(0), count];
        for (var i = 0; i < columns.GetLength(0); i++)
        {
            for (var k = 0; k < count; k++)
                columns[i, k] = matrix[i, k];
        }

        return columns;
    }

    private static double[,] Rows(double[,] matrix, int from, int count)
    {
        var rows = new double[count, matrix.GetLength(1)];
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < rows.GetLength(1); k++)
                rows[i, k] = matrix[from + i, k];
        }

        return rows;
    }
}
