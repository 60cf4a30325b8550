using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>
/// Inputs X (d_in x n) and targets Y (d_out x n); examples are columns, as the papers write them.
/// </summary>
/// <remarks>
/// A dataset never changes: it keeps copies of what it is given, and its matrices are for reading only. Every entry is
/// a finite number.
/// </remarks>
public sealed class Dataset
{
    private string? _contentHash;

    /// <summary>A dataset with copies of the given matrices.</summary>
    /// <param name="name">What messages and manifests call it.</param>
    /// <param name="inputs">X, d_in x n.</param>
    /// <param name="targets">Y, d_out x n.</param>
    /// <exception cref="DataException">A dimension is 0, the sample counts differ, or an entry is not finite.</exception>
    public Dataset(string name, Matrix<double> inputs, Matrix<double> targets)
        : this(name, inputs, targets, copy: true)
    {
    }

    private Dataset(string name, Matrix<double> inputs, Matrix<double> targets, bool copy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Name = name;
        Inputs = copy ? inputs.Clone() : inputs;
        Targets = copy ? targets.Clone() : targets;
        RefuseEmpty();
        if (Inputs.Columns != Targets.Columns)
        {
            throw new DataException(
                $"{name}: X has {Inputs.Columns} samples and Y has {Targets.Columns}; every sample needs its inputs and its targets.");
        }

        RefuseNonFinite(Inputs, "input");
        RefuseNonFinite(Targets, "target");
    }

    /// <summary>What messages and manifests call this data.</summary>
    public string Name { get; }

    /// <summary>X, d_in x n, for reading only.</summary>
    public Matrix<double> Inputs { get; }

    /// <summary>Y, d_out x n, for reading only.</summary>
    public Matrix<double> Targets { get; }

    /// <summary>d_in, the number of inputs of a sample.</summary>
    public int InputDimension => Inputs.Rows;

    /// <summary>d_out, the number of targets of a sample.</summary>
    public int OutputDimension => Targets.Rows;

    /// <summary>n, the number of samples.</summary>
    public int SampleCount => Inputs.Columns;

    /// <summary>SHA-256 over the shapes and the bits of X and Y, in 64 lower-case hexadecimal digits; the name does not enter.</summary>
    /// <remarks>
    /// Hashed are d_in, d_out and n as 64-bit integers, then X and Y row by row, everything little-endian. Computed when first
    /// asked for, about a second per gigabyte.
    /// </remarks>
    public string ContentHash => _contentHash ??= ComputeContentHash();

    /// <summary>The first samples alone.</summary>
    /// <param name="count">How many, from 1 to n.</param>
    public Dataset First(int count)
    {
        if (count < 1 || count > SampleCount)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} samples were asked for; there are {SampleCount}.");
        return Adopt(Name, Columns(Inputs), Columns(Targets));

