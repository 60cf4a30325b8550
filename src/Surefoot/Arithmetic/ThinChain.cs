using System.Numerics;
using System.Runtime.Intrinsics;

namespace Surefoot.Arithmetic;

/// <summary>
/// A chain of matrices on few columns: forward H_i = V_i H_{i-1} from H_0 = X, backward D_{i-1} = V_i^T D_i, and D_i H_{i-1}^T
/// into the matrices themselves or beside them. With shortcuts around the matrices it is that of I + V_i.
/// </summary>
/// <remarks>
/// <para>
/// With few columns such a pass is bound by memory, so the backward pass makes both uses of a matrix while it is at hand:
/// a step of descent reads every V_i once forward, and reads and writes it once backward. A small chain is bound by what is
/// done around the products; here nothing is copied, allocated or chosen between them but the transpose of H_{i-1}.
/// </para>
/// <para>
/// Every number is rounded exactly as by <see cref="MatrixProduct.Multiply{T}(Operand{T}, Operand{T}, Matrix{T}, T, T, ThreadTeam)"/>:
/// H_N with alpha the factor and every other H_i and D_i with alpha = 1, all with beta = 0; V_i with alpha its rate and beta = 1;
/// a gradient with alpha = 1 and beta = 0. The bits depend neither on the size of the team nor on the width of registers.
/// </para>
/// <para>
/// Cost 6 n (n_0 n_1 + ... ) floating-point operations for a step; memory n (n_0 + ... + n_N) numbers for the activations.
/// </para>
/// </remarks>
internal sealed unsafe class ThinChain<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most columns for which the order of sums here is that of a product: one block of inner indices.</summary>
    public const int MostSamples = MatrixProduct.BlockDepth;

    // What a tile of H and one of V^T D take together: half a first-level cache, the rest is for V and D.
    private const int TileBytes = 24 << 10;

    // Below this number of multiply-adds in a layer's product moving data between cores costs more than a second one saves.
    private const long WorthSharing = 1 << 19;

    private const int RowGrain = 12;

    private readonly ThreadTeam _team;
    private readonly VectorPath _path;
    private readonly long _worthSharing;
    private readonly int _width;
    private readonly int _paddedSamples;
    private readonly int _slice;
    private readonly int _samples;
    private readonly int _tileSlices;
    private readonly int _scratchLength;
    private readonly bool _hasShortcuts;
    private readonly ThinLayer<T>[] _layers;
    private readonly AlignedBuffer<T> _activations;
    private readonly AlignedBuffer<T> _derivatives;
    private readonly AlignedBuffer<T> _parts;
    private readonly AlignedBuffer<T> _scratch;
    private readonly Action<int> _forwardShare;
    private readonly Action<int> _backwardShare;
    private readonly Action<int> _sumShare;
    private readonly int _activationLength;
    private int _layer;
    private int _shares;
    private T _factor;

    /// <summary>The chain on the given inputs, with its working memory.</summary>
    /// <param name="widths">n_0, ..., n_N: V_i is n_i x n_{i-1}.</param>
    /// <param name="inputs">X, n_0 x n with n at most <see cref="MostSamples"/>.</param>
    /// <param name="team">The threads to use; small matrices are left to the caller's.</param>
    /// <param name="hasShortcuts">Whether it is a chain of I + V_i; all widths are equal then.</param>
    public ThinChain(IReadOnlyList<int> widths, Matrix<T> inputs, ThreadTeam team, bool hasShortcuts = false)
        : this(widths, inputs, team, VectorPaths.Widest, WorthSharing, hasShortcuts)
    {
    }

    /// <summary>The chain by a given kind of registers, sharing every matrix of at least so many multiply-adds.</summary>
    internal ThinChain(IReadOnlyList<int> widths, Matrix<T> inputs, ThreadTeam team, VectorPath path, long worthSharing, bool hasShortcuts = false)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"a chain of {typeof(T).Name} matrices was asked for; allowed are float and double.");
        if (inputs.Rows != widths[0] || inputs.Columns < 1 || inputs.Columns > MostSamples)
        {
            throw new ArgumentException(
                $"inputs of {inputs.Rows} x {inputs.Columns} were given; this chain takes {widths[0]} rows and 1 to {MostSamples} columns.",
                nameof(inputs));
        }

        _team = team;
        _path = path;
        _worthSharing = worthSharing;
        _hasShortcuts = hasShortcuts;
        _samples = inputs.Columns;
        _width = VectorPaths.WidthOf<T>(path);
        _paddedSamples = RoundUp(_samples, _width);
        _slice = RoundUp(_samples, 4) * _width;

        // Starts of matrices and tiles on cache lines, whatever the registers.
        var grain = 64 / sizeof(T);
        var activationLengths = widths.Select(n => (long)RoundUp(RoundUp(n, _width) * _paddedSamples, grain)).ToArray();
        var derivativeLength = RoundUp(RoundUp(widths.Max(), _width) * RoundUp(_samples, 4), grain);
        _tileSlices = Math.Max(1, TileBytes / sizeof(T) / 2 / _slice);
        _scratchLength = RoundUp(2 * _tileSlices * _slice, grain);
        _activations = new AlignedBuffer<T>(activationLengths.Sum());
        _derivatives = new AlignedBuffer<T>(2L * derivativeLength);
        _parts = new AlignedBuffer<T>(team.Size == 1 ? 0 : (MatrixProduct.Blocks(widths.Max()) - 1L) * derivativeLength);
        _scratch = new AlignedBuffer<T>((long)team.Size * _scratchLength);
        _layers = new ThinLayer<T>[widths.Count - 1];
        var activation = _activations.Address;
        for (var i = 0; i < _layers.Length; i++)
        {
            ref var layer = ref _layers[i];
            layer.Rows = widths[i + 1];
            layer.Columns = widths[i];
            layer.Inputs = activation;
            activation += activationLengths[i];
            layer.Outputs = activation;

            // Two places for derivatives, used by turns.
            layer.Derivative = _derivatives.Address + ((i & 1) * (nint)derivativeLength);
            layer.DerivativeBelow = i == 0 ? null : _derivatives.Address + ((~i & 1) * (nint)derivativeLength);
            layer.Parts = _parts.Address;
            layer.PartLength = derivativeLength;
        }

        _activationLength = (int)activationLengths[0];
        Take(inputs);
        _forwardShare = ForwardShare;
        _backwardShare = BackwardShare;
        _sumShare = SumShare;
    }

    /// <summary>Replaces X by other inputs of its shape.</summary>
    public void Take(Matrix<T> inputs)
    {
        for (var k = 0; k < inputs.Rows; k++)
        {
            for (var j = 0; j < _samples; j++)
                *PanelPlace(_layers[0].Inputs, inputs.Rows, k, j) = inputs[k, j];
        }

        GC.KeepAlive(this);
    }

    /// <summary>H_N = factor V_N ... V_1 X; the other H_i are kept for the backward pass.</summary>
    /// <param name="layers">V_1, ..., V_N.</param>
    /// <param name="factor">The factor on the last product.</param>
    /// <param name="result">n_N x n.</param>
    public void Forward(ReadOnlySpan<Matrix<T>> layers, T factor, Matrix<T> result)
    {
        Check(layers, result);
        for (_layer = 0; _layer < _layers.Length; _layer++)
        {
            _layers[_layer].Weights = layers[_layer].Address;
            _factor = _layer == _layers.Length - 1 ? factor : T.One;
            RunShares(_forwardShare);
            if (_hasShortcuts)
                VectorLoops.Add(_layers[_layer].Inputs, _layers[_layer].Outputs, _activationLength);
        }

        for (var j = 0; j < _samples; j += 2 * _width)
        {
            var panel = Math.Min(2 * _width, _paddedSamples - j);
            var count = Math.Min(panel, _samples - j);
            var from = PanelPlace(_layers[^1].Outputs, result.Rows, 0, j);
            for (var k = 0; k < result.Rows; k++)
                new ReadOnlySpan<T>(from + ((nint)k * panel), count).CopyTo(result.Row(k)[j..]);
        }

        KeepAlive(layers, result);
    }

    /// <summary>After <see cref="Forward"/> at the same matrices: every V_i becomes V_i + rate_i D_i H_{i-1}^T.</summary>
    /// <param name="layers">V_1, ..., V_N.</param>
    /// <param name="derivative">D_N, n_N x n.</param>
    /// <param name="rates">The rate of each matrix; negative to descend.</param>
    public void Move(ReadOnlySpan<Matrix<T>> layers, Matrix<T> derivative, ReadOnlySpan<T> rates)
    {
        for (var i = 0; i < _layers.Length; i++)
            _layers[i].Rate = rates[i];
        Backward(layers, derivative, layers, keep: true);
    }

    /// <summary>After <see cref="Forward"/> at the same matrices: every D_i H_{i-1}^T.</summary>
    /// <param name="layers">V_1, ..., V_N.</param>
    /// <param name="derivative">D_N, n_N x n.</param>
    /// <param name="gradient">A matrix for each V_i, of its shape.</param>
    public void Gradient(ReadOnlySpan<Matrix<T>> layers, Matrix<T> derivative, ReadOnlySpan<Matrix<T>> gradient)
    {
        for (var i = 0; i < _layers.Length; i++)
            _layers[i].Rate = T.One;
        Backward(layers, derivative, gradient, keep: false);
    }

    private static int RoundUp(int value, int grain) => (value + grain - 1) / grain * grain;

    private static void KeepAlive(ReadOnlySpan<Matrix<T>> layers, Matrix<T> matrix)
    {
        GC.KeepAlive(layers[0]);
        GC.KeepAlive(matrix);
    }

    private void Backward(ReadOnlySpan<Matrix<T>> layers, Matrix<T> derivative, ReadOnlySpan<Matrix<T>> results, bool keep)
    {
        Check(layers, derivative);
        Check(results, derivative);
        var from = derivative.Address;
        for (var i = 0; i < derivative.Rows; i++)
        {
            var to = _layers[^1].Derivative + (i / _width * (nint)_slice) + (i % _width);
            for (var j = 0; j < _samples; j++, to += _width)
                *to = *from++;
        }

        for (_layer = _layers.Length - 1; _layer >= 0; _layer--)
        {
            ref var layer = ref _layers[_layer];
            layer.Weights = layers[_layer].Address;
            layer.Result = results[_layer].Address;
            layer.Keep = keep;
            RunShares(_backwardShare);
            if (_layer > 0 && SummedBlocks() < MatrixProduct.Blocks(layer.Rows))
                RunShares(_sumShare);
            if (_hasShortcuts && _layer > 0)
                VectorLoops.Add(layer.Derivative, layer.DerivativeBelow, layer.PartLength);
        }

        KeepAlive(layers, derivative);
        KeepAlive(results, derivative);
        GC.KeepAlive(this);
    }

    private void RunShares(Action<int> share)
    {
        ref readonly var layer = ref _layers[_layer];
        _shares = (long)layer.Rows * layer.Columns * _samples < _worthSharing ? 1 : _team.Size;
        if (_shares == 1)
            share(0);
        else
            _team.Run(share);
    }

    private void ForwardShare(int place)
    {
        ref readonly var layer = ref _layers[_layer];
        var (begin, end) = ThreadTeam.Share(place, _shares, layer.Rows, RowGrain);
        switch (_path)
        {
            case VectorPath.Vector512:
                ThinPass<Simd512<T>, Vector512<T>, T>.Forward(layer, _samples, begin, end, _factor);
                break;
            case VectorPath.Vector256:
                ThinPass<Simd256<T>, Vector256<T>, T>.Forward(layer, _samples, begin, end, _factor);
                break;
            case VectorPath.Vector128:
                ThinPass<Simd128<T>, Vector128<T>, T>.Forward(layer, _samples, begin, end, _factor);
                break;
            default:
                ThinPass<SimdScalar<T>, T, T>.Forward(layer, _samples, begin, end, _factor);
                break;
        }
    }

    // A core should write what it reads: handing matrices from core to core can take longer than to fetch them from memory.
    // So a thread has rows here as in the forward pass, by whole blocks of V^T D's sums as far as they can be dealt out evenly:
    // the shares are counted in slices of columns of a block, block after block.
    private void BackwardShare(int place)
    {
        ref readonly var layer = ref _layers[_layer];
        var slices = Slices(layer.Columns);
        var (begin, end) = ThreadTeam.Share(place, _shares, MatrixProduct.Blocks(layer.Rows) * slices, 1);
        while (begin < end)
        {
            var (block, slice) = Math.DivRem(begin, slices);
            var blocks = slice == 0 && end - begin >= slices ? (end - begin) / slices : 1;
            var endSlice = Math.Min(slices, slice + end - begin);
            Backward(layer, block, block + blocks, slice * _width, Math.Min(endSlice * _width, layer.Columns), place);
            begin += blocks * (endSlice - slice);
        }
    }

    private void Backward(in ThinLayer<T> layer, int firstBlock, int endBlock, int begin, int end, int place)
    {
        var scratch = _scratch.Address + ((nint)place * _scratchLength);
        switch (_path)
        {
            case VectorPath.Vector512:
                ThinPass<Simd512<T>, Vector512<T>, T>.Backward(layer, _samples, firstBlock, endBlock, begin, end, scratch, _tileSlices);
                break;
            case VectorPath.Vector256:
                ThinPass<Simd256<T>, Vector256<T>, T>.Backward(layer, _samples, firstBlock, endBlock, begin, end, scratch, _tileSlices);
                break;
            case VectorPath.Vector128:
                ThinPass<Simd128<T>, Vector128<T>, T>.Backward(layer, _samples, firstBlock, endBlock, begin, end, scratch, _tileSlices);
                break;
            default:
                ThinPass<SimdScalar<T>, T, T>.Backward(layer, _samples, firstBlock, endBlock, begin, end, scratch, _tileSlices);
                break;
        }
    }

    private void SumShare(int place)
    {
        ref readonly var layer = ref _layers[_layer];
        var (begin, end) = ThreadTeam.Share(place, _shares, layer.Columns, _width);
        var (firstBlock, endBlock) = (SummedBlocks(), MatrixProduct.Blocks(layer.Rows));
        switch (_path)
        {
            case VectorPath.Vector512:
                ThinPass<Simd512<T>, Vector512<T>, T>.Sum(layer, _samples, firstBlock, endBlock, begin, end);
                break;
            case VectorPath.Vector256:
                ThinPass<Simd256<T>, Vector256<T>, T>.Sum(layer, _samples, firstBlock, endBlock, begin, end);
                break;
            case VectorPath.Vector128:
                ThinPass<Simd128<T>, Vector128<T>, T>.Sum(layer, _samples, firstBlock, endBlock, begin, end);
                break;
            default:
                ThinPass<SimdScalar<T>, T, T>.Sum(layer, _samples, firstBlock, endBlock, begin, end);
                break;
        }
    }

    // The blocks that the first thread has whole are summed as it goes, the first one in any case.
    private int SummedBlocks()
    {
        ref readonly var layer = ref _layers[_layer];
        var slices = Slices(layer.Columns);
        return Math.Max(1, ThreadTeam.Share(0, _shares, MatrixProduct.Blocks(layer.Rows) * slices, 1).End / slices);
    }

    private int Slices(int columns) => (columns + _width - 1) / _width;

    /// <summary>The place of entry (k, j) in panels of <paramref name="rows"/> rows.</summary>
    private T* PanelPlace(T* panels, int rows, int k, int j)
    {
        var inPanel = j % (2 * _width);
        var first = j - inPanel;
        var panel = Math.Min(2 * _width, _paddedSamples - first);
        return panels + ((nint)first * RoundUp(rows, _width)) + ((nint)k * panel) + inPanel;
    }

    private void Check(ReadOnlySpan<Matrix<T>> layers, Matrix<T> outer)
    {
        if (layers.Length != _layers.Length)
            throw new ArgumentException($"{layers.Length} matrices were given; this chain has {_layers.Length}.", nameof(layers));
        for (var i = 0; i < layers.Length; i++)
        {
            if (layers[i].Rows != _layers[i].Rows || layers[i].Columns != _layers[i].Columns)
            {
                throw new ArgumentException(
                    $"matrix {i + 1} is {layers[i].Rows} x {layers[i].Columns}; this chain takes {_layers[i].Rows} x {_layers[i].Columns}.",
                    nameof(layers));
            }
        }

        if (outer.Rows != _layers[^1].Rows || outer.Columns != _samples)
        {
            throw new ArgumentException(
                $"the outer side is {outer.Rows} x {outer.Columns}; this chain takes {_layers[^1].Rows} x {_samples}.", nameof(outer));
        }
    }
}
