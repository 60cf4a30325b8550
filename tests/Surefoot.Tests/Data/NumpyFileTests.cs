using System.Text;
using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Tests.Data;

/// <summary>Files in Fixtures were written by NumPy; make_fixtures.py says how.</summary>
public sealed class NumpyFileTests : IDisposable
{
    private static readonly double[] Fractions = [0.1, -2.5, 1e-3, 1.0 / 3, 4, 1e300];

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("c-order.npy")]
    [InlineData("fortran-order.npy")]
    [InlineData("version-2.npy")]
    [InlineData("version-3.npy")]
    public void Every_order_and_version_gives_the_same_bits(string name)
    {
        var array = NpyFile.Read(TestFiles.Fixture(name));
        array.Shape.ShouldBe("(2, 3)");
        array.IsSinglePrecision.ShouldBeFalse();
        array.Values.Span.ToArray().ShouldBe(Fractions);
    }

    [Fact]
    public void An_array_of_one_dimension_is_a_column()
    {
        var array = NpyFile.Read(TestFiles.Fixture("one-dimension.npy"));
        array.Shape.ShouldBe("(3,)");
        array.IsSinglePrecision.ShouldBeTrue();
        (array.Values.Rows, array.Values.Columns).ShouldBe((3, 1));
        array.Values.Span.ToArray().ShouldBe([1.5, 2.5, 3.5]);
    }

    [Fact]
    public void Every_type_of_number_is_read_exactly()
    {
        using var file = NpzFile.Open(TestFiles.Fixture("types.npz"));
        file.Names.Count.ShouldBe(19);
        foreach (var name in file.Names)
        {
            double[] expected = name switch
            {
                "b1" => [0, 0, 1, 1, 1, 1],
                "<f8" or ">f8" => Fractions,
                "<f4" or ">f4" => [.. Fractions.Select(x => (double)(float)(x > 1e30 ? 3 : x))],
                _ => [0, 1, 2, 100, 4, 5],
            };
            file.Read(name).Values.Span.ToArray().ShouldBe(expected, name);
        }
    }

    [Theory]
    [InlineData("object", "Python objects cannot be read")]
    [InlineData("text", "entries of type '<U1' cannot be read")]
    [InlineData("complex", "entries of type '<c16' cannot be read")]
    [InlineData("half", "entries of type '<f2' cannot be read")]
    [InlineData("record", "records with named fields cannot be read")]
    [InlineData("scalar", "the array has 0 dimensions")]
    [InlineData("cube", "the array has 3 dimensions")]
    public void What_is_no_matrix_of_numbers_is_refused(string name, string reason)
    {
        using var file = NpzFile.Open(TestFiles.Fixture("refused.npz"));
        Should.Throw<DataException>(() => file.Read(name)).Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("(2, 3)", "<f8", 40, "needs 48 bytes of entries and the file has 40")]
    [InlineData("(2, 3)", "<f8", 56, "needs 48 bytes of entries and the file has 56")]
    [InlineData("(1000000, 1000000)", "<f8", 48, "needs 8000000000000 bytes")]
    [InlineData("(9223372036854775807, 2)", "<f8", 48, "has an extent beyond")]
    [InlineData("(9223372036854775808, 2)", "<f8", 48, "whole numbers below 2^63")]
    [InlineData("(0, 9223372036854775807)", "<f8", 0, "has an extent beyond")]
    [InlineData("(-2, 3)", "<f8", 48, "whole numbers")]
    public void Shapes_are_held_against_the_bytes_before_memory_is_taken(string shape, string type, int bytes, string reason)
    {
        var path = _files.Write("a.npy", Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}", bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<DataException>(() => NpyFile.Read(path)).Message.ShouldContain(reason);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'shape': (1,), }")]
    [InlineData("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': [1]}")]
    [InlineData("{'descr: 1")]
    [InlineData("")]
    public void Damaged_headers_are_refused(string header) =>
        Should.Throw<DataException>(() => NpyFile.Read(_files.Write("a.npy", Npy(header, 8)))).Message.ShouldContain("header");

    [Fact]
    public void Written_archives_read_back_with_the_same_bits()
    {
        var path = _files.PathOf("w.npz");
        var narrow = Matrix<float>.From(new[,] { { 0.1f, -0f, float.Epsilon } });
        NpzFile.Write(path, [KeyValuePair.Create("W1", narrow), KeyValuePair.Create("W2", new Matrix<float>(0, 3))]);
        using (var file = NpzFile.Open(path))
        {
            file.Names.ShouldBe(["W1", "W2"]);
            file.Read("W1").IsSinglePrecision.ShouldBeTrue();
            file.Read("W1").Values.Cast<float>().Span.ToArray().ShouldBe(narrow.Span.ToArray());
            file.Read("W2").Shape.ShouldBe("(0, 3)");
        }

        var first = File.ReadAllBytes(path);
        NpzFile.Write(path, [KeyValuePair.Create("W1", narrow), KeyValuePair.Create("W2", new Matrix<float>(0, 3))]);
        File.ReadAllBytes(path).ShouldBe(first);
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void Arrays_are_written_byte_by_byte_as_NumPy_writes_them()
    {
        using var stream = new MemoryStream();
        var matrix = new Matrix<double>(2, 3);
        Fractions.CopyTo(matrix.Span);
        NpyFile.Write(stream, matrix);
        stream.ToArray().ShouldBe(File.ReadAllBytes(TestFiles.Fixture("c-order.npy")));
    }

    [Fact]
    public void A_failed_write_leaves_no_file()
    {
        var twice = new[] { KeyValuePair.Create("W1", new Matrix<double>(1, 1)), KeyValuePair.Create("W1", new Matrix<double>(1, 1)) };
        Should.Throw<ArgumentException>(() => NpzFile.Write(_files.PathOf("w.npz"), twice));
        Directory.GetFiles(Path.GetDirectoryName(_files.PathOf("w.npz"))!).ShouldBeEmpty();
        Should.Throw<IOException>(() => NpzFile.Write(_files.PathOf("missing/w.npz"), twice[..1]));
    }

    [Fact]
    public void A_changed_entry_is_found_by_the_checksum()
    {
        var bytes = File.ReadAllBytes(TestFiles.Fixture("rows.npz"));
        var entry = BitConverter.GetBytes(14.0 / 8);
        var at = bytes.AsSpan().IndexOf(entry);
        at.ShouldBeGreaterThan(0);
        bytes[at] ^= 1;
        using var file = NpzFile.Open(_files.Write("a.npz", bytes));
        Should.Throw<DataException>(() => file.Read("X")).Message.ShouldContain("checksum");
    }

    [Fact]
    public void A_file_that_is_no_archive_is_refused()
    {
        Should.Throw<DataException>(() => NpzFile.Open(TestFiles.Fixture("savetxt.csv"))).Message.ShouldContain("cannot be read");
        Should.Throw<DataException>(() => NpyFile.Read(TestFiles.Fixture("savetxt.csv"))).Message.ShouldContain("not a NumPy array");
        Should.Throw<DataException>(() => NpyFile.Read(_files.PathOf("none.npy"))).Message.ShouldStartWith("there is no file");
        Should.Throw<DataException>(() => NpyFile.Read(Path.GetTempPath())).Message.ShouldContain("is a folder");
    }

    private static byte[] Npy(string dictionary, int entryBytes)
    {
        var text = Encoding.ASCII.GetBytes(dictionary + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[entryBytes]];
    }
}
