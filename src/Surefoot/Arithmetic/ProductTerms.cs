namespace Surefoot.Arithmetic;

/// <summary>A matrix in memory: entry (i, j) lies at Address + i Row + j Column, and one of the two strides is 1.</summary>
internal readonly unsafe struct Strided<T>
    where T : unmanaged
{
    /// <summary>A matrix stored by rows whose beginnings are <paramref name="row"/> numbers apart.</summary>
    public Strided(T* address, nint row)
        : this(address, row, 1)
    {
    }

    private Strided(T* address, nint row, nint column)
    {
        Address = address;
        Row = row;
        Column = column;
    }

    public T* Address { get; }

    public nint Row { get; }

    public nint Column { get; }

    /// <summary>The transpose; nothing is moved.</summary>
    public Strided<T> Transposed => new(Address, Column, Row);
}

/// <summary>The operands of C = alpha A B + beta C as addresses and strides, so that a transposed factor is only another pair of strides.</summary>
internal unsafe struct ProductTerms<T>
    where T : unmanaged
{
    /// <summary>Entry (i, k) of A lies at A + i ARow + k AStep; one of the two strides is 1.</summary>
    public T* A;
    public nint ARow;
    public nint AStep;

    /// <summary>Entry (k, j) of B lies at B + k BStep + j BColumn; one of the two strides is 1.</summary>
    public T* B;
    public nint BStep;
    public nint BColumn;

    /// <summary>Entry (i, j) of C lies at C + i CRow + j.</summary>
    public T* C;
    public nint CRow;

    public int Rows;
    public int Columns;
    public int Depth;
    public T Alpha;
    public T Beta;

    /// <summary>The product of <paramref name="a"/>, rows x depth, and <paramref name="b"/>, depth x columns, into <paramref name="c"/>, which lies by rows.</summary>
    public ProductTerms(Strided<T> a, Strided<T> b, Strided<T> c, int rows, int columns, int depth, T alpha, T beta)
    {
        A = a.Address;
        ARow = a.Row;
        AStep = a.Column;
        B = b.Address;
        BStep = b.Row;
        BColumn = b.Column;
        C = c.Address;
        CRow = c.Row;
        Rows = rows;
        Columns = columns;
        Depth = depth;
        Alpha = alpha;
        Beta = beta;
    }

    /// <summary>The product restricted to some rows and columns of C.</summary>
    public readonly ProductTerms<T> Part(int row, int rows, int column, int columns)
    {
        var part = this;
        part.A += row * ARow;
        part.B += column * BColumn;
        part.C += (row * CRow) + column;
        part.Rows = rows;
        part.Columns = columns;
        return part;
    }
}

/// <summary>One thread's memory for packed blocks, kept from call to call.</summary>
internal static unsafe class ProductBuffer<T>
    where T : unmanaged
{
    [ThreadStatic]
    private static AlignedBuffer<T>? t_buffer;

    /// <summary>The address of at least <paramref name="length"/> numbers; what they hold is left from the last call.</summary>
    public static T* OfAtLeast(int length)
    {
        if (t_buffer is null || t_buffer.Length < length)
            t_buffer = new AlignedBuffer<T>(length);
        return t_buffer.Address;
    }
}
