using Surefoot.Arithmetic;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>A map W in coordinates of the inputs' span with what the convex problem says of it.</summary>
/// <param name="Map">W, n_N x r.</param>
/// <param name="Loss">L(W) on the run's data, without the constant that compression takes out.</param>
/// <param name="Gap">L(W) - L*.</param>
/// <param name="Gradient">nabla L(W), n_N x r.</param>
internal sealed record ConvexPoint(Matrix<double> Map, double Loss, double Gap, Matrix<double> Gradient)
{
    public static ConvexPoint At(DeepLinearSetting setting, Matrix<double> map)
    {
        var predictions = MatrixProduct.Of<double>(map, setting.Run.Data.Inputs);
        var loss = setting.BoundLoss.Evaluate(predictions, predictions);
        return new(map, loss, loss - setting.OptimalLoss, MatrixProduct.Of(predictions, setting.Run.Data.Inputs.Transposed));
    }
}
