using Surefoot.Arithmetic;

namespace Surefoot.Randomness;

/// <summary>Random points, frames and variances drawn from a <see cref="RandomStream"/>.</summary>
public static class Distributions
{
    /// <summary>A point uniform on the unit sphere of R^<paramref name="dimension"/>.</summary>
    public static double[] Sphere(RandomStream stream, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var point = new double[dimension];
        stream.FillNormal<double>(point);
        var norm = Math.Sqrt(point.Sum(x => x * x));
        for (var i = 0; i < dimension; i++)
            point[i] /= norm;
        return point;
    }

    /// <summary>A point uniform in the unit ball of R^<paramref name="dimension"/>.</summary>
    public static double[] Ball(RandomStream stream, int dimension)
    {
        var point = Sphere(stream.Named("direction"), dimension);

        // The share of the ball's volume within radius s is s^d.
        var radius = Math.Pow(stream.Named("radius").Uniform(0), 1.0 / dimension);
        for (var i = 0; i < dimension; i++)
            point[i] *= radius;
        return point;
    }

    /// <summary>
    /// A matrix with orthonormal columns, uniform (Haar) on the Stiefel manifold: the orthogonal factor of a Gaussian
    /// matrix, each column taken with the sign of R's diagonal, without which the law is not uniform.
    /// </summary>
    /// <param name="stream">Where the numbers come from.</param>
    /// <param name="rows">Rows, at least <paramref name="columns"/>.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="team">The threads to use.</param>
    /// <returns>rows x columns, Q^T Q = I. Cost about 4 rows columns^2 floating-point operations.</returns>
    public static Matrix<double> Frame(RandomStream stream, int rows, int columns, ThreadTeam team)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, columns);
        var gaussian = new Matrix<double>(rows, columns);
        stream.FillNormal(gaussian, team);
        return HouseholderQr.SignedFrame(gaussian, team);
    }

    /// <summary>A chi-squared number with the given degrees of freedom, by Marsaglia and Tsang's rejection.</summary>
    public static double ChiSquared(RandomStream stream, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        var shape = degreesOfFreedom / 2.0;

        // Shapes below 1 are lifted by one and brought back with a uniform power.
        var lifted = shape < 1 ? shape + 1 : shape;
        var d = lifted - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        var normals = stream.Named("normal");
        var uniforms = stream.Named("uniform");
        Span<double> normal = stackalloc double[1];
        for (long attempt = 0; ; attempt++)
        {
            normals.FillNormal(normal, attempt);
            var x = normal[0];
            var v = Math.Pow(1 + (c * x), 3);
            if (v <= 0 || Math.Log(1 - uniforms.Uniform(attempt)) >= (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
                continue;
            var power = shape < 1 ? Math.Pow(1 - stream.Named("lift").Uniform(0), 1 / shape) : 1;
            return 2 * d * v * power;
        }
    }

    /// <summary>
    /// A Haar row frame (<paramref name="rows"/> x <paramref name="width"/>, orthonormal rows): its leading
    /// <paramref name="block"/> columns, and the others in coordinates of the space their rows span, without drawing them.
    /// </summary>
    /// <remarks>
    /// With G = [G1, G2] Gaussian and L L^T = G G^T, the rows of L^-1 G are Haar. G2 enters only through G2 G2^T, which
    /// is Wishart; its Bartlett factor stands for G2. Cost independent of <paramref name="width"/>.
    /// </remarks>
    /// <returns>rows x (block + min(rows, width - block)), orthonormal rows.</returns>
    public static Matrix<double> RowFrameInCoordinates(RandomStream stream, int rows, int width, int block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block, width);
        var rest = width - block;
        var gaussian = new Matrix<double>(rows, block + Math.Min(rows, rest));
        var leading = stream.Named("block");
        var others = stream.Named("rest");
        for (var i = 0; i < rows; i++)
        {
            leading.Named("row", i).FillNormal(gaussian.Row(i)[..block]);
            var own = others.Named("row", i);
            if (rest <= rows)
            {
                own.FillNormal(gaussian.Row(i)[block..]);
            }
            else
            {
                own.FillNormal(gaussian.Row(i).Slice(block, i));
                gaussian[i, block + i] = Math.Sqrt(ChiSquared(others.Named("diagonal", i), rest - i));
            }
        }

        return HouseholderQr.SignedFrame(gaussian.Transpose(), ThreadTeam.Alone).Transpose();
    }
}
