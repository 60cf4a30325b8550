using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Data;

/// <summary>
/// Random data from a linear map: Y = s W X + e E, where X, W and E have independent standard normal entries.
/// </summary>
/// <remarks>The data of Zhao and Xu 2024, appendix G, with s = e = 1, and of Hu et al. 2020 with e = 0.</remarks>
public static class LinearTeacher
{
    /// <summary>Draws X, d_in x n, and Y, d_out x n.</summary>
    /// <remarks>X, W and E come from the children "inputs", "teacher" and "noise" of the stream.</remarks>
    /// <param name="inputs">d_in, from 1 on.</param>
    /// <param name="outputs">d_out, from 1 on.</param>
    /// <param name="samples">n, from 1 on.</param>
    /// <param name="noise">e, the standard deviation of the noise, 0 for none.</param>
    /// <param name="targetDeviation">s, the standard deviation of the map's entries.</param>
    /// <param name="stream">The random numbers.</param>
    /// <exception cref="DataException">A size is less than 1 or beyond memory, or a deviation is negative or not finite.</exception>
    public static Dataset Sample(int inputs, int outputs, int samples, double noise, double targetDeviation, RandomStream stream)
    {
        RequirePositive(inputs, nameof(inputs));
        RequirePositive(outputs, nameof(outputs));
        RequirePositive(samples, nameof(samples));
        RequireDeviation(noise, nameof(noise));
        RequireDeviation(targetDeviation, nameof(targetDeviation));
        InputFile.RefuseBeyondMemory(((long)inputs + outputs) * samples + (long)inputs * outputs, "linear teacher");

        var x = new Matrix<double>(inputs, samples);
        var teacher = new Matrix<double>(outputs, inputs);
        var y = new Matrix<double>(outputs, samples);
        stream.Named("inputs").FillNormal(x.Span);
        stream.Named("teacher").FillNormal(teacher.Span);
        stream.Named("noise").FillNormal(y.Span);
        MatrixProduct.Multiply(teacher, x, y, targetDeviation, noise, ThreadTeam.Alone);
        return Dataset.Adopt("linear teacher", x, y);
    }

    private static void RequirePositive(int size, string what)
    {
        if (size < 1)
            throw new DataException($"linear teacher: {size} {what} were asked for; allowed are whole numbers from 1 on.");
    }

    private static void RequireDeviation(double deviation, string what)
    {
        if (!(deviation >= 0) || double.IsInfinity(deviation))
            throw new DataException($"linear teacher: a {what} of {deviation} was given; allowed are finite numbers from 0 on.");
    }
}
