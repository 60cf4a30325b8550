using Surefoot.Arithmetic;

namespace Surefoot.GramMatrices;

/// <summary>Which inputs are 0, parallel or opposite: they alone can make H-infinity singular.</summary>
/// <remarks>
/// lambda_0 > 0 if and only if no input is 0, no two are positive multiples of each other, and the lines through pairs of opposite inputs have linearly
/// independent directions: across the hyperplane of such a line the two jump alike, and what is left of alpha_i phi(x_i) + alpha_j phi(-c x_i) is the constant
/// field alpha_i x_i.
/// </remarks>
/// <param name="Zeros">The number of inputs that are 0.</param>
/// <param name="ParallelPairs">The number of pairs that are positive multiples of each other.</param>
/// <param name="OppositePairs">The number of pairs that are negative multiples of each other.</param>
/// <param name="OppositeRank">The dimension of the span of the opposite pairs.</param>
/// <param name="LargestCosine">The largest |cosine| between two inputs.</param>
public sealed record ParallelInputs(int Zeros, int ParallelPairs, int OppositePairs, int OppositeRank, double LargestCosine)
{
    // Two directions of the same line, each rounded: a few eps apart.
    private const double Same = 1e-14;

    /// <summary>Whether H-infinity is positive definite.</summary>
    public bool IsLimitDefinite => Zeros == 0 && ParallelPairs == 0 && OppositeRank == OppositePairs;

    /// <summary>Looks at all pairs. Cost 2 n^2 d flops.</summary>
    /// <param name="inputs">X, d x n.</param>
    public static ParallelInputs Of(Matrix<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (directions, norms) = ReluGram.Normalized(inputs);
        var (parallel, opposite, largest) = (0, new List<int>(), 0.0);
        for (var i = 0; i < norms.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (norms[i] == 0 || norms[j] == 0)
                    continue;
                var (sum, difference) = ReluGram.SumAndDifference(directions.Row(i), directions.Row(j));

                // |cosine| from the smaller of the two, which keeps its digits near 1.
                var nearer = Math.Min(sum, difference);
                largest = Math.Max(largest, 1 - (0.5 * nearer * nearer));
                if (difference <= Same)
                    parallel++;
                else if (sum <= Same)
                    opposite.Add(i);
            }
        }

        var lines = new Matrix<double>(Math.Max(1, opposite.Count), inputs.Rows);
        for (var k = 0; k < opposite.Count; k++)
            directions.Row(opposite[k]).CopyTo(lines.Row(k));
        var rank = opposite.Count == 0 ? 0 : SingularValueDecomposition.ValuesOf(lines).Count(value => value > 1e-12 * opposite.Count);
        return new(norms.Count(norm => norm == 0), parallel, opposite.Count, rank, largest);
    }
}
