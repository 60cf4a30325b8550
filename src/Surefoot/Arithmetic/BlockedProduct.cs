using System.Numerics;
using System.Runtime.CompilerServices;

namespace Surefoot.Arithmetic;

/// <summary>One thread's share of a product: blocks that fit the caches, copied so that the kernel reads them in order.</summary>
/// <remarks>
/// The idea is that of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), section 4, with
/// the roles turned for rows: a panel of B is copied and waits in an outer cache, a sliver of A (as many rows as the
/// kernel's tile) is copied or read where it lies and stays in the first-level cache, and C is swept along its rows.
/// </remarks>
internal unsafe struct BlockedProduct<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // One core's part of a third-level cache on most machines.
    private const int PanelBytes = 2 << 20;

    // With few columns of tiles each number of A is used so few times that copying it first does not pay. With many, rows
    // of A whose distance is a power of two can push each other out of the first-level cache.
    private const int TilesAcrossWithoutCopy = 9;

    // Elements between the end of the tile at hand and the part of the next rows that is asked for ahead of time, where A
    // is stored by columns: two cache lines of doubles, one and a half of singles.
    private const int Lookahead = 24;

    private ProductTerms<T> _terms;
    private T* _panel;
    private T* _sliver;
    private T* _scratch;
    private bool _inPlace;

    /// <summary>Rows of one full tile.</summary>
    public static int TileRows => TSimd.HasManyRegisters ? 12 : 6;

    /// <summary>Columns of one full tile.</summary>
    public static int TileColumns => 2 * TSimd.Width;

    /// <summary>Computes all of C; the depth is at least 1.</summary>
    public static void Multiply(in ProductTerms<T> terms)
    {
        var product = default(BlockedProduct<TSimd, TVector, T>);
        product._terms = terms;
        product.Multiply();
    }

    private static int RoundUp(int value, int grain) => (value + grain - 1) / grain * grain;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply()
    {
        var depth = MatrixProduct.EvenBlockDepth(_terms.Depth);
        _inPlace = _terms.Columns <= TilesAcrossWithoutCopy * TileColumns;

        // Where A is read in place row by row, all blocks of the inner index are done for one sliver before the next one
        // is begun: memory is then read in one stream. Otherwise one block is done for all slivers.
        var columns = Math.Min(RoundUp(_terms.Columns, TileColumns), PanelBytes / sizeof(T) / depth / TileColumns * TileColumns);
        var panelDepth = _inPlace && _terms.AStep == 1 && (long)_terms.Depth * columns * sizeof(T) <= PanelBytes ? _terms.Depth : depth;

        var panelLength = RoundUp(columns * panelDepth, 64);
        var sliverLength = RoundUp((TileRows * depth) + TSimd.Width, 64);
        _panel = ProductBuffer<T>.OfAtLeast(panelLength + sliverLength + (TileRows * TileColumns));
        _sliver = _panel + panelLength;
        _scratch = _sliver + sliverLength;

        for (var column = 0; column < _terms.Columns; column += columns)
        {
            var part = _terms.Part(0, _terms.Rows, column, Math.Min(columns, _terms.Columns - column));
            for (var begin = 0; begin < _terms.Depth; begin += panelDepth)
            {
                var end = Math.Min(begin + panelDepth, _terms.Depth);
                for (var step = begin; step < end; step += depth)
                    ProductPacking<TSimd, TVector, T>.PackRight(part, step, Math.Min(depth, end - step), TileColumns, _panel + ((nint)(step - begin) * columns));
                for (var row = 0; row < part.Rows; row += TileRows)
                {
                    for (var step = begin; step < end; step += depth)
                        SweepRow(part, row, step, Math.Min(depth, end - step), _panel + ((nint)(step - begin) * columns));
                }
            }
        }
    }

    /// <summary>Adds one block of the inner index to the tiles of one row of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SweepRow(in ProductTerms<T> terms, int row, int step, int steps, T* panel)
    {
        var rows = Math.Min(TileRows, terms.Rows - row);
        var beta = step == 0 ? terms.Beta : T.One;
        var (rowStride, stepStride) = (terms.ARow, terms.AStep);
        var a = terms.A + (row * rowStride) + (step * stepStride);
        var c = terms.C + (row * terms.CRow);
        if (_inPlace && rows == TileRows)
        {
            // The next sliver follows in memory if A is stored by rows; else it lies to the right of this one.
            var byRows = stepStride == 1;
            var ahead = byRows ? terms.A + ((row + TileRows) * rowStride) + (step * TileRows) : a + Lookahead;
            var aheadStride = byRows ? TileRows : stepStride;
            for (var j = 0; j < terms.Columns; j += TileColumns)
                Tile<Ahead>(a, rowStride, stepStride, ahead, aheadStride, panel + ((nint)j * steps), c + j, terms.CRow, rows, Math.Min(TileColumns, terms.Columns - j), steps, terms.Alpha, beta);
        }
        else
        {
            ProductPacking<TSimd, TVector, T>.PackLeft(a, rowStride, stepStride, rows, steps, TileRows, _sliver);
            (rowStride, stepStride) = stepStride == 1 ? ((nint)steps, (nint)1) : (1, TileRows);
            for (var j = 0; j < terms.Columns; j += TileColumns)
                Tile<NothingAhead>(_sliver, rowStride, stepStride, null, 0, panel + ((nint)j * steps), c + j, terms.CRow, rows, Math.Min(TileColumns, terms.Columns - j), steps, terms.Alpha, beta);
        }
    }

    /// <summary>One tile of C, which at the matrix's edge may be smaller than the kernel's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Tile<TAhead>(
        T* a, nint rowStride, nint stepStride, T* ahead, nint aheadStride, T* b, T* c, nint cStride, int rows, int columns, int depth, T alpha, T beta)
        where TAhead : IAhead
    {
        for (var i = 0; i < rows; i++)
        {
            TSimd.Prefetch(c + (i * cStride) + TileColumns);
            TSimd.Prefetch(c + (i * cStride) + TileColumns + TSimd.Width);
        }

        var wide = columns > TSimd.Width;
        var width = wide ? TileColumns : TSimd.Width;
        if (rows == TileRows && columns == width)
        {
            Run<TAhead>(wide, TileRows > 6, depth, a, rowStride, stepStride, ahead, aheadStride, b, c, cStride, alpha, beta);
            return;
        }

        Run<TAhead>(wide, rows > 6, depth, a, rowStride, stepStride, ahead, aheadStride, b, _scratch, width, T.One, T.Zero);
        for (var i = 0; i < rows; i++)
            AddRow(_scratch + (i * width), c + (i * cStride), columns, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TAhead>(
        bool wide, bool tall, nint depth, T* a, nint rowStride, nint stepStride, T* ahead, nint aheadStride, T* b, T* c, nint cStride, T alpha, T beta)
        where TAhead : IAhead
    {
        if (TSimd.HasManyRegisters && tall)
        {
            if (wide)
                ProductKernel.Run<TSimd, TVector, T, Tile<Twelve, Two>, TAhead>(depth, a, rowStride, stepStride, ahead, aheadStride, b, c, cStride, alpha, beta);
            else
                ProductKernel.Run<TSimd, TVector, T, Tile<Twelve, One>, TAhead>(depth, a, rowStride, stepStride, ahead, aheadStride, b, c, cStride, alpha, beta);
        }
        else if (wide)
        {
            ProductKernel.Run<TSimd, TVector, T, Tile<Six, Two>, TAhead>(depth, a, rowStride, stepStride, ahead, aheadStride, b, c, cStride, alpha, beta);
        }
        else
        {
            ProductKernel.Run<TSimd, TVector, T, Tile<Six, One>, TAhead>(depth, a, rowStride, stepStride, ahead, aheadStride, b, c, cStride, alpha, beta);
        }
    }

    /// <summary>c = alpha sum + beta c along one row, rounded as the kernel does it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(T* sum, T* c, int columns, T alpha, T beta)
    {
        var scale = TSimd.Broadcast(alpha);
        var keep = TSimd.Broadcast(beta);
        for (; columns > 0; columns -= TSimd.Width, c += TSimd.Width, sum += TSimd.Width)
        {
            var full = columns >= TSimd.Width;
            TVector value;
            if (beta == T.Zero)
            {
                value = TSimd.Multiply(scale, TSimd.Load(sum));
            }
            else
            {
                var old = full ? TSimd.Load(c) : TSimd.LoadFirst(c, columns);
                value = TSimd.FusedMultiplyAdd(scale, TSimd.Load(sum), TSimd.Multiply(keep, old));
            }

            if (full)
                TSimd.Store(c, value);
            else
                TSimd.StoreFirst(c, value, columns);
        }
    }
}
