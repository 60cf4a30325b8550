using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Data;

/// <summary>Placeholder.</summary>
public static class LinearTeacher
{
    /// <summary>Placeholder.</summary>
    public static Dataset Sample(int inputs, int outputs, int samples, double noise, double targetDeviation, RandomStream stream)
    {
        var x = new Matrix<double>(inputs, samples);
        var w = new Matrix<double>(outputs, inputs);
        var y = new Matrix<double>(outputs, samples);
        stream.Named("inputs").FillNormal<double>(x.Span);
        stream.Named("teacher").FillNormal<double>(w.Span);
        stream.Named("noise").FillNormal<double>(y.Span);
        MatrixProduct.Multiply(w, x, y, targetDeviation, noise, ThreadTeam.Alone);
        return new Dataset("linear teacher", x, y);
    }
}
