using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>Placeholder.</summary>
public sealed class DataAnalysis
{
    private DataAnalysis(Dataset data)
    {
        Dataset = data;
        var svd = SingularValueDecomposition.Of(data.Inputs);
        Rank = svd.Values.Count(s => s > svd.Values[0] * 1e-13 * data.SampleCount);
        SingularValues = svd.Values[..Rank];
        InputBasis = Leading(svd.Left, Rank);
        SampleBasis = Leading(svd.Right, Rank);
        var c = MatrixProduct.Of<double>(data.Targets, SampleBasis);
        var residual = data.Targets.Clone();
        MatrixProduct.Multiply(c, SampleBasis.Transposed, residual, -1.0, 1.0, ThreadTeam.Alone);
        foreach (var x in residual.Span)
            OptimalHalfSquaredResidual += 0.5 * x * x;
        for (var k = 0; k < Rank; k++)
        {
            for (var i = 0; i < c.Rows; i++)
                c[i, k] /= SingularValues[k];
        }

        ConvexMinimizer = MatrixProduct.Of(c, InputBasis.Transposed);
    }

    /// <summary>Placeholder.</summary>
    public static DataAnalysis Of(Dataset data) => new(data);
    /// <summary>Placeholder.</summary>
    public Dataset Dataset { get; }
    /// <summary>Placeholder.</summary>
    public int Rank { get; }
    /// <summary>Placeholder.</summary>
    public IReadOnlyList<double> SingularValues { get; }
    /// <summary>Placeholder.</summary>
    public double LargestSingularValue => SingularValues[0];
    /// <summary>Placeholder.</summary>
    public double SmallestSingularValue => SingularValues[^1];
    /// <summary>Placeholder.</summary>
    public Matrix<double> InputBasis { get; }
    /// <summary>Placeholder.</summary>
    public Matrix<double> SampleBasis { get; }
    /// <summary>Placeholder.</summary>
    public Matrix<double> ConvexMinimizer { get; }
    /// <summary>Placeholder.</summary>
    public double OptimalHalfSquaredResidual { get; }

    private static Matrix<double> Leading(Matrix<double> m, int k)
    {
        var r = new Matrix<double>(m.Rows, k);
        for (var i = 0; i < m.Rows; i++)
            m.Row(i)[..k].CopyTo(r.Row(i));
        return r;
    }
}
