using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Tests.Theory.Arora2019;

/// <summary>Small random problems of the work, without bottlenecks: depth 1 to 4, dimensions 1 to 3, hidden layers up to 2 wider than needed.</summary>
internal sealed class DrawnStart
{
    private readonly RandomStream _stream;
    private readonly double _imbalance;

    private DrawnStart(RandomStream stream, double imbalance)
    {
        _stream = stream;
        _imbalance = imbalance;
        Depth = 1 + Whole("depth", 0, 4);
        var (inputs, outputs) = (1 + Whole("width", 0, 3), 1 + Whole("width", Depth, 3));
        Widths = [inputs, .. Enumerable.Range(1, Depth - 1).Select(i => Math.Min(inputs, outputs) + Whole("width", i, 3)), outputs];
    }

    public int Depth { get; }

    public IReadOnlyList<int> Widths { get; }

    /// <summary>A start inside the assumptions of theorem 1, at the largest learning rate they allow.</summary>
    /// <param name="place">Which of them.</param>
    public static DeepLinearSetting InsideTheorem1(int place)
    {
        for (var attempt = 0; ; attempt++)
        {
            // Some with all the imbalance that is allowed, some with none.
            var stream = RandomStream.FromSeed(20190506).Named("inside", place).Named("attempt", attempt);
            var start = new DrawnStart(stream, place % 3 == 0 ? 0 : 0.9);
            var (target, map) = start.TargetAndMap(distance: 0.8 * stream.Named("distance").Uniform(0));
            var phi = Settings.Entries(target);
            var setting = Settings.Whitened(phi, 1, start.Layers(map, target));
            var limits = new Theorem1().Certify(setting);
            var rate = limits.Assumptions.Single(assumption => assumption.Name == "the learning rate").Limit;
            if (rate == 0)
                continue;
            setting = Settings.Whitened(phi, rate * (1 - 1e-9), [.. start.Layers(map, target)]);
            if (new Theorem1().Certify(setting).Verdict == Verdict.Holds)
                return setting;
        }
    }

    /// <summary>Any nearly balanced start with a given relative imbalance; the target has nothing to do with it.</summary>
    public static (double[,] Target, double[][,] Layers) NearlyBalanced(int place, double imbalance)
    {
        var stream = RandomStream.FromSeed(20190507).Named("near", place);
        var start = new DrawnStart(stream, imbalance);
        var map = start.Gaussian("map", start.Widths[^1], start.Widths[0]);
        var target = start.Gaussian("target", start.Widths[^1], start.Widths[0]);
        return (Settings.Entries(target), start.Spread(map, imbalance));
    }

    private (Matrix<double> Target, Matrix<double> Map) TargetAndMap(double distance)
    {
        var target = Gaussian("target", Widths[^1], Widths[0]);
        var values = SingularValueDecomposition.ValuesOf(target);
        var direction = Gaussian("direction", Widths[^1], Widths[0]);
        return (target, Algebra.Sum(target, direction, distance * values[^1] / Frobenius.Norm(direction)));
    }

    // Layers whose largest imbalance is the given share of what theorem 1 allows.
    private double[][,] Layers(Matrix<double> map, Matrix<double> target)
    {
        var margin = SingularValueDecomposition.ValuesOf(target)[^1] - Frobenius.Distance(map, target);
        return Spread(map, _imbalance * Theorem1.BalanceLimit(Depth, margin, Frobenius.Norm(target)));
    }

    // The balanced layers of a map, turned at every hidden layer and then perturbed to the given imbalance.
    private double[][,] Spread(Matrix<double> map, double imbalance)
    {
        var network = DeepLinearNetwork.Unscaled(Widths);
        var balanced = BalancedInitialization.Spread(network, map);
        var layers = Enumerable.Range(0, Depth).Select(j => balanced[j].Clone()).ToArray();
        for (var j = 1; j < Depth; j++)
        {
            var turn = Distributions.Frame(_stream.Named("turn", j), Widths[j], Widths[j], ThreadTeam.Alone);
            layers[j - 1] = MatrixProduct.Of<double>(turn, layers[j - 1]);
            layers[j] = MatrixProduct.Of(layers[j], turn.Transposed);
        }

        if (imbalance == 0 || Depth == 1)
            return [.. layers.Select(Settings.Entries)];
        var noise = layers.Select((layer, j) => Gaussian($"noise {j}", layer.Rows, layer.Columns)).ToArray();
        var size = 1e-3;
        Matrix<double>[] perturbed = [];

        // The imbalance is a smooth function of the size, nearly linear: a few secant steps meet it closely from either side.
        for (var k = 0; k < 8; k++)
        {
            perturbed = [.. layers.Select((layer, j) => Algebra.Sum(layer, noise[j], size))];
            var measured = Enumerable.Range(0, Depth - 1).Max(j => Frobenius.Distance(Algebra.Gram(perturbed[j + 1]), Algebra.OuterGram(perturbed[j])));
            size *= imbalance / measured;
        }

        return [.. perturbed.Select(Settings.Entries)];
    }

    private Matrix<double> Gaussian(string name, int rows, int columns)
    {
        var matrix = new Matrix<double>(rows, columns);
        _stream.Named(name).FillNormal(matrix, ThreadTeam.Alone);
        return matrix;
    }

    private int Whole(string name, int place, int below) => (int)(below * _stream.Named(name, place).Uniform(0));
}
