using Surefoot.Arithmetic;
using Surefoot.Initializations;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

public class RegionTests
{
    [Fact]
    public void V10_the_region_of_the_Hadamard_start_is_the_smallest_there_is()
    {
        var certificate = new Definition2().Certify(Fixtures.OnF1(1.0 / 9, Fixtures.Hadamard));
        certificate.Verdict.ShouldBe(Surefoot.Theory.Verdict.Holds);

        // 2 ln of a ratio that rounding takes from 1.
        certificate.Value("c1").ShouldBe(0, 1e-14);
        certificate.Value("c2").ShouldBe(0, 1e-14);
        certificate.Value("M").ShouldBe(2, 1e-14);
        certificate.Value("B0").ShouldBeRelative((5.46446609407 - (8.0 / 3)) / 6, Fixtures.Printed);
    }

    [Fact]
    public void V10_ratios_and_region_of_unstructured_layers()
    {
        var setting = Fixtures.OnF1(1.0 / 90, Fixtures.Integers);
        var problem = new NormalizedProblem(setting);
        var start = setting.Start;
        problem.OutputRatio(start, 1, 1).ShouldBeRelative(0.896664682619, Fixtures.Printed);
        problem.OutputRatio(start, 1, 2).ShouldBeRelative(0.55416925037, Fixtures.Printed);
        problem.OutputRatio(start, 2, 1).ShouldBeRelative(1.15470053838, Fixtures.Printed);
        problem.OutputRatio(start, 2, 2).ShouldBeRelative(0.816496580928, Fixtures.Printed);
        problem.InputRatio(start, 2, 1).ShouldBeRelative(1.32950813433, Fixtures.Printed);
        problem.InputRatio(start, 2, 2).ShouldBeRelative(0.752157865138, Fixtures.Printed);
        problem.InputRatio(start, 3, 1).ShouldBeRelative(1.10554159679, Fixtures.Printed);
        problem.InputRatio(start, 3, 2).ShouldBeRelative(0.333333333333, Fixtures.Printed);
        var region = Region.Of(setting);
        region.C1.ShouldBeRelative(0.569618100037, Fixtures.Printed);
        region.C2.ShouldBeRelative(2.19722457734, Fixtures.Printed);
        region.M.ShouldBeRelative(2.08069847366, Fixtures.Printed);
    }

    [Fact]
    public void V7_the_first_step_of_the_Hadamard_start_is_the_twins_to_first_order()
    {
        // P(0) = (N / n_N) I; a_N^2 = 1 / (4 x 4 x 2), and the map keeps the length of (1, 0) and (3, 4).
        var setting = Fixtures.OnF1(1.0 / 9, Fixtures.Hadamard);
        foreach (var value in UpdateOperator.At(setting.Start).Eigenvalues())
            value.ShouldBeRelative(1.5, Fixtures.Printed);
        var layers = Fixtures.Hadamard.Select(Matrix<double>.From).ToList();
        var map = MatrixProduct.Of<double>(layers[2], MatrixProduct.Of<double>(layers[1], layers[0]));
        setting.Network.EndToEnd(new GivenInitialization(layers).Sample<double>(setting.Network, default, ThreadTeam.Alone))
            .ShouldBe(Settings.Entries(map), 0.176776695297, Fixtures.Printed);
        foreach (var (x, y, square) in new[] { (1.0, 0.0, 1.0), (3, 4, 25) })
            Math.Pow(0.176776695297, 2).ShouldBeRelative(square / (Math.Pow((map[0, 0] * x) + (map[0, 1] * y), 2) + Math.Pow((map[1, 0] * x) + (map[1, 1] * y), 2)), Fixtures.Printed);
    }

    [Fact]
    public void V10_the_update_operator_of_unstructured_layers()
    {
        var update = UpdateOperator.At(Fixtures.OnF1(1.0 / 90, Fixtures.Integers).Start);
        double[] expected = [1.95978341709, 1.45335863972, 0.803690311835, 0.560945409132];
        var values = update.Eigenvalues();
        values.Length.ShouldBe(4);
        for (var k = 0; k < 4; k++)
            values[k].ShouldBeRelative(expected[k], Fixtures.Printed);
        update.LeastBound.ShouldBeRelative(0.39768781928, Fixtures.Printed);
        update.LargestBound.ShouldBeRelative(2.1915094738, Fixtures.Printed);
    }

    [Fact]
    public void V16_the_bounds_B_alone_do_not_give_the_printed_43()
    {
        // The outer layers of the Hadamard start doubled.
        var layers = Fixtures.Hadamard.Select(layer => (double[,])layer.Clone()).ToArray();
        foreach (var outer in new[] { layers[0], layers[2] })
        {
            for (var i = 0; i < outer.GetLength(0); i++)
            {
                for (var j = 0; j < outer.GetLength(1); j++)
                    outer[i, j] *= 2;
            }
        }

        var setting = Fixtures.OnF1(1.0 / 9, layers);
        var problem = new NormalizedProblem(setting);

        // B(t) holds with e^{c1} = 2 and e^{-c2} = 1, as printed.
        for (var i = 1; i < 3; i++)
        {
            problem.OutputRatio(setting.Start, i, 1).ShouldBe(2, 1e-14);
            problem.InputRatio(setting.Start, i + 1, 1).ShouldBe(2, 1e-14);
            problem.OutputRatio(setting.Start, i, 2).ShouldBe(2, 1e-14);
        }

        var update = UpdateOperator.At(setting.Start);
        update.Apply(Matrix<double>.Identity(2)).ShouldBe(new double[,] { { 12, 0 }, { 0, 12 } }, 1, Fixtures.Printed);
        var largest = update.Eigenvalues()[0];
        const double C1 = 0.69314718055994530942;
        largest.ShouldBeGreaterThan(1.5 * Math.Exp(2 * C1));
        largest.ShouldBeLessThanOrEqualTo(((2 * Math.Exp(2 * C1)) + Math.Exp(4 * C1)) / 2 * (1 + 1e-14));
        (1.5 * Math.Exp(4 * C1)).ShouldBeRelative(24, 1e-14);
    }
}
