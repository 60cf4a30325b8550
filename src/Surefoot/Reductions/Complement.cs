using Surefoot.Arithmetic;

namespace Surefoot.Reductions;

/// <summary>
/// What a full network has beside its reduced run. Beside the signal subspaces S_i lie their orthogonal complements T_i, and
/// no layer moves there: W_i = B_i R_i B_{i-1}^T + C_i with a constant C_i from T_{i-1} to T_i for i > 1, and
/// W_1 = B_1 R_1 B_0^T + K with a constant K on T_0, which may lead into S_1 as well as into T_1.
/// </summary>
/// <remarks>All layers as they are stored, W_i / s_i, each T_i in orthonormal coordinates; layers count from 1.</remarks>
public abstract class Complement
{
    /// <summary>What the first layer does on T_0.</summary>
    /// <param name="inside">B_1^T K, s_1 x n_0.</param>
    /// <param name="outside">K in coordinates of T_1 that hold its range, with n_0 columns.</param>
    protected Complement(Matrix<double> inside, Matrix<double> outside)
    {
        Inside = inside;
        Outside = outside;
    }

    /// <summary>B_1^T K, s_1 x n_0: what the first layer carries from beside the inputs' span into the signal subspace.</summary>
    public Matrix<double> Inside { get; }

    /// <summary>The rest of K, in coordinates of T_1 that hold its range, with n_0 columns.</summary>
    public Matrix<double> Outside { get; }

    /// <summary>The singular values of C_upper ... C_lower, 1 &lt; lower &lt;= upper &lt; N, falling.</summary>
    /// <param name="upper">j.</param>
    /// <param name="lower">i.</param>
    /// <param name="count">How many of them, at most.</param>
    public abstract IReadOnlyList<double> SingularValues(int upper, int lower, int count);

    /// <summary>||C_i||_F, 1 &lt; i &lt; N.</summary>
    public abstract double Norm(int layer);

    /// <summary>C_upper ... C_2 K in orthonormal coordinates, with n_0 columns; for upper = 1 what K leads to in T_1.</summary>
    public abstract Matrix<double> Image(int upper);

    /// <summary>||a^2 C_{j+1}^T C_{j+1} - b^2 C_j C_j^T||_F, with K outside the signal subspace for C_1 and nothing for C_N.</summary>
    public abstract double Imbalance(int layer, double aboveScale, double belowScale);
}
