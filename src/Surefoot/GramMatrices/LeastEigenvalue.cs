using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.GramMatrices;

/// <summary>The least eigenvalue of a symmetric positive semidefinite matrix between two bounds.</summary>
/// <param name="Lower">No eigenvalue is below.</param>
/// <param name="Upper">Some eigenvalue is not above.</param>
public readonly record struct LeastEigenvalue(double Lower, double Upper)
{
    private const double Epsilon = 1.0 / (1L << 52);

    // Full decompositions are as fast up to here.
    private const int Small = 64;

    // On the inverse near its pole the wanted eigenvalue stands out, and a few steps are enough.
    private const int StepsOfRound = 10;
    private const int MostRounds = 30;

    /// <summary>The middle of the two.</summary>
    public double Value => 0.5 * (Lower + Upper);

    /// <summary>Half their distance.</summary>
    public double Accuracy => 0.5 * (Upper - Lower);

    /// <summary>
    /// Finds it by rounds of the method of Lanczos on the inverse of S - shift I, each with a shift nearer to it: the upper bound is a Rayleigh
    /// quotient, the lower one a shift for which S - shift I has a Cholesky factor, both with their rounding.
    /// </summary>
    /// <remarks>Cost two Cholesky factors and 40 n^2 flops a round, two to five rounds: 0.1 s for n = 1000 on one core; memory three matrices. Up to n = 64 all eigenvalues are computed.</remarks>
    /// <param name="symmetric">S, n x n.</param>
    /// <param name="tolerance">How far apart the bounds may be, relative to ||S||_F; rounding allows about n eps.</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ArgumentException">The matrix is not square, not finite, or has an eigenvalue clearly below 0.</exception>
    public static LeastEigenvalue Of(Matrix<double> symmetric, double tolerance = 1e-10, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(symmetric);
        var n = symmetric.Rows;
        if (n != symmetric.Columns || n == 0)
            throw new ArgumentException($"a {n} x {symmetric.Columns} matrix was given; a least eigenvalue needs a square one with at least one row.", nameof(symmetric));
        var trace = 0.0;
        for (var i = 0; i < n; i++)
            trace += symmetric[i, i];
        var norm = Frobenius.Norm(symmetric);
        if (!double.IsFinite(norm))
            throw new ArgumentException("the matrix contains numbers that are not finite; eigenvalues need finite numbers.", nameof(symmetric));
        if (n <= Small)
        {
            var (least, rounding) = (SymmetricEigen.Of(symmetric).Values[0], n * Epsilon * norm);
            return new(least - rounding, least + rounding);
        }

        // Of the factor and of a Rayleigh quotient.
        var roundingOfFactor = (n + 2) * Epsilon * Math.Abs(trace);
        var roundingOfQuotient = (n + 2) * Epsilon * norm;
        var shift = n * Epsilon * norm;
        var factor = Shifted(symmetric, -shift);
        if (!Cholesky.TryFactor(factor, team ?? ThreadTeam.Alone))
            throw new ArgumentException($"the matrix, of norm {norm:G4}, has an eigenvalue below {-shift:G4}; a Gram matrix has none below 0.", nameof(symmetric));
        var vector = new double[n];
        RandomStream.FromSeed(0).Named("lanczos").FillNormal(vector.AsSpan());
        Normalize(vector);
        var width = Math.Max(0.5 * tolerance * norm, 4 * roundingOfFactor);
        var (best, lower) = (double.PositiveInfinity, -shift);
        for (var round = 0; round < MostRounds && best - lower > width; round++)
        {
            Turn(vector, factor, Math.Min(StepsOfRound, n));
            var (quotient, residual) = Rayleigh(symmetric, vector);
            best = Math.Min(best, quotient);

            // The nearest shift that has a factor bounds the eigenvalue, and serves the next round.
            foreach (var candidate in new[] { best - width, best - residual, best - (8 * residual) })
            {
                if (candidate <= lower)
                    continue;
                var nearer = Shifted(symmetric, candidate);
                if (!Cholesky.TryFactor(nearer, team ?? ThreadTeam.Alone))
                    continue;
                (factor, lower) = (nearer, candidate);
                break;
            }
        }

        return new(lower - roundingOfFactor, best + roundingOfQuotient);
    }

    // Turns a unit vector towards the eigenvector of the largest eigenvalue of the inverse, by some steps of Lanczos.
    private static void Turn(double[] vector, Matrix<double> factor, int steps)
    {
        var basis = new Matrix<double>(steps + 1, vector.Length);
        vector.CopyTo(basis.Row(0));
        var (diagonal, off) = (new List<double>(), new List<double>());
        for (var step = 0; step < steps; step++)
        {
            var next = basis.Row(step + 1);
            basis.Row(step).CopyTo(next);
            Cholesky.Solve(factor, next);
            diagonal.Add(Dot(next, basis.Row(step)));

            // Twice is enough to keep the basis orthogonal to rounding.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j <= step; j++)
                    AddTo(next, -Dot(next, basis.Row(j)), basis.Row(j));
            }

            // Nothing but rounding is left of a step out of an invariant subspace.
            off.Add(Normalize(next));
            if (off[^1] <= vector.Length * Epsilon * Math.Abs(diagonal[0]))
                break;
        }

        RitzVector(diagonal, off, basis, vector);
    }

    private static Matrix<double> Shifted(Matrix<double> symmetric, double shift)
    {
        var shifted = symmetric.Clone();
        for (var i = 0; i < shifted.Rows; i++)
            shifted[i, i] -= shift;
        return shifted;
    }

    // The unit vector of the largest eigenvalue of the tridiagonal matrix, in the basis.
    private static void RitzVector(List<double> diagonal, List<double> off, Matrix<double> basis, double[] vector)
    {
        var tridiagonal = new Matrix<double>(diagonal.Count, diagonal.Count);
        for (var k = 0; k < diagonal.Count; k++)
        {
            tridiagonal[k, k] = diagonal[k];
            if (k > 0)
                tridiagonal[k, k - 1] = tridiagonal[k - 1, k] = off[k - 1];
        }

        var eigen = SymmetricEigen.Of(tridiagonal);
        vector.AsSpan().Clear();
        for (var k = 0; k < diagonal.Count; k++)
            AddTo(vector, eigen.Vectors[k, diagonal.Count - 1], basis.Row(k));
        Normalize(vector);
    }

    private static (double Quotient, double Residual) Rayleigh(Matrix<double> symmetric, double[] vector)
    {
        var image = new double[vector.Length];
        for (var i = 0; i < image.Length; i++)
            image[i] = Dot(symmetric.Row(i), vector);
        var quotient = Dot(image, vector);
        AddTo(image, -quotient, vector);
        return (quotient, Math.Sqrt(Dot(image, image)));
    }

    private static unsafe double Dot(Span<double> x, Span<double> y)
    {
        fixed (double* a = x, b = y)
            return VectorLoops.Dot(a, b, x.Length);
    }

    private static unsafe void AddTo(Span<double> y, double factor, Span<double> x)
    {
        fixed (double* a = x, b = y)
            VectorLoops.Add(factor, a, b, x.Length);
    }

    private static double Normalize(Span<double> vector)
    {
        var norm = Math.Sqrt(Dot(vector, vector));
        foreach (ref var x in vector)
            x = norm > 0 ? x / norm : 0;
        return norm;
    }
}
