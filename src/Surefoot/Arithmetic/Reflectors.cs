namespace Surefoot.Arithmetic;

/// <summary>
/// A product H_1 H_2 ... H_k of Householder reflections H_j = I - scale_j v_j v_j^T, where v_j is zero above entry j and one there.
/// </summary>
/// <remarks>
/// Applied by blocks in the form I - V T V^T of Schreiber and Van Loan, "A Storage-Efficient WY Representation for Products
/// of Householder Transformations" (1989), so that the work is matrix products.
/// </remarks>
internal sealed unsafe class Reflectors
{
    /// <summary>Reflections in one block: four tiles of the product's kernel; 32 to 64 measure alike.</summary>
    public const int BlockSize = 48;

    private readonly double[] _scales;
    private readonly Matrix<double>?[] _triangles;
    private Matrix<double>? _images;
    private Matrix<double>? _combined;

    /// <summary><paramref name="count"/> reflections of a space of dimension <paramref name="dimension"/>, yet to be made.</summary>
    public Reflectors(int dimension, int count)
    {
        Vectors = new Matrix<double>(count, dimension);
        _scales = new double[count];
        _triangles = new Matrix<double>?[(count + BlockSize - 1) / BlockSize];
    }

    /// <summary>Row j is v_j. Before <see cref="Make"/> has been called for j it is a place for work.</summary>
    public Matrix<double> Vectors { get; }

    private int Dimension => Vectors.Columns;

    private int Count => Vectors.Rows;

    /// <summary>
    /// Turns row <paramref name="j"/>, from entry j on, into the v_j whose reflection maps what stood there to
    /// (beta, 0, ..., 0), and returns beta, which has the sign opposite to the first entry.
    /// </summary>
    public double Make(int j)
    {
        var x = Vectors.Address + ((nint)j * Dimension) + j;
        var length = Dimension - j;
        var largest = VectorLoops.LargestMagnitude(x, length);
        var exponent = 0;
        if (largest is > 0 and (< 1e-140 or > 1e140) && double.IsFinite(largest))
        {
            // Squares must neither overflow nor underflow; a power of two rounds nothing.
            exponent = Math.ILogB(largest);
            for (var i = 0; i < length; i++)
                x[i] = Math.ScaleB(x[i], -exponent);
        }

        var first = x[0];
        x[0] = 1;
        var rest = VectorLoops.Norm(x + 1, length - 1);
        if (rest == 0)
        {
            _scales[j] = 0;
            return Math.ScaleB(first, exponent);
        }

        var beta = -Math.CopySign(double.Hypot(first, rest), first);
        _scales[j] = (beta - first) / beta;
        VectorLoops.Scale(1 / (first - beta), x + 1, length - 1);
        return Math.ScaleB(beta, exponent);
    }

    /// <summary>Applies H_j to a vector of which only the entries from j on are given.</summary>
    public void ApplyOne(int j, double* fromEntryJ)
    {
        var v = Vectors.Address + ((nint)j * Dimension) + j;
        var inside = VectorLoops.Dot(v, fromEntryJ, Dimension - j);
        VectorLoops.Add(-_scales[j] * inside, v, fromEntryJ, Dimension - j);
    }

    /// <summary>C := H_k ... H_1 C, which is Q^T C.</summary>
    public void ApplyTransposed(Matrix<double> c, ThreadTeam team)
    {
        for (var block = 0; block < _triangles.Length; block++)
            ApplyBlock(block, transposed: true, c, 0, team);
    }

    /// <summary>The first columns of Q = H_1 ... H_k.</summary>
    public Matrix<double> LeadingColumns(int columns, ThreadTeam team)
    {
        var q = new Matrix<double>(Dimension, columns);
        for (var j = 0; j < columns; j++)
            q[j, j] = 1;

        // Before block b is applied, columns left of its first are still those of the identity, which it leaves alone.
        for (var block = _triangles.Length - 1; block >= 0; block--)
            ApplyBlock(block, transposed: false, q, block * BlockSize, team);
        return q;
    }

    /// <summary>Applies the reflections of one block, or their transpose, to the columns of C from <paramref name="column"/> on.</summary>
    public void ApplyBlock(int block, bool transposed, Matrix<double> c, int column, ThreadTeam team)
    {
        var begin = block * BlockSize;
        var size = Math.Min(BlockSize, Count - begin);
        var columns = c.Columns - column;
        if (columns <= 0)
            return;
        var triangle = _triangles[block] ??= Triangle(begin, size, team);
        if (_images is null || _images.Rows < columns)
        {
            _images = new Matrix<double>(columns, BlockSize);
            _combined = new Matrix<double>(columns, BlockSize);
        }

        // With W = C^T V: C - V op(T) V^T C = C - V (W op(T)^T)^T. In this order C is never copied.
        var rows = Dimension - begin;
        var part = new Strided<double>(c.Address + ((nint)begin * c.Columns) + column, c.Columns);
        var v = VectorsFrom(begin).Transposed;
        var t = new Strided<double>(triangle.Address, size);
        var images = new Strided<double>(_images.Address, BlockSize);
        var combined = new Strided<double>(_combined!.Address, BlockSize);
        MatrixProduct.Multiply(new ProductTerms<double>(part.Transposed, v, images, columns, size, rows, 1, 0), team);
        MatrixProduct.Multiply(new ProductTerms<double>(images, transposed ? t : t.Transposed, combined, columns, size, size, 1, 0), team);
        MatrixProduct.Multiply(new ProductTerms<double>(v, combined.Transposed, part, rows, columns, size, -1, 1), team);
        GC.KeepAlive(c);
        GC.KeepAlive(this);
    }

    // The reflections' vectors from one on, as rows, without the entries before the first one's, which are all zero.
    private Strided<double> VectorsFrom(int begin) => new(Vectors.Address + ((nint)begin * Dimension) + begin, Dimension);

    /// <summary>The upper triangular T with H_begin ... H_(begin+size-1) = I - V T V^T.</summary>
    private Matrix<double> Triangle(int begin, int size, ThreadTeam team)
    {
        var gram = new Matrix<double>(size, size);
        var vectors = VectorsFrom(begin);
        var result = new Strided<double>(gram.Address, size);
        MatrixProduct.Multiply(new ProductTerms<double>(vectors, vectors.Transposed, result, size, size, Dimension - begin, 1, 0), team);

        // Column j of T is -scale_j T (V^T v_j) above the diagonal and scale_j on it.
        var triangle = new Matrix<double>(size, size);
        for (var j = 0; j < size; j++)
        {
            var scale = _scales[begin + j];
            for (var i = 0; i < j; i++)
            {
                var sum = 0.0;
                for (var k = i; k < j; k++)
                    sum += triangle[i, k] * gram[k, j];
                triangle[i, j] = -scale * sum;
            }

            triangle[j, j] = scale;
        }

        return triangle;
    }
}
