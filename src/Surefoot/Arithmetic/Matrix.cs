using System.Numerics;

namespace Surefoot.Arithmetic;

/// <summary>
/// A dense matrix, row by row without gaps, over an <see cref="AlignedBuffer{T}"/> that it owns or shares.
/// </summary>
/// <remarks>
/// A matrix is a mutable place for numbers, not an algebraic value: there are no operators, and every operation writes
/// into a matrix the caller supplies. Several matrices may be views of one buffer, as the layers of
/// <see cref="Surefoot.Objectives.Weights{T}"/> are.
/// </remarks>
/// <typeparam name="T">The number type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Matrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _buffer;
    private readonly int _offset;

    /// <summary>A matrix of zeros with a buffer of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative or the product exceeds one buffer.</exception>
    public Matrix(int rows, int columns)
        : this(new AlignedBuffer<T>((long)rows * columns), 0, rows, columns)
    {
    }

    /// <summary>A view of <paramref name="rows"/> x <paramref name="columns"/> numbers of <paramref name="buffer"/> from <paramref name="offset"/> on.</summary>
    public Matrix(AlignedBuffer<T> buffer, int offset, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + ((long)rows * columns), buffer.Length, nameof(buffer));
        _buffer = buffer;
        _offset = offset;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>All entries, row after row.</summary>
    public Span<T> Span => _buffer.Span.Slice(_offset, Rows * Columns);

    /// <summary>The address of entry (0, 0); valid while the matrix is referenced.</summary>
    public unsafe T* Address => _buffer.Address + _offset;

    /// <summary>This matrix as the transposed operand of a product; nothing is moved.</summary>
    public Operand<T> Transposed => new(this, Transposed: true);

    /// <summary>The entry in the given row and column, both counted from 0.</summary>
    public ref T this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return ref Span[(row * Columns) + column];
        }
    }

    /// <summary>The identity of the given order.</summary>
    public static Matrix<T> Identity(int order)
    {
        var identity = new Matrix<T>(order, order);
        for (var i = 0; i < order; i++)
            identity[i, i] = T.One;
        return identity;
    }

    /// <summary>The square matrix with the given entries on its diagonal and zeros elsewhere.</summary>
    public static Matrix<T> Diagonal(params IReadOnlyList<T> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var diagonal = new Matrix<T>(entries.Count, entries.Count);
        for (var i = 0; i < entries.Count; i++)
            diagonal[i, i] = entries[i];
        return diagonal;
    }

    /// <summary>A matrix with the entries of a two-dimensional array.</summary>
    public static Matrix<T> From(T[,] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var matrix = new Matrix<T>(entries.GetLength(0), entries.GetLength(1));
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j < matrix.Columns; j++)
                matrix[i, j] = entries[i, j];
        }

        return matrix;
    }

    /// <summary>One row, counted from 0.</summary>
    public Span<T> Row(int row) => Span.Slice(row * Columns, Columns);

    /// <summary>A copy with a buffer of its own.</summary>
    public Matrix<T> Clone()
    {
        var copy = new Matrix<T>(Rows, Columns);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The transpose, as a new matrix.</summary>
    public Matrix<T> Transpose()
    {
        var transpose = new Matrix<T>(Columns, Rows);
        var from = Span;
        var to = transpose.Span;
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
                to[(j * Rows) + i] = from[(i * Columns) + j];
        }

        return transpose;
    }

    /// <summary>The same entries rounded to another number type, as a new matrix.</summary>
    public Matrix<TTo> Cast<TTo>()
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        var cast = new Matrix<TTo>(Rows, Columns);
        var from = Span;
        var to = cast.Span;
        for (var i = 0; i < from.Length; i++)
            to[i] = TTo.CreateTruncating(from[i]);
        return cast;
    }

    /// <summary>The shape and, for small matrices, the entries.</summary>
    public override string ToString() => $"{Rows} x {Columns} matrix";
}

/// <summary>A matrix as it enters a product: as it stands, or transposed.</summary>
/// <param name="Matrix">The stored matrix.</param>
/// <param name="Transposed">Whether the product sees its transpose.</param>
/// <typeparam name="T">The number type.</typeparam>
public readonly record struct Operand<T>(Matrix<T> Matrix, bool Transposed)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows as the product sees them.</summary>
    public int Rows => Transposed ? Matrix.Columns : Matrix.Rows;

    /// <summary>Columns as the product sees them.</summary>
    public int Columns => Transposed ? Matrix.Rows : Matrix.Columns;

    /// <summary>The matrix as it stands.</summary>
    public static implicit operator Operand<T>(Matrix<T> matrix) => new(matrix, Transposed: false);
}
