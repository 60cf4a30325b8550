using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.GramMatrices;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;

namespace Surefoot.Tests.GramMatrices;

public class ReluGramTests
{
    [Fact]
    public void Three_opposite_pairs_in_one_plane_make_the_limit_singular_to_rounding()
    {
        // Unit vectors at multiples of 60 degrees.
        var inputs = new Matrix<double>(2, 6);
        for (var k = 0; k < 6; k++)
            (inputs[0, k], inputs[1, k]) = (Math.Cos(k * Math.PI / 3), Math.Sin(k * Math.PI / 3));
        var values = SymmetricEigen.Of(ReluGram.Limit(inputs)).Values;
        values[0].ShouldBe(0, 1e-15);
        double[] expected = [0, 5.0 / 12, 5.0 / 12, 2.0 / 3, 3.0 / 4, 3.0 / 4];
        for (var k = 0; k < 6; k++)
            values[k].ShouldBe(expected[k], 1e-14);
    }

    [Fact]
    public void Two_opposite_pairs_on_different_lines_are_harmless() =>
        SymmetricEigen.Of(ReluGram.Limit(Matrix<double>.From(new[,] { { 1, -1, 3.0 / 5, -3.0 / 5 }, { 0, 0, 4.0 / 5, -4.0 / 5 } }))).Values[0].ShouldBe(0.2, 1e-14);

    [Fact]
    public void The_limit_depends_on_norms_by_their_product_and_a_zero_input_has_a_zero_row()
    {
        var unit = UnitSphere.Sample(3, 1, 5, 1, RandomStream.FromSeed(1)).Inputs;
        var scaled = unit.Clone();
        double[] norms = [2, 0.5, 3, 0, 1];
        for (var i = 0; i < 5; i++)
        {
            for (var k = 0; k < 3; k++)
                scaled[k, i] *= norms[i];
        }

        var (plain, gram) = (ReluGram.Limit(unit), ReluGram.Limit(scaled));
        for (var i = 0; i < 5; i++)
        {
            plain[i, i].ShouldBe(0.5, 1e-15);
            for (var j = 0; j < 5; j++)
                gram[i, j].ShouldBe(norms[i] * norms[j] * plain[i, j], 1e-14);
        }
    }

    [Fact]
    public void Inputs_that_are_0_are_counted_and_have_no_angle()
    {
        var one = ParallelInputs.Of(Matrix<double>.From(new double[,] { { 1, 0, 0 }, { 0, 0, 0 }, { 0, 0, 2 } }));
        (one.Zeros, one.ParallelPairs, one.OppositePairs, one.LargestCosine).ShouldBe((1, 0, 0, 0));
        var two = ParallelInputs.Of(Matrix<double>.From(new double[,] { { 0, 0, 3 }, { 0, 0, 4 } }));
        (two.Zeros, two.ParallelPairs, two.OppositePairs, two.LargestCosine).ShouldBe((2, 0, 0, 0));
    }

    [Fact]
    public void A_least_eigenvalue_is_known_to_half_the_distance_of_its_bounds() => (new LeastEigenvalue(1, 4).Value, new LeastEigenvalue(1, 4).Accuracy).ShouldBe((2.5, 1.5));

    [Fact]
    public void Angles_keep_their_digits_near_0_and_pi()
    {
        // cosine (pi - theta) / (2 pi) for inputs at the angle theta itself.
        foreach (var angle in new[] { 1e-9, 1e-4, 0.3, 0.46, 2.6, 2.7, Math.PI - 1e-4, Math.PI - 1e-9 })
        {
            var gram = ReluGram.Limit(Matrix<double>.From(new[,] { { 1, Math.Cos(angle) }, { 0, Math.Sin(angle) } }));
            gram[0, 1].ShouldBe(Math.Cos(angle) * (Math.PI - angle) / (2 * Math.PI), 1e-16 + (4e-16 * Math.Abs(gram[0, 1])), $"angle {angle}");
        }
    }

    [Fact]
    public void A_wide_networks_matrix_comes_near_to_its_limit()
    {
        var data = UnitSphere.Sample(6, 1, 8, 1, RandomStream.FromSeed(2).Named("data"));
        var network = TwoLayerReluNetwork.WithRandomSigns(6, 40_000, RandomStream.FromSeed(2).Named("signs"));
        var start = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(2), ThreadTeam.Alone);
        var gram = ReluGram.Of(data.Inputs, network.Bind(data, new SquaredLoss().Bind<double>(data, 8), ThreadTeam.Alone).Patterns(start));

        // An entry is a mean of 40000 numbers of deviation at most 1/2 times |x_i . x_j| <= 1: five deviations.
        gram.ShouldBeNear(ReluGram.Limit(data.Inputs), 5 * 0.5 / Math.Sqrt(40_000) / 0.5);
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < i; j++)
                gram[i, j].ShouldBe(gram[j, i]);
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(65)]
    [InlineData(150)]
    [InlineData(300)]
    public void The_least_eigenvalue_lies_between_its_bounds(int order)
    {
        var limit = ReluGram.Limit(UnitSphere.Sample(order, 1, order, 1, RandomStream.FromSeed((ulong)order)).Inputs);
        var exact = SymmetricEigen.Of(limit).Values[0];
        using var team = new ThreadTeam(2);
        var found = LeastEigenvalue.Of(limit, 1e-12, team);
        Within(found, exact, 1e-14 * order);

        // The norm is about sqrt(order) / 2, the trace order / 2; rounding allows order eps of it, four times.
        found.Accuracy.ShouldBeLessThan(Math.Max(1e-12 * Math.Sqrt(order), 4 * 2.3e-16 * order * order));

        // Asked for less, the bounds may be further apart.
        var rough = LeastEigenvalue.Of(limit, 1e-2);
        Within(rough, exact, 1e-14 * order);
    }

    [Fact]
    public void A_singular_matrix_has_0_between_the_bounds()
    {
        // 100 samples in 30 dimensions by their inner products: rank 30.
        var x = UnitSphere.Sample(30, 1, 100, 1, RandomStream.FromSeed(5)).Inputs;
        var found = LeastEigenvalue.Of(MatrixProduct.Of(x.Transposed, new Operand<double>(x, Transposed: false)));
        Within(found, 0, 0);
        found.Accuracy.ShouldBeLessThan(1e-8);

        // One sample twice.
        var twice = UnitSphere.Sample(80, 1, 90, 1, RandomStream.FromSeed(6)).Inputs.Clone();
        for (var k = 0; k < 80; k++)
            twice[k, 3] = twice[k, 50];
        Within(LeastEigenvalue.Of(ReluGram.Limit(twice)), 0, 0);
    }

    [Fact]
    public void A_matrix_that_is_no_Gram_matrix_is_refused()
    {
        var indefinite = Matrix<double>.Identity(70);
        indefinite[4, 4] = -0.1;
        Should.Throw<ArgumentException>(() => LeastEigenvalue.Of(indefinite)).Message.ShouldContain("below");
        Should.Throw<ArgumentException>(() => LeastEigenvalue.Of(new Matrix<double>(3, 2))).Message.ShouldContain("3 x 2");
        indefinite[4, 4] = double.NaN;
        Should.Throw<ArgumentException>(() => LeastEigenvalue.Of(indefinite)).Message.ShouldContain("finite");
    }

    private static void Within(LeastEigenvalue found, double exact, double rounding)
    {
        found.Lower.ShouldBeLessThanOrEqualTo(exact + rounding);
        found.Upper.ShouldBeGreaterThanOrEqualTo(exact - rounding);
        found.Value.ShouldBe(exact, found.Accuracy + rounding);
    }
}
