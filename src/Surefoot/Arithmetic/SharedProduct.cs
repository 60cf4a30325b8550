using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Surefoot.Arithmetic;

/// <summary>The vector registers by which a product is computed.</summary>
internal enum VectorPath
{
    /// <summary>One number at a time.</summary>
    Scalar,

    /// <summary>16 bytes.</summary>
    Vector128,

    /// <summary>32 bytes.</summary>
    Vector256,

    /// <summary>64 bytes.</summary>
    Vector512,
}

/// <summary>Which vector registers this processor has, with a fused multiply-add on them.</summary>
internal static class VectorPaths
{
    /// <summary>The widest that can be used.</summary>
    public static VectorPath Widest =>
        IsSupported(VectorPath.Vector512) ? VectorPath.Vector512
        : IsSupported(VectorPath.Vector256) ? VectorPath.Vector256
        : IsSupported(VectorPath.Vector128) ? VectorPath.Vector128
        : VectorPath.Scalar;

    /// <summary>The numbers in one register.</summary>
    public static unsafe int WidthOf<T>(VectorPath path)
        where T : unmanaged => path switch
        {
            VectorPath.Vector512 => 64 / sizeof(T),
            VectorPath.Vector256 => 32 / sizeof(T),
            VectorPath.Vector128 => 16 / sizeof(T),
            _ => 1,
        };

    /// <summary>Whether a path can be used here.</summary>
    public static bool IsSupported(VectorPath path) => path switch
    {
        VectorPath.Vector512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
        VectorPath.Vector256 => Vector256.IsHardwareAccelerated && Fma.IsSupported,
        VectorPath.Vector128 => Vector128.IsHardwareAccelerated && (Fma.IsSupported || AdvSimd.IsSupported),
        _ => true,
    };
}

/// <summary>A product split over a team: each thread computes a rectangle of C by itself, so nothing is waited for in between.</summary>
/// <remarks>One instance per calling thread is kept, so that a product allocates nothing.</remarks>
internal sealed class SharedProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The edges of rectangles lie on multiples of the largest tile, so that a split does not add partial ones.
    private const int RowGrain = 12;
    private const int ColumnGrain = 32;

    // Copying one number of A or B costs about as much as this many multiply-adds.
    private const int CopyCost = 8;

    [ThreadStatic]
    private static SharedProduct<T>? t_instance;

    private readonly Action<int> _work;
    private ProductTerms<T> _terms;
    private VectorPath _path;
    private int _rowShares;
    private int _columnShares;

    private SharedProduct() => _work = MultiplyShare;

    /// <summary>The instance of the calling thread.</summary>
    public static SharedProduct<T> OfThisThread => t_instance ??= new SharedProduct<T>();

    /// <summary>Computes the product on all threads of the team.</summary>
    public void Run(in ProductTerms<T> terms, VectorPath path, ThreadTeam team)
    {
        _terms = terms;
        _path = path;
        (_rowShares, _columnShares) = Grid(terms.Rows, terms.Columns, team.Size);
        team.Run(_work);
    }

    /// <summary>Into how many shares the rows and the columns are split: the largest rectangle is to be least work.</summary>
    internal static (int Rows, int Columns) Grid(int rows, int columns, int size)
    {
        var best = (Rows: 1, Columns: 1);
        var least = double.PositiveInfinity;
        for (var r = 1; r <= size; r++)
        {
            var height = Largest(rows, r, RowGrain);
            var width = Largest(columns, size / r, ColumnGrain);
            var work = ((double)height * width) + (CopyCost * ((double)height + width));
            if (work < least)
                (best, least) = ((r, size / r), work);
        }

        return best;
    }

    private static int Largest(int count, int shares, int grain)
    {
        var blocks = (count + grain - 1) / grain;
        return Math.Min(count, (blocks + shares - 1) / shares * grain);
    }

    private void MultiplyShare(int place)
    {
        if (place >= _rowShares * _columnShares)
            return;
        var (rowBegin, rowEnd) = ThreadTeam.Share(place / _columnShares, _rowShares, _terms.Rows, RowGrain);
        var (columnBegin, columnEnd) = ThreadTeam.Share(place % _columnShares, _columnShares, _terms.Columns, ColumnGrain);
        if (rowBegin < rowEnd && columnBegin < columnEnd)
            MatrixProduct.MultiplyAlone(_terms.Part(rowBegin, rowEnd - rowBegin, columnBegin, columnEnd - columnBegin), _path);
    }
}
