using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;

namespace Surefoot.Tests.Networks;

public class TwoLayerReluTests
{
    [Theory]
    [InlineData(2, 4, 3)]
    [InlineData(3, 64, 7)]
    [InlineData(5, 256, 33)]
    public void Loss_and_gradient_equal_the_definition_exactly_on_small_integers(int inputs, int width, int samples)
    {
        // m is a power of 4, so that all numbers are integers times powers of 2; some pre-activations are 0.
        ExactIn<double>(inputs, width, samples);
        ExactIn<float>(inputs, width, samples);
    }

    private static void ExactIn<T>(int inputs, int width, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (network, data, weights) = Integers<T>(inputs, width, samples);
        var (expectedLoss, expected, ties) = ByDefinition(network, data, weights.Cast<double>()[0]);
        ties.ShouldBeGreaterThan(0);
        var objective = network.Bind(data, new SquaredLoss().Bind<T>(data, samples), ThreadTeam.Alone);
        var gradient = new Weights<T>(network.Shapes);
        objective.Loss(weights).ShouldBe(expectedLoss);
        objective.LossAndGradient(weights, gradient).ShouldBe(expectedLoss);
        gradient.Cast<double>()[0].Span.ToArray().ShouldBe(expected.Span.ToArray());
        var moved = weights.Clone();
        objective.Descend(moved, 0.5).ShouldBe(expectedLoss);
        for (var k = 0; k < moved.Span.Length; k++)
            moved.Span[k].ShouldBe(weights.Span[k] - (T.CreateChecked(0.5) * gradient.Span[k]));
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss_away_from_kinks()
    {
        var network = TwoLayerReluNetwork.WithRandomSigns(3, 20, RandomStream.FromSeed(4).Named("signs"));
        var data = UnitSphere.Sample(3, 1, 9, 1, RandomStream.FromSeed(4).Named("data"));
        foreach (var loss in new Loss[] { new SquaredLoss(SquaredScaling.Mean), new LogCoshLoss() })
        {
            var objective = network.Bind(data, loss.Bind<double>(data, 9), ThreadTeam.Alone);
            var weights = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(4), ThreadTeam.Alone);
            var gradient = new Weights<double>(network.Shapes);
            objective.LossAndGradient(weights, gradient);
            for (var k = 0; k < weights.Span.Length; k++)
            {
                // Central differences err by h^2 times a third derivative of order 1 and by eps / h.
                const double H = 1e-5;
                var (at, above, below) = (weights.Span[k], 0.0, 0.0);
                weights.Span[k] = at + H;
                above = objective.Loss(weights);
                weights.Span[k] = at - H;
                below = objective.Loss(weights);
                weights.Span[k] = at;
                gradient.Span[k].ShouldBe((above - below) / (2 * H), 1e-9);
            }
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        SameBits<double>();
        SameBits<float>();

        static void SameBits<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // More numbers than one thread passes over alone, and no size a multiple of a register.
            var network = TwoLayerReluNetwork.WithRandomSigns(21, 331, RandomStream.FromSeed(1).Named("signs"));
            var data = UnitSphere.Sample(21, 1, 307, 1, RandomStream.FromSeed(1).Named("data"));
            T[]? first = null;
            List<double>? firstLosses = null;
            foreach (var threads in new[] { 1, 2, 3, 5 })
            {
                using var team = new ThreadTeam(threads);
                var objective = network.Bind(data, new SquaredLoss().Bind<T>(data, 307), team);
                var weights = new GaussianUnitsInitialization(0.5).Sample<T>(network, RandomStream.FromSeed(2), team);
                List<double> losses = [.. Enumerable.Range(0, 5).Select(_ => objective.Descend(weights, 0.05)), objective.Patterns(weights).Count(17)];
                (first, firstLosses) = (first ?? weights.Span.ToArray(), firstLosses ?? losses);
                weights.Span.SequenceEqual(first).ShouldBeTrue($"{threads} threads");
                losses.ShouldBe(firstLosses);
            }
        }
    }

