using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Randomness;

namespace Surefoot.Tests.Data;

public class DataAnalysisTests
{
    private const double Eps = 2.3e-16;

    // The dossiers print twelve digits.
    private const double Printed = 1e-11;

    private static readonly RandomStream Stream = RandomStream.FromSeed(11);

    [Fact]
    public void Data_quantities_of_a_rank_deficient_example()
    {
        // Vector V4 of Hu et al. 2020, rank-deficient: the third input is the sum of the first two.
        var data = new Dataset(
            "V4",
            Matrix<double>.From(new double[,] { { 1, 0, 1, 2 }, { 0, 1, 1, 1 }, { 1, 1, 2, 3 } }),
            Matrix<double>.From(new double[,] { { 1, 2, 0, 1 }, { 0, 1, -1, 2 } }));
        var analysis = DataAnalysis.Of(data);
        analysis.Rank.ShouldBe(2);
        analysis.LargestSingularValue.ShouldBeRelative(4.77667811626, Printed);
        analysis.SmallestSingularValue.ShouldBeRelative(1.08781716001, Printed);
        analysis.ConditionNumber.ShouldBeRelative(19.2814700679, Printed);
        analysis.StableRank.ShouldBeRelative(1.05186326543, Printed);
        analysis.OptimalHalfSquaredResidual.ShouldBeRelative(3.66666666667, Printed);
        analysis.ConvexMinimizer.ShouldBe(new[,] { { -3.0, 6, 3 }, { 1, 1, 2 } }, 1 / 9.0, Printed);
    }

    [Fact]
    public void An_exact_fit_has_the_rounding_of_its_targets_as_residual()
    {
        // Vector V4 of Hu et al. 2020, full rank: W* = [[1, -2], [2, -5]].
        var teacher = Matrix<double>.From(new double[,] { { 1, -2 }, { 2, -5 } });
        var x = Matrix<double>.From(new double[,] { { 1, 2 }, { 0, 1 } });
        var analysis = DataAnalysis.Of(new Dataset("V4", x, MatrixProduct.Of<double>(teacher, x)));
        analysis.ConditionNumber.ShouldBeRelative(33.9705627485, Printed);
        analysis.ConvexMinimizer.Span.ToArray().ShouldBe(teacher.Span.ToArray());
        analysis.OptimalHalfSquaredResidual.ShouldBeLessThan(1e-30);
    }

    [Theory]
    [InlineData(20, 5, 5)]
    [InlineData(5, 20, 5)]
    [InlineData(20, 20, 20)]
    [InlineData(30, 12, 4)]
    [InlineData(12, 30, 4)]
    [InlineData(200, 60, 59)]
    [InlineData(1, 1, 1)]
    [InlineData(300, 3, 2)]
    public void Rank_is_found_whatever_the_units_of_the_inputs(int samples, int inputs, int rank)
    {
        for (var trial = 0; trial < 10; trial++)
        {
            var data = LowRank(samples, inputs, rank, Stream.Named("rank", trial));
            DataAnalysis.Of(data).Rank.ShouldBe(rank);
            DataAnalysis.Of(InOtherUnits(data)).Rank.ShouldBe(rank);
        }
    }

