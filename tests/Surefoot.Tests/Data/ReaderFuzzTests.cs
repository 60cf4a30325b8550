using Surefoot.Data;

namespace Surefoot.Tests.Data;

/// <summary>Whatever is done to a file, reading it gives a dataset or a <see cref="DataException"/>, and takes little memory.</summary>
public sealed class ReaderFuzzTests : IDisposable
{
    // Reading these files takes some 200 kB; a size that came from a damaged header would be far beyond this.
    private const long MostBytes = 4_000_000;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("c-order.npy")]
    [InlineData("fortran-order.npy")]
    [InlineData("version-3.npy")]
    [InlineData("rows.npz")]
    [InlineData("columns-deflated.npz")]
    [InlineData("savetxt.csv")]
    public void Every_truncation_is_survived(string name)
    {
        var whole = File.ReadAllBytes(TestFiles.Fixture(name));
        for (var length = 0; length < whole.Length; length++)
            ReadDamaged(name, whole[..length]);
    }

    [Theory]
    [InlineData("c-order.npy")]
    [InlineData("version-2.npy")]
    [InlineData("one-dimension.npy")]
    [InlineData("rows.npz")]
    [InlineData("columns-deflated.npz")]
    [InlineData("refused.npz")]
    [InlineData("savetxt.csv")]
    public void Random_damage_is_survived(string name)
    {
        var whole = File.ReadAllBytes(TestFiles.Fixture(name));
        var random = new Random(1);
        for (var trial = 0; trial < 1500; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = Interesting(random);
            ReadDamaged(name, damaged);
        }
    }

    private static byte Interesting(Random random) =>
        random.Next(3) switch { 0 => 0xFF, 1 => (byte)"0123456789,()'{}<>fiOU\n\"#;"[random.Next(26)], _ => (byte)random.Next(256) };

    private void ReadDamaged(string name, byte[] content)
    {
        var path = _files.Write(name, content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            DatasetFile.Read(path, name.StartsWith("columns", StringComparison.Ordinal) ? Layout.Columns : Layout.Rows, Path.GetExtension(name) == ".npy" ? ["1"] : null);
        }
        catch (DataException refusal)
        {
            refusal.Message.ShouldNotBeNullOrWhiteSpace();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
    }
}