    [Fact]
    public void What_was_asked_of_a_point_serves_the_step_from_there_and_no_other()
    {
        var (network, data, weights) = Integers<double>(3, 64, 7);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 7), ThreadTeam.Alone);
        TwoLayerReluObjective<double> Fresh() => network.Bind(data, new SquaredLoss().Bind<double>(data, 7), ThreadTeam.Alone);
        var (asked, plain) = (weights.Clone(), weights.Clone());
        for (var step = 0; step < 3; step++)
        {
            objective.Loss(asked).ShouldBe(Fresh().Loss(plain));
            objective.Predictions(asked).Span.ToArray().ShouldBe(Fresh().Predictions(plain).Span.ToArray());
            objective.Descend(asked, 0.01).ShouldBe(Fresh().Descend(plain, 0.01));
            asked.Span.SequenceEqual(plain.Span).ShouldBeTrue();

            // Somebody else moves the point.
            objective.Loss(asked);
            asked.Span[5] += 1;
            plain.Span[5] += 1;
            objective.Loss(asked).ShouldBe(Fresh().Loss(plain));
            objective.PreActivations(asked).Span.ToArray().ShouldBe(Fresh().PreActivations(plain).Span.ToArray());
        }
    }

    [Fact]
    public void A_weight_that_is_not_a_number_shows_in_the_loss()
    {
        var (network, data, weights) = Integers<double>(2, 64, 7);
        var objective = network.Bind(data, new SquaredLoss().Bind<double>(data, 7), ThreadTeam.Alone);
        weights.Span[3] = double.NaN;
        double.IsNaN(objective.Loss(weights)).ShouldBeTrue();
        double.IsNaN(objective.Descend(weights, 0.1)).ShouldBeTrue();
    }

    [Fact]
    public void Sets_of_units_count_as_their_definition_does()
    {
        foreach (var (units, samples) in new[] { (1, 1), (31, 5), (64, 9), (65, 16), (130, 33) })
        {
            CountsIn<double>(units, samples);
            CountsIn<float>(units, samples);
        }

        static void CountsIn<T>(int units, int samples)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var z = new Matrix<T>(units, samples);
            RandomStream.FromSeed((ulong)units).FillNormal(z.Span);
            z.Span[0] = T.NegativeZero;
            if (z.Span.Length > 1)
                z.Span[^1] = T.NaN;
            using var team = new ThreadTeam(3);
            var (active, near) = (ActivationPatterns.Of(z, team), ActivationPatterns.Within(z.Cast<double>(), 0.7));
            var moved = z.Clone();
            for (var k = 0; k < moved.Span.Length; k += 3)
                moved.Span[k] = -moved.Span[k];
            var other = ActivationPatterns.Of(moved, ThreadTeam.Alone);
            var differences = 0;
            for (var i = 0; i < samples; i++)
            {
                var (j, l, counts) = ((i + 1) % samples, (i + 2) % samples, (One: 0, Both: 0, All: 0));
                for (var r = 0; r < units; r++)
                {
                    var isActive = z[r, i] >= T.Zero;
                    active[i, r].ShouldBe(isActive);
                    near[i, r].ShouldBe(Math.Abs(double.CreateChecked(z[r, i])) <= 0.7);
                    counts.One += isActive ? 1 : 0;
                    counts.Both += isActive && near[j, r] ? 1 : 0;
                    counts.All += isActive && z[r, j] >= T.Zero && near[l, r] ? 1 : 0;
                    differences += isActive == (moved[r, i] >= T.Zero) ? 0 : 1;
                }

                active.Count(i).ShouldBe(counts.One);
                active.CountBoth(i, near, j).ShouldBe(counts.Both);
                active.CountAll(i, j, near, l).ShouldBe(counts.All);
            }

            active.CountDifferences(other).ShouldBe(differences);
            foreach (var (rows, columns) in new[] { (units + 1, samples), (units, samples + 1) })
                Should.Throw<ArgumentException>(() => active.CountBoth(0, ActivationPatterns.Of(new Matrix<T>(rows, columns), ThreadTeam.Alone), 0)).Message.ShouldContain($"{columns} samples and {rows} units");
        }
    }

    [Fact]
    public void Signs_are_fair_and_the_start_has_the_law_it_names()
    {
        var signs = TwoLayerReluNetwork.WithRandomSigns(1, 10_000, RandomStream.FromSeed(3).Named("signs")).OutputSigns;

        // Five standard deviations of a fair coin.
        Math.Abs(signs.Sum()).ShouldBeLessThan(500);
        var network = new TwoLayerReluNetwork(100, [.. signs.Take(100)]);
        var one = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(3), ThreadTeam.Alone);
        var half = new GaussianUnitsInitialization(0.5).Sample<double>(network, RandomStream.FromSeed(3), ThreadTeam.Alone);
        half.Span.ToArray().ShouldBe(one.Span.ToArray().Select(x => 0.5 * x));
        (one.Span.ToArray().Sum(x => x * x) / 10_000).ShouldBe(1, 5 * Math.Sqrt(2.0 / 10_000));
        new GaussianUnitsInitialization().Sample<float>(network, RandomStream.FromSeed(3), ThreadTeam.Alone).Span.ToArray().ShouldBe(one.Cast<float>().Span.ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => new GaussianUnitsInitialization(0));
    }

    [Fact]
    public void Misuse_is_refused_with_what_was_given()
    {
        Should.Throw<ArgumentException>(() => new TwoLayerReluNetwork(2, 1, 0)).Message.ShouldContain("an output sign of 0");
        Should.Throw<ArgumentException>(() => new TwoLayerReluNetwork(2)).Message.ShouldContain("0 units");
        Should.Throw<ArgumentException>(() => new TwoLayerReluNetwork(0, 1)).Message.ShouldContain("0 inputs");
        var data = LinearTeacher.Sample(2, 2, 3, 0, 1, RandomStream.FromSeed(1));
        Should.Throw<ArgumentException>(() => new TwoLayerReluNetwork(2, 1, 1).Bind(data, new SquaredLoss().Bind<double>(data, 3), ThreadTeam.Alone)).Message.ShouldContain("2 outputs");
    }

    private static (TwoLayerReluNetwork Network, Dataset Data, Weights<T> Weights) Integers<T>(int inputs, int width, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = 0;
        double Next(int range) => ((draw = ((draw * 1103) + 12345) & 0xFFFF) % ((2 * range) + 1)) - range;
        var (x, y) = (new Matrix<double>(inputs, samples), new Matrix<double>(1, samples));
        foreach (ref var entry in x.Span)
            entry = Next(2);
        foreach (ref var entry in y.Span)
            entry = Next(3);
        var network = new TwoLayerReluNetwork(inputs, [.. Enumerable.Range(0, width).Select(_ => Next(3) > 0 ? 1 : -1)]);
        var weights = new Weights<T>(network.Shapes);
        foreach (ref var entry in weights[0].Span)
            entry = T.CreateChecked(Next(2));
        return (network, new Dataset("integers", x, y), weights);
    }

    private static (double Loss, Matrix<double> Gradient, int Ties) ByDefinition(TwoLayerReluNetwork network, Dataset data, Matrix<double> w)
    {
        var (loss, ties) = (0.0, 0);
        var gradient = new Matrix<double>(network.Width, network.InputDimension);
        var scale = 1 / Math.Sqrt(network.Width);
        for (var i = 0; i < data.SampleCount; i++)
        {
            var z = new double[network.Width];
            for (var r = 0; r < z.Length; r++)
            {
                for (var k = 0; k < data.InputDimension; k++)
                    z[r] += w[r, k] * data.Inputs[k, i];
            }

            var residual = (scale * z.Select((value, r) => network.OutputSigns[r] * Math.Max(value, 0)).Sum()) - data.Targets[0, i];
            loss += 0.5 * residual * residual;
            ties += z.Count(value => value == 0);
            for (var r = 0; r < z.Length; r++)
            {
                for (var k = 0; k < data.InputDimension; k++)
                    gradient[r, k] += scale * residual * network.OutputSigns[r] * data.Inputs[k, i] * (z[r] >= 0 ? 1 : 0);
            }
        }

        return (loss, gradient, ties);
    }
}
