using System.Numerics;
using System.Runtime.InteropServices;
using Surefoot.Data;
using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// A state on disk: the step and every bit of the weights. A run of a method that goes by these alone, as gradient descent and stochastic gradient
/// descent do, goes on from it as if it had never stopped.
/// </summary>
/// <remarks>What a method keeps between steps otherwise (<see cref="DescentState{T}.Memory"/>) is not in it.</remarks>
public static class Checkpoint
{
    private const long Mark = 0x31544B4843544653;

    /// <summary>Writes a state.</summary>
    public static void Write<T>(Stream to, DescentState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(state);
        Span<long> head = [Mark, state.Step, state.Weights.Shapes.TotalCount, Marshal.SizeOf<T>()];
        to.Write(MemoryMarshal.AsBytes(head));
        foreach (var matrix in state.Weights.Layers)
            to.Write(MemoryMarshal.AsBytes(matrix.Span));
        Span<uint> check = [CheckOf(head, state.Weights)];
        to.Write(MemoryMarshal.AsBytes(check));
    }

    /// <summary>Reads a state of given shapes.</summary>
    /// <exception cref="DataException">It is no checkpoint of such weights in this number type, or it is damaged.</exception>
    public static DescentState<T> Read<T>(Stream from, WeightShapes shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(shapes);
        return InputFile.Guard("checkpoint", () =>
        {
            Span<long> head = stackalloc long[4];
            from.ReadExactly(MemoryMarshal.AsBytes(head));
            if (head[0] != Mark || head[2] != shapes.TotalCount || head[3] != Marshal.SizeOf<T>())
                throw new DataException($"this is no checkpoint of {shapes.TotalCount:N0} numbers of {Marshal.SizeOf<T>()} bytes; the network, its reduction and the precision must be those it was written with.");
            var weights = new Weights<T>(shapes);
            foreach (var matrix in weights.Layers)
                from.ReadExactly(MemoryMarshal.AsBytes(matrix.Span));
            Span<uint> check = stackalloc uint[1];
            from.ReadExactly(MemoryMarshal.AsBytes(check));
            return check[0] == CheckOf(head, weights)
                ? new DescentState<T>(weights) { Step = head[1] }
                : throw new DataException("the checkpoint is damaged: its check sum does not fit; start again from an earlier one.");
        });
    }

    private static uint CheckOf<T>(Span<long> head, Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Crc32.Append(Crc32.Append(0, MemoryMarshal.AsBytes(head)), MemoryMarshal.AsBytes(weights.Span));
}
