using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>An array of one or two dimensions as a NumPy file holds it, widened to double.</summary>
/// <param name="Dimensions">1 or 2, as in the file.</param>
/// <param name="Values">The entries; an array of one dimension and length n is an n x 1 matrix.</param>
/// <param name="IsSinglePrecision">Whether the file holds numbers of four bytes, so that nothing is lost in <see cref="float"/>.</param>
public sealed record NumpyArray(int Dimensions, Matrix<double> Values, bool IsSinglePrecision)
{
    /// <summary>The shape as NumPy prints it.</summary>
    public string Shape => Dimensions == 1 ? $"({Values.Rows},)" : $"({Values.Rows}, {Values.Columns})";
}