    [Fact]
    public void Inputs_that_are_zero_or_copies_do_not_count()
    {
        var x = Matrix<double>.From(new[,] { { 0.1, 0.2, 0.7, 1.1 }, { 0, 0, 0, 0 }, { 0.3, 0.6, 2.1, 3.3 }, { 1e-9, 0, 0, 2e-9 } });
        var analysis = DataAnalysis.Of(new Dataset("set", x, new Matrix<double>(1, 4)));
        analysis.Rank.ShouldBe(2);
        analysis.SmallestSingularValueAccuracy.ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Zero_inputs_are_refused() =>
        Should.Throw<DataException>(() => DataAnalysis.Of(new Dataset("set", new Matrix<double>(2, 3), new Matrix<double>(1, 3))))
            .Message.ShouldStartWith("set: every input of every sample is 0");

    [Theory]
    [InlineData(40, 7, 7)]
    [InlineData(7, 40, 7)]
    [InlineData(25, 10, 6)]
    public void The_compact_decomposition_and_the_optimum_satisfy_their_equations(int samples, int inputs, int rank)
    {
        var data = LowRank(samples, inputs, rank, Stream.Named("equations"));
        var analysis = DataAnalysis.Of(data);
        var (u, v) = (analysis.InputBasis, analysis.SampleBasis);
        var size = Math.Max(samples, inputs);
        Distance(MatrixProduct.Of<double>(u.Transposed, u), Matrix<double>.Identity(rank)).ShouldBeLessThan(size * Eps);
        Distance(MatrixProduct.Of<double>(v.Transposed, v), Matrix<double>.Identity(rank)).ShouldBeLessThan(size * Eps);
        var rounding = size * Eps * analysis.LargestSingularValue;
        Distance(MatrixProduct.Of<double>(u, analysis.OnInputBasis().Inputs), data.Inputs).ShouldBeLessThan(rounding);

        // The residual is orthogonal to the inputs, and W* has no part outside their span.
        var residual = Residual(analysis.ConvexMinimizer, data);
        var w = Norm(analysis.ConvexMinimizer);
        Norm(MatrixProduct.Of(residual, data.Inputs.Transposed))
            .ShouldBeLessThan(rounding * (Norm(data.Targets) + (w * analysis.LargestSingularValue)));
        analysis.SemiNorm(analysis.ConvexMinimizer).ShouldBe(w, size * Eps * w);
        var squared = Norm(residual) * Norm(residual);
        analysis.OptimalHalfSquaredResidual.ShouldBe(0.5 * squared, rounding * w * (Norm(data.Targets) + (rounding * w)));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public void The_minimiser_is_linear_in_the_targets_to_the_last_bit(int exponent)
    {
        // A power of two rounds nothing, so the same operations give the same digits; squares of these targets would overflow.
        var data = LowRank(20, 6, 6, Stream.Named("linear"));
        var scaled = data.Targets.Clone();
        foreach (ref var y in scaled.Span)
            y = Math.ScaleB(y, exponent);
        var expected = DataAnalysis.Of(data).ConvexMinimizer.Span.ToArray().Select(w => Math.ScaleB(w, exponent));
        DataAnalysis.Of(new Dataset("scaled", data.Inputs, scaled)).ConvexMinimizer.Span.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Small_singular_values_have_as_many_digits_as_large_ones()
    {
        // A Hadamard matrix in units from 1 to 1e-20: the singular values of S H are 2 s_i exactly.
        double[,] hadamard = { { 1, 1, 1, 1 }, { 1, -1, 1, -1 }, { 1, 1, -1, -1 }, { 1, -1, -1, 1 } };
        double[] units = [1, 1e-7, 1e-20, 1e-12];
        var x = new Matrix<double>(4, 4);
        for (var i = 0; i < 4; i++)
        {
            for (var k = 0; k < 4; k++)
                x[i, k] = units[i] * hadamard[i, k];
        }

        var analysis = DataAnalysis.Of(new Dataset("graded", x, new Matrix<double>(1, 4)));
        analysis.SmallestSingularValueAccuracy.ShouldBe(4 * Eps, 4 * Eps);
        var sorted = units.OrderDescending().ToArray();
        for (var k = 0; k < 4; k++)
            analysis.SingularValues[k].ShouldBeRelative(2 * sorted[k], 8 * Eps);
    }

    [Fact]
    public void The_accuracy_estimate_holds_where_the_smallest_singular_value_is_doubtful()
    {
        // Filip's powers of x. The value to 18 digits comes from 60-digit arithmetic on the powers in double precision.
        var data = DatasetFile.Read(TestFiles.Nist("filip.csv"));
        var powers = new Matrix<double>(11, data.SampleCount);
        for (var power = 0; power <= 10; power++)
        {
            for (var k = 0; k < data.SampleCount; k++)
                powers[power, k] = Math.Pow(data.Inputs[0, k], power);
        }

        var analysis = DataAnalysis.Of(new Dataset("filip", powers, data.Targets));
        analysis.SmallestSingularValueAccuracy.ShouldBeInRange(1e-6, 1e-3);
        analysis.SmallestSingularValue.ShouldBeRelative(4.07073140464902917e-6, analysis.SmallestSingularValueAccuracy);
        analysis.LargestSingularValue.ShouldBeRelative(7196911804.50349035, 82 * Eps);
    }

    [Theory]
    [InlineData(40, 7, 7)]
    [InlineData(7, 40, 7)]
    [InlineData(25, 10, 6)]
    public void Sufficient_statistics_have_the_loss_of_the_data_for_every_map(int samples, int inputs, int rank)
    {
        var data = LowRank(samples, inputs, rank, Stream.Named("statistics"));
        var analysis = DataAnalysis.Of(data);
        var compressed = SufficientStatistics.Of(analysis);
        compressed.SampleCount.ShouldBe(samples);
        compressed.Data.SampleCount.ShouldBe(rank);
        var map = new Matrix<double>(data.OutputDimension, inputs);
        Stream.Named("map").FillNormal(map.Span);

        var loss = HalfSquared(map, data);
        var tolerance = Math.Max(samples, inputs) * Eps * loss;
        (HalfSquared(map, compressed.Data) + compressed.Constant).ShouldBe(loss, tolerance);
        var restricted = MatrixProduct.Of<double>(map, analysis.InputBasis);
        (HalfSquared(restricted, compressed.OnInputBasis()) + compressed.Constant).ShouldBe(loss, tolerance);
        HalfSquared(restricted, analysis.OnInputBasis()).ShouldBe(loss, tolerance);
    }

    [Fact]
    public void Whitening_of_the_worked_example()
    {
        // Vector AR-V12: these inputs are white already.
        var data = new Dataset(
            "AR-V12", Matrix<double>.From(new double[,] { { 1, 1, -1, -1 }, { 1, -1, 1, -1 } }), Matrix<double>.From(new double[,] { { 1, 2, 3, 5 } }));
        var white = WhitenedData.Of(DataAnalysis.Of(data));
        white.Target.ShouldBe(new[,] { { -1.25, -0.75 } }, 1, 8 * Eps);
        white.Offset.ShouldBeRelative(61 / 16.0, 8 * Eps);
        Distance(white.Data.Inputs, data.Inputs).ShouldBeLessThan(8 * Eps);
    }

    [Fact]
    public void Whitened_inputs_are_white_symmetrically_and_the_loss_is_a_distance()
    {
        const int Samples = 30;
        var data = LowRank(Samples, 5, 5, Stream.Named("white"));
        var white = WhitenedData.Of(DataAnalysis.Of(data));
        var second = MatrixProduct.Of(white.Data.Inputs, white.Data.Inputs.Transposed);
        foreach (ref var entry in second.Span)
            entry /= Samples;
        Distance(second, Matrix<double>.Identity(5)).ShouldBeLessThan(Samples * Eps);

        // X_white = S X with S symmetric and positive: X_white X^T is the square root of X X^T times sqrt(n).
        var root = MatrixProduct.Of(white.Data.Inputs, data.Inputs.Transposed);
        Distance(root, root.Transpose()).ShouldBeLessThan(Samples * Eps * Norm(root));

        var map = new Matrix<double>(data.OutputDimension, 5);
        Stream.Named("map").FillNormal(map.Span);
        var distance = Distance(map, white.Target);
        var loss = HalfSquared(map, white.Data) / Samples;
        ((0.5 * distance * distance) + white.Offset).ShouldBe(loss, Samples * Eps * loss);
    }

    [Fact]
    public void Dependent_inputs_cannot_be_whitened() =>
        Should.Throw<DataException>(() => WhitenedData.Of(DataAnalysis.Of(LowRank(9, 4, 3, Stream))))
            .Message.ShouldStartWith("low rank: the inputs have rank 3 and there are 4, so they cannot be whitened");

    private static Dataset LowRank(int samples, int inputs, int rank, RandomStream stream)
    {
        var left = new Matrix<double>(inputs, rank);
        var right = new Matrix<double>(rank, samples);
        var targets = new Matrix<double>(3, samples);
        stream.Named("left").FillNormal(left.Span);
        stream.Named("right").FillNormal(right.Span);
        stream.Named("targets").FillNormal(targets.Span);
        return new Dataset("low rank", MatrixProduct.Of<double>(left, right), targets);
    }

    private static Dataset InOtherUnits(Dataset data)
    {
        var inputs = data.Inputs.Clone();
        for (var i = 0; i < inputs.Rows; i++)
        {
            foreach (ref var x in inputs.Row(i))
                x *= Math.Pow(10, ((37 * i) % 41) - 20);
        }

        return new Dataset(data.Name, inputs, data.Targets);
    }

    private static Matrix<double> Residual(Matrix<double> map, Dataset data)
    {
        var residual = data.Targets.Clone();
        MatrixProduct.Multiply(map, data.Inputs, residual, -1, 1, ThreadTeam.Alone);
        return residual;
    }

    private static double HalfSquared(Matrix<double> map, Dataset data)
    {
        var norm = Norm(Residual(map, data));
        return 0.5 * norm * norm;
    }

    private static double Norm(Matrix<double> matrix) => Math.Sqrt(matrix.Span.ToArray().Sum(x => x * x));

    private static double Distance(Matrix<double> a, Matrix<double> b) =>
        Math.Sqrt(a.Span.ToArray().Zip(b.Span.ToArray(), (x, y) => (x - y) * (x - y)).Sum());
}
