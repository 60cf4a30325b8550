using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Tests.Data;

/// <summary>
/// NIST's certified regressions. The accuracy asked for is that of plain Householder QR in double precision less one digit. For
/// Filip the powers of x, rounded to double, allow no more; where the design is exact, refinement gives nearly all digits.
/// </summary>
public class NistTests
{
    private const double Eps = 2.3e-16;

    private static readonly double[] Wampler1 = [1, 1, 1, 1, 1, 1];

    /// <summary>Set, degree of the polynomial (0 for x alone, -1 for Longley's six inputs), coefficients (noint1 and noint2 as exact fractions), residual sum of squares, digits of QR.</summary>
    public static TheoryData<string, int, double[], double, double> Sets => new()
    {
        { "norris", 1, [-0.262323073774029, 1.00211681802045], 26.6173985294224, 12.5 },
        { "pontius", 2, [0.673565789473684E-03, 0.732059160401003E-06, -0.316081871345029E-14], 0.155761768796992E-05, 11.9 },
        { "noint1", 0, [96635.0 / 46585], 127.272727272727, 16.9 },
        { "noint2", 0, [8.0 / 11], 0.272727272727273, 16.6 },
        {
            "filip", 10,
            [
                -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757,
                -10.8753180355343, -1.06221498588947, -0.670191154593408E-01, -0.246781078275479E-02, -0.402962525080404E-04,
            ],
            0.795851382172941E-03, 7.6
        },
        {
            "longley", -1,
            [
                -3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683, -1.03322686717359,
                -0.511041056535807E-01, 1829.15146461355,
            ],
            836424.055505915, 13.0
        },
        { "wampler1", 5, Wampler1, 0, 9.5 },
        { "wampler2", 5, [1, 0.1, 0.01, 0.001, 0.0001, 0.00001], 0, 13.5 },
        { "wampler3", 5, Wampler1, 83554268.0000000, 9.2 },
        { "wampler4", 5, Wampler1, 835542680000.000, 7.9 },
        { "wampler5", 5, Wampler1, 0.835542680000000E+16, 5.9 },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_convex_minimiser_has_the_certified_digits(string name, int degree, double[] coefficients, double residual, double digits)
    {
        var data = Design(name, degree);
        var analysis = DataAnalysis.Of(data);
        analysis.Rank.ShouldBe(data.InputDimension);

        var correct = double.PositiveInfinity;
        for (var i = 0; i < coefficients.Length; i++)
        {
            var error = Math.Abs(analysis.ConvexMinimizer[0, i] - coefficients[i]) / Math.Abs(coefficients[i]);
            correct = Math.Min(correct, -Math.Log10(error));
        }

        correct.ShouldBeGreaterThanOrEqualTo(digits - 1);

        // Rounding y and every term w_i x_i to double moves the residual by eps times their norms, and it counts twice in the
        // square; NIST prints 15 digits.
        var rounding = 0.0;
        for (var i = 0; i < coefficients.Length; i++)
            rounding += Eps * Math.Abs(coefficients[i]) * Norm(data.Inputs.Row(i));
        rounding += Eps * Norm(data.Targets.Row(0));
        (2 * analysis.OptimalHalfSquaredResidual)
            .ShouldBe(residual, (2 * rounding * Math.Sqrt(residual)) + (rounding * rounding) + (1e-14 * residual));
    }

    private static double Norm(ReadOnlySpan<double> entries)
    {
        var sum = 0.0;
        foreach (var x in entries)
            sum += x * x;
        return Math.Sqrt(sum);
    }

    /// <summary>The design of a set: powers of x up to a degree; 0 for x alone, -1 for Longley's six inputs and an intercept.</summary>
    internal static Dataset Design(string name, int degree)
    {
        if (degree < 0)
        {
            // NIST counts the intercept first.
            var longley = BuiltInDatasets.Load(name).WithIntercept();
            var turned = new Matrix<double>(longley.InputDimension, longley.SampleCount);
            for (var i = 0; i < turned.Rows; i++)
                longley.Inputs.Row((i + turned.Rows - 1) % turned.Rows).CopyTo(turned.Row(i));
            return new Dataset(name, turned, longley.Targets);
        }

        var data = DatasetFile.Read(TestFiles.Nist(name + ".csv"));
        if (degree == 0)
            return data;
        var powers = new Matrix<double>(degree + 1, data.SampleCount);
        for (var k = 0; k < data.SampleCount; k++)
        {
            for (var power = 0; power <= degree; power++)
                powers[power, k] = Math.Pow(data.Inputs[0, k], power);
        }

        return new Dataset(name, powers, data.Targets);
    }
}
