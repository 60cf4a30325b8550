using System.Buffers.Binary;
using System.Text;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Tests.Data;

public sealed class LayerFileTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("F64", 8)]
    [InlineData("F32", 4)]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    public void Safetensors_of_every_float_type_are_read(string type, int size)
    {
        // Numbers that every type holds exactly.
        var path = _files.Write("layers.safetensors", Safetensors(("0.weight", type, [2, 3], Encode(type, 1, -2, 0.5, 3, 0, -0.25)), ("1.weight", type, [1, 2], Encode(type, 4, 8))));
        var layers = LayerFile.Read(path);
        layers.Count.ShouldBe(2);
        layers[0].Span.ToArray().ShouldBe([1, -2, 0.5, 3, 0, -0.25]);
        layers[1].Span.ToArray().ShouldBe([4, 8]);
        size.ShouldBe(Encode(type, 1).Length);
    }

    [Fact]
    public void Layers_follow_the_numbers_in_their_names()
    {
        var path = _files.Write("layers.safetensors", Safetensors(
            ("net.10.weight", "F32", [1, 3], Encode("F32", 1, 2, 3)),
            ("net.9.weight", "F32", [3, 2], Encode("F32", 1, 2, 3, 4, 5, 6))));
        LayerFile.Read(path).Select(layer => (layer.Rows, layer.Columns)).ShouldBe([(3, 2), (1, 3)]);
    }

    [Fact]
    public void Archives_name_layers_W1_W2_or_as_PyTorch_does()
    {
        foreach (var names in new[] { new[] { "W1", "W2" }, ["0.weight", "2.weight"] })
        {
            var path = _files.PathOf("layers.npz");
            NpzFile.Write(path, [new(names[1], new Matrix<double>(1, 3)), new KeyValuePair<string, Matrix<double>>(names[0], new Matrix<double>(3, 2))]);
            LayerFile.Read(path).Select(layer => layer.Rows).ShouldBe([3, 1]);
        }
    }

    [Fact]
    public void Biases_gaps_and_layers_that_do_not_follow_each_other_are_refused_with_what_was_found()
    {
        Refusal(("0.weight", "F32", [1, 1], Encode("F32", 1)), ("0.bias", "F32", [1], Encode("F32", 1))).ShouldContain("no biases");
        Refusal(("W1", "F32", [1, 1], Encode("F32", 1)), ("W3", "F32", [1, 1], Encode("F32", 1))).ShouldContain("found were: W1, W3");
        Refusal(("W1", "F32", [2, 1], Encode("F32", 1, 2)), ("W2", "F32", [1, 1], Encode("F32", 1))).ShouldContain("W2 is 1 x 1 and follows W1, which is 2 x 1");
        Refusal(("W1", "I64", [1, 1], Encode("F64", 1))).ShouldContain("type I64");
        Refusal(("W1", "F32", [1], Encode("F32", 1))).ShouldContain("a layer is a matrix");
        Refusal(("W1", "F32", [7, 1], Encode("F32", 1))).ShouldContain("damaged");
    }

    [Fact]
    public void Whatever_is_done_to_a_file_it_reads_or_is_refused()
    {
        var whole = Safetensors(("W1", "F64", [2, 2], Encode("F64", 1, 2, 3, 4)), ("W2", "BF16", [1, 2], Encode("BF16", 1, 2)));
        for (var length = 0; length < whole.Length; length++)
            ReadDamaged(whole[..length]);
        var random = new Random(1);
        for (var trial = 0; trial < 1000; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)"0123456789[]{}\",:FIW-.eE"[random.Next(23)];
            ReadDamaged(damaged);
        }
    }

    internal static byte[] Safetensors(params (string Name, string Type, long[] Shape, byte[] Content)[] tensors)
    {
        var place = 0;
        var entries = new List<string> { "\"__metadata__\":{\"format\":\"pt\"}" };
        foreach (var (name, type, shape, content) in tensors)
        {
            entries.Add($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(",", shape)}],\"data_offsets\":[{place},{place + content.Length}]}}");
            place += content.Length;
        }

        var header = Encoding.UTF8.GetBytes("{" + string.Join(",", entries) + "}");
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header, .. tensors.SelectMany(tensor => tensor.Content)];
    }

    internal static byte[] Encode(string type, params double[] values) => [.. values.SelectMany(value => type switch
    {
        "F64" => BitConverter.GetBytes(value),
        "F32" => BitConverter.GetBytes((float)value),
        "F16" => BitConverter.GetBytes((Half)value),
        _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToInt32Bits((float)value) >> 16)),
    })];

    private string Refusal(params (string Name, string Type, long[] Shape, byte[] Content)[] tensors) =>
        Should.Throw<DataException>(() => LayerFile.Read(_files.Write("refused.safetensors", Safetensors(tensors)))).Message;

    private void ReadDamaged(byte[] content)
    {
        var path = _files.Write("damaged.safetensors", content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            LayerFile.Read(path);
        }
        catch (DataException)
        {
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }
}
