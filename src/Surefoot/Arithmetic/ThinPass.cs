using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Surefoot.Arithmetic;

/// <summary>One matrix V of a chain, and the places of what lies above and below it, in the layouts of <see cref="ThinPass{TSimd, TVector, T}"/>.</summary>
internal unsafe struct ThinLayer<T>
    where T : unmanaged
{
    public int Rows;
    public int Columns;

    public T* Weights;

    /// <summary>H below, in panels.</summary>
    public T* Inputs;

    /// <summary>V H, in panels.</summary>
    public T* Outputs;

    /// <summary>D above, in slices.</summary>
    public T* Derivative;

    /// <summary>V^T D, in slices; null where below are the inputs of the chain.</summary>
    public T* DerivativeBelow;

    /// <summary>For each block of rows but the first its part of V^T D, in slices; see <see cref="ThinPass{TSimd, TVector, T}.Sum"/>.</summary>
    public T* Parts;
    public int PartLength;

    /// <summary>Where rate D H^T goes, with V added if <see cref="Keep"/>; may be V itself.</summary>
    public T* Result;
    public bool Keep;
    public T Rate;
}

/// <summary>One thread's share of a pass through one matrix of a chain with few columns.</summary>
/// <remarks>
/// Activations lie in panels: 2 registers' worth of samples side by side (the last panel may be 1 register wide), row after
/// row, as the product kernel reads its right factor and writes its result, so that nothing is copied from layer to layer.
/// Derivatives lie in slices, as <see cref="ThinKernel"/> reads and writes them: as many rows as a register holds, sample
/// after sample. Both are padded with what a run never uses.
/// </remarks>
internal static unsafe class ThinPass<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static int TileRows => TSimd.HasManyRegisters ? 12 : 6;

    // A row of 8 leaves 16 registers for W and for D H^T; the rows of a group must lie in one slice of D.
    private static int GroupRows => Math.Min(TSimd.Width, TSimd.HasManyRegisters ? 8 : 4);

    /// <summary>Rows <paramref name="begin"/> to <paramref name="end"/> of factor V H.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in ThinLayer<T> layer, int samples, int begin, int end, T factor)
    {
        var padded = RoundUp(samples, TSimd.Width);
        var depth = MatrixProduct.EvenBlockDepth(layer.Columns);
        var inputRows = RoundUp(layer.Columns, TSimd.Width);
        var outputRows = RoundUp(layer.Rows, TSimd.Width);
        int rows;
        for (var row = begin; row < end; row += rows)
        {
            rows = Math.Min(end - row, TileRows);
            rows = rows == TileRows ? rows : 1 << BitOperations.Log2((uint)rows);
            for (var step = 0; step < layer.Columns; step += depth)
            {
                var steps = Math.Min(depth, layer.Columns - step);
                var a = layer.Weights + ((nint)row * layer.Columns) + step;
                var ahead = layer.Weights + ((nint)(row + rows) * layer.Columns) + (step * rows);
                var beta = step == 0 ? T.Zero : T.One;
                for (var sample = 0; sample < padded; sample += 2 * TSimd.Width)
                {
                    var width = Math.Min(2 * TSimd.Width, padded - sample);
                    var b = layer.Inputs + ((nint)sample * inputRows) + (step * width);
                    var c = layer.Outputs + ((nint)sample * outputRows) + (row * width);
                    if (width > TSimd.Width)
                        Tile<Two>(rows, steps, a, layer.Columns, ahead, b, c, factor, beta);
                    else
                        Tile<One>(rows, steps, a, layer.Columns, ahead, b, c, factor, beta);
                }
            }
        }
    }

    /// <summary>
    /// Of some blocks of rows and some columns: rate D H^T + V, and what they give to V^T D. From the first block on it goes to
    /// the result, block after block; that of other blocks to their parts.
    /// </summary>
    /// <param name="layer">The matrix.</param>
    /// <param name="samples">n.</param>
    /// <param name="firstBlock">The first block of rows.</param>
    /// <param name="endBlock">The block after the last.</param>
    /// <param name="begin">The first column, a multiple of the register.</param>
    /// <param name="end">The column after the last.</param>
    /// <param name="scratch">Two tiles of as many slices as <paramref name="tileSlices"/>.</param>
    /// <param name="tileSlices">The slices of columns that are worked on together.</param>
    public static void Backward(
        in ThinLayer<T> layer, int samples, int firstBlock, int endBlock, int begin, int end, T* scratch, int tileSlices)
    {
        if (layer.DerivativeBelow is not null)
            Backward<LayerBelow>(layer, samples, firstBlock, endBlock, begin, end, scratch, tileSlices);
        else
            Backward<InputsBelow>(layer, samples, firstBlock, endBlock, begin, end, scratch, tileSlices);
    }

    /// <summary>Adds the parts of the blocks from <paramref name="firstBlock"/> on to columns <paramref name="begin"/> to <paramref name="end"/> of V^T D.</summary>
    public static void Sum(in ThinLayer<T> layer, int samples, int firstBlock, int endBlock, int begin, int end)
    {
        var slice = RoundUp(samples, 4) * TSimd.Width;
        var offset = (nint)(begin / TSimd.Width) * slice;
        var length = (end - begin + TSimd.Width - 1) / TSimd.Width * slice;
        for (var block = firstBlock; block < endBlock; block++)
            Add(layer.Parts + ((nint)(block - 1) * layer.PartLength) + offset, layer.DerivativeBelow + offset, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TBelow>(
        in ThinLayer<T> layer, int samples, int firstBlock, int endBlock, int begin, int end, T* scratch, int tileSlices)
        where TBelow : IBelow
    {
        var slice = RoundUp(samples, 4) * TSimd.Width;
        var depth = MatrixProduct.EvenBlockDepth(layer.Rows);
        var slices = (end - begin + TSimd.Width - 1) / TSimd.Width;
        var tiles = (slices + tileSlices - 1) / tileSlices;
        var tileColumns = (slices + tiles - 1) / tiles * TSimd.Width;
        var firstRow = firstBlock * depth;
        var endRow = Math.Min(endBlock * depth, layer.Rows);
        var h = scratch;
        var partial = scratch + ((nint)tileSlices * slice);
        for (var column = begin; column < end; column += tileColumns)
        {
            var columns = Math.Min(tileColumns, end - column);
            var length = (columns + TSimd.Width - 1) / TSimd.Width * slice;
            var place = (nint)(column / TSimd.Width) * slice;
            var below = TBelow.IsWanted ? layer.DerivativeBelow + place : null;
            Transpose(layer, samples, column, columns, h, slice);
            for (var block = firstBlock; block < endBlock; block++)
            {
                var adds = firstBlock == 0 && block > 0;
                var sums = block == 0 ? below : adds ? partial : layer.Parts + ((nint)(block - 1) * layer.PartLength) + place;
                if (TBelow.IsWanted)
                    new Span<T>(sums, length).Clear();
                var blockEnd = Math.Min((block + 1) * depth, layer.Rows);
                int rows;
                for (var row = block * depth; row < blockEnd; row += rows)
                {
                    rows = row == 0 ? GroupRows : Math.Min(GroupRows, row & -row);
                    while (row + rows > blockEnd)
                        rows /= 2;

                    // What is read next: the rows below this group, or the top of the next tile.
                    var offset = ((nint)row * layer.Columns) + column;
                    var ahead = layer.Weights + (row + rows < endRow ? offset + ((nint)rows * layer.Columns) : ((nint)firstRow * layer.Columns) + column + tileColumns);
                    var d = layer.Derivative + ((nint)(row / TSimd.Width) * slice) + (row % TSimd.Width);
                    Group<TBelow>(rows, samples, columns, layer, offset, ahead, d, h, sums, slice);
                }

                if (TBelow.IsWanted && adds)
                    Add(partial, below, length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group<TBelow>(int rows, int samples, int columns, in ThinLayer<T> layer, nint offset, T* ahead, T* d, T* h, T* below, int slice)
        where TBelow : IBelow
    {
        var w = layer.Weights + offset;
        var result = layer.Result + offset;
        if (rows == 8)
            ThinKernel.Run<TSimd, TVector, T, Eight, TBelow>(samples, columns, w, layer.Columns, ahead, result, layer.Rate, layer.Keep, d, h, below, slice);
        else if (rows == 4)
            ThinKernel.Run<TSimd, TVector, T, Four, TBelow>(samples, columns, w, layer.Columns, ahead, result, layer.Rate, layer.Keep, d, h, below, slice);
        else if (rows == 2)
            ThinKernel.Run<TSimd, TVector, T, Two, TBelow>(samples, columns, w, layer.Columns, ahead, result, layer.Rate, layer.Keep, d, h, below, slice);
        else
            ThinKernel.Run<TSimd, TVector, T, One, TBelow>(samples, columns, w, layer.Columns, ahead, result, layer.Rate, layer.Keep, d, h, below, slice);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TVectors>(int rows, int steps, T* a, nint stride, T* ahead, T* b, T* c, T alpha, T beta)
        where TVectors : ICount
    {
        var width = TVectors.Value * TSimd.Width;
        if (rows == 12)
            ProductKernel.Run<TSimd, TVector, T, Tile<Twelve, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
        else if (rows == 8)
            ProductKernel.Run<TSimd, TVector, T, Tile<Eight, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
        else if (rows == 6)
            ProductKernel.Run<TSimd, TVector, T, Tile<Six, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
        else if (rows == 4)
            ProductKernel.Run<TSimd, TVector, T, Tile<Four, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
        else if (rows == 2)
            ProductKernel.Run<TSimd, TVector, T, Tile<Two, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
        else
            ProductKernel.Run<TSimd, TVector, T, Tile<One, TVectors>, Ahead>(steps, a, stride, 1, ahead, rows, b, c, width, alpha, beta);
    }

    /// <summary>Rows <paramref name="begin"/> and following of H, from panels to slices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(in ThinLayer<T> layer, int samples, int begin, int rows, T* h, int slice)
    {
        var padded = RoundUp(samples, TSimd.Width);
        var inputRows = RoundUp(layer.Columns, TSimd.Width);
        for (var sample = 0; sample < padded; sample += 2 * TSimd.Width)
        {
            var width = Math.Min(2 * TSimd.Width, padded - sample);
            var count = Math.Min(width, samples - sample);
            var from = layer.Inputs + ((nint)sample * inputRows) + ((nint)begin * width);
            var to = h + (sample * TSimd.Width);
            if (Avx.IsSupported && TSimd.Width >= 4)
            {
                for (var k = 0; k < rows; k += 4, from += 4 * width)
                {
                    var row = to + (k / TSimd.Width * slice) + (k % TSimd.Width);
                    for (var j = 0; j < count; j += 4)
                        ProductPacking<TSimd, TVector, T>.Transpose4x4(from + j, width, row + (j * TSimd.Width), TSimd.Width);
                }
            }
            else
            {
                for (var k = 0; k < rows; k++, from += width)
                {
                    var row = to + (k / TSimd.Width * slice) + (k % TSimd.Width);
                    for (var j = 0; j < count; j++)
                        row[j * TSimd.Width] = from[j];
                }
            }
        }
    }

    // y = 1 x + y, rounded as a product does it from its second block of inner indices on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(T* x, T* y, int length)
    {
        var one = TSimd.Broadcast(T.One);
        for (var i = 0; i < length; i += TSimd.Width)
            TSimd.Store(y + i, TSimd.FusedMultiplyAdd(one, TSimd.Load(x + i), TSimd.Load(y + i)));
    }

    private static int RoundUp(int value, int grain) => (value + grain - 1) / grain * grain;
}
