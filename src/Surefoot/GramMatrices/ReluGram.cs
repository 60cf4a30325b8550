using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.GramMatrices;

/// <summary>Gram matrices of a two-layer ReLU network whose first layer is trained (Du 2019, section 2.2), n x n.</summary>
public static class ReluGram
{
    // Beyond this cosine the arccos of a rounded inner product has lost digits: its error is eps / sqrt(1 - cosine^2).
    private const double NearlyParallel = 0.9;

    /// <summary>
    /// H-infinity, the expectation over w ~ N(0, I) of x_i . x_j 1{w . x_i >= 0, w . x_j >= 0}: x_i . x_j (pi - theta_ij) / (2 pi) with theta_ij the
    /// angle between the inputs, and ||x_i||^2 / 2 on the diagonal.
    /// </summary>
    /// <remarks>Every entry to a few d eps, for nearly parallel and opposite inputs too. Cost 2 n^2 d flops, and as much again for pairs that are nearly parallel.</remarks>
    /// <param name="inputs">X, d x n.</param>
    /// <param name="team">The threads.</param>
    public static Matrix<double> Limit(Matrix<double> inputs, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (directions, norms) = Normalized(inputs);
        var gram = MatrixProduct.Of(directions, directions.Transposed, team);
        for (var i = 0; i < gram.Rows; i++)
        {
            for (var j = 0; j < i; j++)
                gram[i, j] = gram[j, i] = norms[i] * norms[j] * OfCosine(gram[i, j], directions.Row(i), directions.Row(j));
            gram[i, i] = 0.5 * norms[i] * norms[i];
        }

        return gram;
    }

    /// <summary>H_ij = (1/m) x_i . x_j sum_r 1{w_r . x_i >= 0, w_r . x_j >= 0}: to first order a step of gradient descent moves u by -eta H dL/du.</summary>
    /// <remarks>Counts are exact; the rest is n^2 d multiply-adds and n^2 m / 128 word operations.</remarks>
    /// <param name="inputs">X, d x n.</param>
    /// <param name="patterns">The active units.</param>
    /// <param name="team">The threads.</param>
    public static Matrix<double> Of(Matrix<double> inputs, ActivationPatterns patterns, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Weighted(MatrixProduct.Of(new(inputs, Transposed: true), new Operand<double>(inputs, Transposed: false), team), patterns, team);
    }

    /// <summary>The same, where X^T X is known already; it is written over.</summary>
    internal static Matrix<double> Weighted(Matrix<double> products, ActivationPatterns patterns, ThreadTeam? team)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (patterns.SampleCount != products.Rows)
            throw new ArgumentException($"patterns of {patterns.SampleCount} samples were given for {products.Rows} inputs.", nameof(patterns));
        var threads = team ?? ThreadTeam.Alone;
        threads.Run(place =>
        {
            // Rows by turns: the triangle is wider below.
            for (var i = place; i < products.Rows; i += threads.Size)
            {
                for (var j = 0; j <= i; j++)
                    products[i, j] = products[i, j] * patterns.CountBoth(i, patterns, j) / patterns.Width;
            }
        });
        for (var i = 0; i < products.Rows; i++)
        {
            for (var j = 0; j < i; j++)
                products[j, i] = products[i, j];
        }

        return products;
    }

    // cosine (pi - theta) / (2 pi).
    private static double OfCosine(double cosine, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (Math.Abs(cosine) < NearlyParallel)
            return cosine * Math.Acos(-cosine) / (2 * Math.PI);
        var (sum, difference) = SumAndDifference(x, y);

        // pi - theta itself, which is 0 for opposite inputs without cancellation; and the cosine, with as many digits.
        return ((sum * sum) - (difference * difference)) / 4 * Math.Atan2(sum, difference) / Math.PI;
    }

    /// <summary>||x + y|| and ||x - y||.</summary>
    internal static (double Sum, double Difference) SumAndDifference(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (sum, difference) = (0.0, 0.0);
        for (var k = 0; k < x.Length; k++)
        {
            sum += (x[k] + y[k]) * (x[k] + y[k]);
            difference += (x[k] - y[k]) * (x[k] - y[k]);
        }

        return (Math.Sqrt(sum), Math.Sqrt(difference));
    }

    /// <summary>Inputs as rows of length 1, or 0 where an input is 0, and their norms.</summary>
    internal static (Matrix<double> Directions, double[] Norms) Normalized(Matrix<double> inputs)
    {
        var directions = inputs.Transpose();
        var norms = new double[inputs.Columns];
        for (var i = 0; i < norms.Length; i++)
        {
            foreach (var x in directions.Row(i))
                norms[i] += x * x;
            norms[i] = Math.Sqrt(norms[i]);
            foreach (ref var x in directions.Row(i))
                x = norms[i] > 0 ? x / norms[i] : 0;
        }

        return (directions, norms);
    }
}