        Matrix<double> Columns(Matrix<double> from)
        {
            var to = new Matrix<double>(from.Rows, count);
            for (var i = 0; i < from.Rows; i++)
                from.Row(i)[..count].CopyTo(to.Row(i));
            return to;
        }
    }

    /// <summary>The same samples with one more input, the last, that is 1 everywhere, so that a linear map has an intercept.</summary>
    public Dataset WithIntercept()
    {
        var inputs = new Matrix<double>(InputDimension + 1, SampleCount);
        Inputs.Span.CopyTo(inputs.Span);
        inputs.Row(InputDimension).Fill(1);
        return Adopt(Name + " with intercept", inputs, Targets);
    }

    /// <summary>The same samples with every input shifted and scaled to mean 0 and variance 1 over the samples.</summary>
    /// <remarks>
    /// The variance is (1/n) sum (x - mean)^2. Targets stay as they are. Standardize first and add the intercept afterwards: a
    /// constant input has no variance.
    /// </remarks>
    /// <exception cref="DataException">An input is the same in all samples.</exception>
    public Dataset Standardized()
    {
        var inputs = new Matrix<double>(InputDimension, SampleCount);
        for (var i = 0; i < InputDimension; i++)
        {
            var from = Inputs.Row(i);
            if (from.IndexOfAnyExcept(from[0]) < 0)
            {
                throw new DataException(
                    $"{Name}: input {i + 1} is {from[0]:R} in all {SampleCount} samples, so it cannot be scaled to variance 1; "
                    + "leave it out, or standardize before adding an intercept.");
            }

            Standardize(from, inputs.Row(i));
        }

        return Adopt(Name + " standardized", inputs, Targets);
    }

    /// <summary>Name and shapes.</summary>
    public override string ToString() => $"{Name}: {InputDimension} inputs, {OutputDimension} targets, {SampleCount} samples";

    /// <summary>A dataset over matrices that nobody else will write to, without copies.</summary>
    internal static Dataset Adopt(string name, Matrix<double> inputs, Matrix<double> targets) =>
        new(name, inputs, targets, copy: false);

    private static void Standardize(ReadOnlySpan<double> from, Span<double> to)
    {
        // Dividing by the largest entry first keeps sums and squares of any finite numbers finite; a power of two
        // changes no digit.
        var largest = 0.0;
        foreach (var x in from)
            largest = Math.Max(largest, Math.Abs(x));
        var exponent = -Math.ILogB(largest);
        for (var k = 0; k < from.Length; k++)
            to[k] = Math.ScaleB(from[k], exponent);

        // The second pass removes what rounding left of the mean when the mean is much larger than the deviation.
        Centre(to);
        Centre(to);
        var variance = 0.0;
        foreach (var x in to)
            variance += x * x;
        var deviation = Math.Sqrt(variance / from.Length);
        for (var k = 0; k < to.Length; k++)
            to[k] /= deviation;
    }

    private static void Centre(Span<double> entries)
    {
        var mean = 0.0;
        foreach (var x in entries)
            mean += x;
        mean /= entries.Length;
        for (var k = 0; k < entries.Length; k++)
            entries[k] -= mean;
    }

    private void RefuseEmpty()
    {
        if (Inputs.Span.IsEmpty || Targets.Span.IsEmpty)
        {
            throw new DataException(
                $"{Name}: the data are empty: X is {Inputs.Rows} x {Inputs.Columns} and Y is {Targets.Rows} x {Targets.Columns} "
                + "(inputs or targets x samples); at least one sample, one input and one target are needed.");
        }
    }

    private void RefuseNonFinite(Matrix<double> matrix, string what)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            var row = matrix.Row(i);
            for (var k = 0; k < row.Length; k++)
            {
                if (!double.IsFinite(row[k]))
                {
                    var value = double.IsNaN(row[k]) ? "not a number (NaN)" : "infinite";
                    throw new DataException(
                        $"{Name}: {what} {i + 1} of sample {k + 1} is {value} (both counted from 1); replace it or leave the sample out.");
                }
            }
        }
    }

    private string ComputeContentHash()
    {
        Span<byte> shapes = stackalloc byte[3 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(shapes, InputDimension);
        BinaryPrimitives.WriteInt64LittleEndian(shapes[sizeof(long)..], OutputDimension);
        BinaryPrimitives.WriteInt64LittleEndian(shapes[(2 * sizeof(long))..], SampleCount);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(shapes);
        AppendNumbers(hash, Inputs.Span);
        AppendNumbers(hash, Targets.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendNumbers(IncrementalHash hash, ReadOnlySpan<double> numbers)
    {
        // A span of bytes holds at most 2^31 of them, a matrix up to eight times as many.
        const int Block = 1 << 20;
        for (var done = 0; done < numbers.Length; done += Block)
            hash.AppendData(MemoryMarshal.AsBytes(numbers.Slice(done, Math.Min(Block, numbers.Length - done))));
    }
}
