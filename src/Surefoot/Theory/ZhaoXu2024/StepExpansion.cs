using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// The next step from a moment, V(t+1) = V(t) + (first order in eta) + (higher orders): eqs. (41), (42) and lemma 4 without
/// the subtraction of nearly equal maps, so that what is small keeps its digits.
/// </summary>
/// <remarks>
/// With layers V_k + D_k the product up to k is A_k + B_k + C_k: A_k without any D, B_k with one, C_k with more. Cost as two
/// gradients.
/// </remarks>
internal sealed class StepExpansion
{
    private readonly DeepLinearSetting _setting;
    private readonly Matrix<double>[] _derivatives;
    private readonly Matrix<double>[] _activations;

    public StepExpansion(DeepLinearMoment moment)
    {
        _setting = moment.Setting;
        var (network, weights) = (_setting.Run.Network, moment.Weights);
        var depth = network.Depth;

        // dL/dV_k = derivative_k activation_{k-1}^T, all in coordinates of the inputs' span.
        _derivatives = new Matrix<double>[depth + 1];
        _activations = new Matrix<double>[depth + 1];
        _derivatives[depth] = Times(network.OutputFactor, moment.Gradient);
        for (var k = depth; k > 1; k--)
            _derivatives[k - 1] = MatrixProduct.Of(weights[k - 1].Transposed, _derivatives[k]);
        var none = _activations[0] = Matrix<double>.Identity(network.InputDimension);
        var one = new Matrix<double>(none.Rows, none.Columns);
        var more = new Matrix<double>(none.Rows, none.Columns);
        for (var k = 1; k <= depth; k++)
        {
            var layer = weights[k - 1];
            var rate = -_setting.LearningRate / (network.LayerScales[k - 1] * network.LayerScales[k - 1]);
            var moved = one.Clone();
            for (var e = 0; e < moved.Span.Length; e++)
                moved.Span[e] += more.Span[e];
            more = Sum(layer, more, Moved(k, moved), rate);
            one = Sum(layer, one, Moved(k, none), rate);
            none = _activations[k] = MatrixProduct.Of<double>(layer, none);
        }

        FirstOrder = Times(network.OutputFactor, one);
        HigherOrder = Times(network.OutputFactor, more);
        Remainder = FirstOrder.Clone();
        for (var e = 0; e < Remainder.Span.Length; e++)
            Remainder.Span[e] += HigherOrder.Span[e] + (_setting.TwinRate * moment.Gradient.Span[e]);
    }

    /// <summary>-eta P(t)[nabla L(V(t))] (eq. 41), n_N x r.</summary>
    public Matrix<double> FirstOrder { get; }

    /// <summary>a_N E(t) (eq. 42), n_N x r.</summary>
    public Matrix<double> HigherOrder { get; }

    /// <summary>R(t) = V(t+1) - V(t) + eta* nabla L(V(t)) (lemma 4), n_N x r.</summary>
    public Matrix<double> Remainder { get; }

    /// <summary>||dL/dW'_i||_F for the layers of the normalised network.</summary>
    public double LayerGradientNorm(int layer) =>
        SemiNorm.Of(MatrixProduct.Of(_derivatives[layer], _activations[layer - 1].Transposed))
        / (_setting.Network.LayerScales[layer - 1] * Math.Sqrt(_setting.NormalizedRateFactor));

    // derivative_k activation_{k-1}^T M.
    private Matrix<double> Moved(int k, Matrix<double> matrix) =>
        MatrixProduct.Of<double>(_derivatives[k], MatrixProduct.Of(_activations[k - 1].Transposed, matrix));

    // V M + rate D.
    private static Matrix<double> Sum(Matrix<double> layer, Matrix<double> matrix, Matrix<double> change, double rate)
    {
        MatrixProduct.Multiply(layer, matrix, change, 1.0, rate, ThreadTeam.Alone);
        return change;
    }

    private static Matrix<double> Times(double factor, Matrix<double> matrix)
    {
        var scaled = matrix.Clone();
        foreach (ref var x in scaled.Span)
            x *= factor;
        return scaled;
    }
}
