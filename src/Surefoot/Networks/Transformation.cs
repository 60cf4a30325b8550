using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Networks;

/// <summary>How the fixed matrices A (m x d) and B (k x m) of a linear residual network are made.</summary>
public abstract record Transformation
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Kind { get; }

    /// <summary>A and B.</summary>
    /// <param name="inputs">d.</param>
    /// <param name="outputs">k.</param>
    /// <param name="width">m.</param>
    /// <param name="stream">Where random entries come from.</param>
    /// <exception cref="ArgumentException">The width does not allow it; the message says which does.</exception>
    public abstract (Matrix<double> Input, Matrix<double> Output) Of(int inputs, int outputs, int width, RandomStream stream);

    /// <summary>Refuses a width below what is needed.</summary>
    private protected static void RequireWidth(string kind, int width, int least, string why)
    {
        if (width < least)
            throw new ArgumentException($"the {kind} transformation needs a width of at least {least}, {why}; given was {width}.", nameof(width));
    }

    /// <summary>Refuses a scale that is not positive and finite.</summary>
    private protected static double RequireScale(double scale, string name) => scale > 0 && double.IsFinite(scale)
        ? scale
        : throw new ArgumentOutOfRangeException(name, $"a scale of {scale} was given; it must be a positive finite number.");
}

/// <summary>
/// Independent entries, of A N(0, alpha^2) and of B N(0, beta^2) (Zou et al. 2020, proposition 3.3). E ||B A x||^2 = alpha^2 beta^2 k m ||x||^2, which is
/// ||x||^2 for the deviations taken where none are given, alpha = m^(-1/2) and beta = k^(-1/2) (section 3.1).
/// </summary>
/// <param name="InputDeviation">alpha; null for m^(-1/2).</param>
/// <param name="OutputDeviation">beta; null for k^(-1/2).</param>
public sealed record GaussianTransformation(double? InputDeviation = null, double? OutputDeviation = null) : Transformation
{
    /// <inheritdoc/>
    public override string Kind => "gaussian";

    /// <inheritdoc/>
    public override (Matrix<double> Input, Matrix<double> Output) Of(int inputs, int outputs, int width, RandomStream stream)
    {
        return (
            Draw(width, inputs, stream.Named("input"), RequireScale(InputDeviation ?? 1 / Math.Sqrt(width), nameof(InputDeviation))),
            Draw(outputs, width, stream.Named("output"), RequireScale(OutputDeviation ?? 1 / Math.Sqrt(outputs), nameof(OutputDeviation))));

        static Matrix<double> Draw(int rows, int columns, RandomStream from, double deviation)
        {
            var matrix = new Matrix<double>(rows, columns);
            from.FillNormal(matrix.Span);
            foreach (ref var x in matrix.Span)
                x *= deviation;
            return matrix;
        }
    }
}

/// <summary>A = [I_d; 0] and B = sqrt(m/k) [I_k, 0] (Zou et al. 2020, section 4).</summary>
public sealed record IdentityTransformation : Transformation
{
    /// <inheritdoc/>
    public override string Kind => "identity";

    /// <inheritdoc/>
    public override (Matrix<double> Input, Matrix<double> Output) Of(int inputs, int outputs, int width, RandomStream stream)
    {
        RequireWidth(Kind, width, Math.Max(inputs, outputs), "that of inputs and outputs");
        var (input, output) = (new Matrix<double>(width, inputs), new Matrix<double>(outputs, width));
        for (var i = 0; i < inputs; i++)
            input[i, i] = 1;
        for (var i = 0; i < outputs; i++)
            output[i, i] = Math.Sqrt((double)width / outputs);
        return (input, output);
    }
}

/// <summary>
/// A = [I_d; 0; 0] and B = alpha [0, I_k, 0]: inputs and outputs have coordinates of their own, so that B A = 0 (Zou et al. 2020, section 4).
/// </summary>
/// <param name="Scale">alpha; null for sqrt(m/k), the norm of the identity transformation's B.</param>
public sealed record ModifiedIdentityTransformation(double? Scale = null) : Transformation
{
    /// <inheritdoc/>
    public override string Kind => "modified-identity";

    /// <inheritdoc/>
    public override (Matrix<double> Input, Matrix<double> Output) Of(int inputs, int outputs, int width, RandomStream stream)
    {
        RequireWidth(Kind, width, inputs + outputs, "coordinates of their own for inputs and outputs");
        var scale = RequireScale(Scale ?? Math.Sqrt((double)width / outputs), nameof(Scale));
        var (input, output) = (new Matrix<double>(width, inputs), new Matrix<double>(outputs, width));
        for (var i = 0; i < inputs; i++)
            input[i, i] = 1;
        for (var i = 0; i < outputs; i++)
            output[i, inputs + i] = scale;
        return (input, output);
    }
}

/// <summary>Given matrices, as they are read from a file.</summary>
/// <param name="Input">A.</param>
/// <param name="Output">B.</param>
public sealed record GivenTransformation(Matrix<double> Input, Matrix<double> Output) : Transformation
{
    /// <inheritdoc/>
    public override string Kind => "file";

    /// <inheritdoc/>
    public override (Matrix<double> Input, Matrix<double> Output) Of(int inputs, int outputs, int width, RandomStream stream)
    {
        if (Input.Rows != width || Input.Columns != inputs || Output.Rows != outputs || Output.Columns != width)
        {
            throw new ArgumentException(
                $"A is {Input.Rows} x {Input.Columns} and B is {Output.Rows} x {Output.Columns}; the network needs {width} x {inputs} and {outputs} x {width}.", nameof(width));
        }

        return (Input, Output);
    }
}
