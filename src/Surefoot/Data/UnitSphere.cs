using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Data;

/// <summary>Random data without a law: inputs uniform on the unit sphere, targets independent normal numbers (Du 2019, section 2.4).</summary>
public static class UnitSphere
{
    /// <summary>Draws X, d x n with columns of norm 1, and Y, d_out x n.</summary>
    /// <remarks>X and Y come from the children "inputs" and "targets" of the stream.</remarks>
    /// <param name="inputs">d, from 1 on.</param>
    /// <param name="outputs">d_out, from 1 on.</param>
    /// <param name="samples">n, from 1 on.</param>
    /// <param name="targetDeviation">The standard deviation of the targets.</param>
    /// <param name="stream">The random numbers.</param>
    /// <exception cref="DataException">A size is less than 1 or beyond memory, or the deviation is negative or not finite.</exception>
    public static Dataset Sample(int inputs, int outputs, int samples, double targetDeviation, RandomStream stream)
    {
        if (inputs < 1 || outputs < 1 || samples < 1)
            throw new DataException($"unit sphere: {inputs} inputs, {outputs} outputs and {samples} samples were asked for; allowed are whole numbers from 1 on.");
        if (!(targetDeviation >= 0) || double.IsInfinity(targetDeviation))
            throw new DataException($"unit sphere: a target deviation of {targetDeviation} was given; allowed are finite numbers from 0 on.");
        InputFile.RefuseBeyondMemory(((long)inputs + outputs) * samples, "unit sphere");
        var points = new Matrix<double>(samples, inputs);
        stream.Named("inputs").FillNormal(points.Span);
        for (var i = 0; i < samples; i++)
        {
            var point = points.Row(i);
            var sum = 0.0;
            foreach (var x in point)
                sum += x * x;
            var length = Math.Sqrt(sum);
            foreach (ref var x in point)
                x /= length;
        }

        var targets = new Matrix<double>(outputs, samples);
        stream.Named("targets").FillNormal(targets.Span);
        foreach (ref var y in targets.Span)
            y *= targetDeviation;
        return Dataset.Adopt("unit sphere", points.Transpose(), targets);
    }
}
