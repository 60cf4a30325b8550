using System.Numerics;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Losses;

/// <summary>
/// A loss that is convex in the prediction: L(W) = c sum_i l(W x_i, y_i), possibly with a penalty on W P_X.
/// </summary>
/// <remarks>
/// A loss sees predictions only, P = W X, so it serves any network. It knows its strong convexity alpha and smoothness
/// beta with respect to the data semi-norm ||W||_X = ||W P_X||_F (Zhao and Xu 2024, section 2.1).
/// </remarks>
public abstract class Loss
{
    /// <summary>The name a spec uses.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether samples compress: the loss depends on data only through Y X^T and X X^T up to a constant, so that rank(X)
    /// columns carry everything a full-batch method sees.
    /// </summary>
    public virtual bool Compressible => false;

    /// <summary>Whether the loss of all samples is the sum of what each gives by itself, so that batches of them have a loss.</summary>
    public virtual bool IsSumOverSamples => true;

    /// <summary>
    /// What compressing the samples takes out of the loss: the loss of the full data less the loss of the compressed
    /// data, the same for every map; 0 for a loss that does not compress.
    /// </summary>
    public virtual double ConstantOf(DataAnalysis data) => 0;

    /// <summary>The curvature of W -> L(W) on the given data, in the data semi-norm.</summary>
    public abstract Curvature CurvatureOn(DataAnalysis data);

    /// <summary>The minimum over all linear maps: W* of least norm and L(W*).</summary>
    public abstract ConvexMinimum Minimize(DataAnalysis data);

    /// <summary>The loss on given targets, ready to be evaluated again and again.</summary>
    /// <param name="data">The data, or its compression.</param>
    /// <param name="sampleCount">The number of samples n in the loss's own scaling, which compression does not change.</param>
    public abstract BoundLoss<T> Bind<T>(Dataset data, int sampleCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A loss with its targets in the precision of a run.</summary>
/// <typeparam name="T">The number type of predictions; sums are always in double.</typeparam>
public abstract class BoundLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>L at the given predictions; their derivative dL/dP is written over <paramref name="derivative"/>.</summary>
    /// <param name="predictions">P, d_out x n; may be the same matrix as <paramref name="derivative"/>.</param>
    /// <param name="derivative">d_out x n.</param>
    public abstract double Evaluate(Matrix<T> predictions, Matrix<T> derivative);

    /// <summary>Replaces the targets by others of their shape, where the loss is a sum over samples.</summary>
    /// <exception cref="NotSupportedException">The loss knows more of its targets than their values.</exception>
    public virtual void Take(Matrix<T> targets) => throw new NotSupportedException("this loss cannot change its samples; take one that is a sum over samples.");

    /// <summary>
    /// The loss that rounding alone makes of predictions that fit the targets exactly, where such a fit is the minimum; 0
    /// where it is not.
    /// </summary>
    /// <remarks>
    /// To first order each of the products, and rounding the targets, moves predictions of norm ||Y||_F by up to eps ||Y||_F, with
    /// eps the distance from 1 to the next number of type <typeparamref name="T"/>: the residual of an exact fit comes out as up to
    /// (products + 1) eps ||Y||_F. This counts a product's error as relative to its result, so factors that cancel may stay above.
    /// </remarks>
    /// <param name="products">The number of matrix products between the weights and the predictions.</param>
    public virtual double RoundingFloor(int products) => 0;

    /// <summary>(products + 1) eps ||Y||_F, squared.</summary>
    private protected static double SquaredRounding(Matrix<T> targets, int products)
    {
        var sum = 0.0;
        foreach (var y in targets.Span)
            sum += double.CreateTruncating(y) * double.CreateTruncating(y);
        var relative = (products + 1) * double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        return relative * relative * sum;
    }
}

/// <summary>The constants of a convex problem: alpha-strongly convex and beta-smooth in the data semi-norm.</summary>
/// <param name="StrongConvexity">alpha.</param>
/// <param name="Smoothness">beta.</param>
public readonly record struct Curvature(double StrongConvexity, double Smoothness)
{
    /// <summary>kappa = beta / alpha.</summary>
    public double ConditionNumber => Smoothness / StrongConvexity;
}

/// <summary>The solution of a convex problem.</summary>
/// <param name="Minimizer">W*, d_out x d_in, the one of least Frobenius norm.</param>
/// <param name="Loss">L(W*).</param>
public sealed record ConvexMinimum(Matrix<double> Minimizer, double Loss);
