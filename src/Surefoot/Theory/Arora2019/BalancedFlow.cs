using Surefoot.Arithmetic;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// Arora et al. 2019, section 3.2.2, equations 10 and 11: with exactly balanced layers and an infinitesimal learning rate the map moves by
/// vec(dW/dtau) = -P_W vec(G), P_W = sum_j (W^T W)^{(j-1)/N} x (W W^T)^{(N-j)/N}, whose eigenvalues
/// sum_j sigma_a^{2(j-1)/N} sigma_b^{2(N-j)/N} are at least sigma_min(W)^{2(N-1)/N}.
/// </summary>
/// <remarks>
/// So dl/dtau &lt;= -sigma_min(W)^{2(N-1)/N} ||G||_F^2, twice what lemma 1 keeps of it. It speaks of the flow, not of gradient descent:
/// a surrogate that runs of gradient descent follow as the learning rate goes to 0.
/// </remarks>
public sealed class BalancedFlow : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "arora-2019/gradient-flow";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, equations 10 and 11";

    /// <inheritdoc/>
    public override string Statement => "Under gradient flow from a balanced start the map itself follows a differential equation, and a deficiency margin makes its loss fall exponentially.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips =>
    [
        new(SlipClass.Loose, "(10), with the factor 1/2", "without it", "The factor pays for finite steps and imbalance, of which the flow has neither."),
    ];

    /// <summary>sum_j D_a^{j-1} E_b^{N-j} for all a and b, D outer: the eigenvalues of sum_j D^{j-1} x E^{N-j}.</summary>
    /// <param name="first">The diagonal of D, of length d_0.</param>
    /// <param name="last">The diagonal of E, of length d_N.</param>
    /// <param name="depth">N.</param>
    public static double[] OperatorEigenvalues(IReadOnlyList<double> first, IReadOnlyList<double> last, int depth)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(last);
        return [.. first.SelectMany(d => last, (d, e) => Enumerable.Range(1, depth).Sum(j => Math.Pow(d, j - 1) * Math.Pow(e, depth - j)))];
    }

    /// <summary>The d_0 d_N eigenvalues of P_W, not sorted.</summary>
    /// <param name="map">W.</param>
    /// <param name="depth">N.</param>
    public static double[] Eigenvalues(Matrix<double> map, int depth)
    {
        ArgumentNullException.ThrowIfNull(map);
        return OperatorEigenvalues(Roots(map.Columns), Roots(map.Rows), depth);

        double[] Roots(int order) => [.. SpectrumOf(map, order).Select(square => Math.Pow(square, 1.0 / depth))];
    }

    /// <summary>dW/dtau = -sum_j (W W^T)^{(N-j)/N} G (W^T W)^{(j-1)/N}.</summary>
    /// <param name="map">W, d_N x d_0.</param>
    /// <param name="residual">G, the derivative of the loss in W.</param>
    /// <param name="depth">N.</param>
    public static Matrix<double> Velocity(Matrix<double> map, Matrix<double> residual, int depth)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(residual);
        var svd = SingularValueDecomposition.Of(map);
        var velocity = new Matrix<double>(map.Rows, map.Columns);
        for (var j = 1; j <= depth; j++)
            velocity = Algebra.Sum(velocity, Algebra.Product(Power(svd.Left, depth - j), residual, Power(svd.Right, j - 1)), -1);
        return velocity;

        // The zeroth power is the identity on the whole space, not only on the range.
        Matrix<double> Power(Matrix<double> frame, int exponent)
        {
            if (exponent == 0)
                return Matrix<double>.Identity(frame.Rows);
            var scaled = frame.Clone();
            for (var k = 0; k < scaled.Columns; k++)
            {
                for (var i = 0; i < scaled.Rows; i++)
                    scaled[i, k] *= Math.Pow(svd.Values[k], 2.0 * exponent / depth);
            }

            return MatrixProduct.Of(scaled, frame.Transposed);
        }
    }

    /// <summary>The same for one output: dw/dtau = -||w||^{2-2/N} (g + (N-1) (g . u) u) with u = w / ||w||.</summary>
    /// <param name="map">w.</param>
    /// <param name="residual">g.</param>
    /// <param name="depth">N.</param>
    /// <param name="velocity">Where dw/dtau goes.</param>
    public static void Velocity(ReadOnlySpan<double> map, ReadOnlySpan<double> residual, int depth, Span<double> velocity)
    {
        var (square, inner) = (0.0, 0.0);
        for (var k = 0; k < map.Length; k++)
        {
            square += map[k] * map[k];
            inner += map[k] * residual[k];
        }

        var speed = Math.Pow(square, 1 - (1.0 / depth));
        for (var k = 0; k < map.Length; k++)
            velocity[k] = -speed * (residual[k] + ((depth - 1) * inner / square * map[k]));
    }

    /// <summary>ln(l(0) / epsilon) / (2 c^{2(N-1)/N}): the time of the flow to a loss epsilon from a start of margin c.</summary>
    public static double Time(int depth, double margin, double loss, double target) =>
        loss <= target ? 0 : Math.Log(loss / target) / (2 * Math.Pow(margin, 2.0 * (depth - 1) / depth));

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new WhitenedProblem(setting);
        var largest = problem.LargestFrobenius(setting.Start);
        var (smallest, margin) = (setting.Start.MapSingularValues[^1], problem.Margin(setting.Start));
        return new(this,
            [
                .. problem.Standing(),
                Definition2.MarginOf(problem),
                new("the balancedness max_j ||B_j(0)||_F", problem.Imbalance(setting.Start), Relation.Equal, 0, "use a balanced start")
                {
                    Uncertainty = problem.ProductRounding,
                    Scale = largest * largest,
                },
            ])
        {
            Yields =
            [
                ("the least eigenvalue of P_W at the start", Eigenvalues(setting.Start.Map, problem.Depth).Min()),
                ("sigma_min(W(0))^(2(N-1)/N)", Math.Pow(smallest, 2.0 * (problem.Depth - 1) / problem.Depth)),
                ("time of the flow to a thousandth of the loss", margin > 0 ? Time(problem.Depth, margin, 1, 1e-3) : double.PositiveInfinity),
            ],
            Invariants =
            [
                new("gradient-flow/eigenvalues", "sigma_min(W)^(2(N-1)/N) <= the least eigenvalue of P_W", moment => Least(problem, moment)),
                new("gradient-flow/descent", "sigma_min(W)^(2(N-1)/N) ||G||_F^2 <= <G, P_W G>", moment => Descent(problem, moment)),
            ],
        };
    }

    /// <summary>The squared singular values of A with zeros up to a given order: the spectrum of A^T A for its columns, of A A^T for its rows.</summary>
    internal static double[] SpectrumOf(Matrix<double> a, int order)
    {
        var values = SingularValueDecomposition.ValuesOf(a);
        return [.. values.Select(value => value * value), .. Enumerable.Repeat(0.0, order - values.Length)];
    }

    private static Comparison Least(WhitenedProblem problem, DeepLinearMoment moment)
    {
        var values = moment.MapSingularValues;
        return new(Power(values[^1]), Eigenvalues(moment.Map, problem.Depth).Min(), problem.ProductRounding * Power(values[0]));

        double Power(double sigma) => Math.Pow(sigma, 2.0 * (problem.Depth - 1) / problem.Depth);
    }

    private static Comparison Descent(WhitenedProblem problem, DeepLinearMoment moment)
    {
        var (depth, values, residual) = (problem.Depth, moment.MapSingularValues, problem.At(moment).Residual);
        var square = problem.SquaredDistance(moment);
        var exponent = 2.0 * (depth - 1) / depth;
        return new(
            Math.Pow(values[^1], exponent) * square,
            -Frobenius.Inner(residual, Velocity(moment.Map, residual, depth)),
            problem.ProductRounding * depth * Math.Pow(values[0], exponent) * square);
    }
}
