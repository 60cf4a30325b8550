using Surefoot.Arithmetic;
using Surefoot.Data;

namespace Surefoot.Tests.Data;

public class DatasetTests
{
    private static readonly Matrix<double> X = Matrix<double>.From(new double[,] { { 1, 2, 4 }, { 0, 1, 1 } });
    private static readonly Matrix<double> Y = Matrix<double>.From(new double[,] { { 1, 0, 2 } });

    [Fact]
    public void A_dataset_keeps_copies()
    {
        var inputs = X.Clone();
        var data = new Dataset("set", inputs, Y);
        inputs[0, 0] = 99;
        data.Inputs[0, 0].ShouldBe(1);
        (data.InputDimension, data.OutputDimension, data.SampleCount).ShouldBe((2, 1, 3));
    }

    [Fact]
    public void The_content_hash_depends_on_shapes_and_bits_and_on_nothing_else()
    {
        // The hash of d_in = 2, d_out = 1, n = 3 and the nine numbers, as hashlib.sha256 gives it.
        var hash = new Dataset("a", X, Y).ContentHash;
        hash.ShouldBe("6566a007affa637a199e3a22f6f3b8dce1132dc66681bab36423e4fe445694e1");
        new Dataset("b", X, Y).ContentHash.ShouldBe(hash);

        var changed = X.Clone();
        changed[1, 2] = Math.BitIncrement(1.0);
        new Dataset("a", changed, Y).ContentHash.ShouldNotBe(hash);

        // The same nine numbers in the same order, divided differently between X and Y.
        var inputs = new Matrix<double>(1, 3);
        var targets = new Matrix<double>(2, 3);
        X.Row(0).CopyTo(inputs.Row(0));
        X.Row(1).CopyTo(targets.Row(0));
        Y.Row(0).CopyTo(targets.Row(1));
        new Dataset("a", inputs, targets).ContentHash.ShouldNotBe(hash);
    }

    [Fact]
    public void Different_sample_counts_are_refused() =>
        Should.Throw<DataException>(() => new Dataset("set", X, new Matrix<double>(1, 4)))
            .Message.ShouldBe("set: X has 3 samples and Y has 4; every sample needs its inputs and its targets.");

    [Theory]
    [InlineData(0, 3, 1, 3)]
    [InlineData(2, 0, 1, 0)]
    [InlineData(2, 3, 0, 3)]
    public void Empty_data_are_refused(int inputs, int inputSamples, int outputs, int outputSamples) =>
        Should.Throw<DataException>(() => new Dataset("set", new(inputs, inputSamples), new(outputs, outputSamples)))
            .Message.ShouldContain("the data are empty");

    [Theory]
    [InlineData(double.NaN, "not a number (NaN)")]
    [InlineData(double.PositiveInfinity, "infinite")]
    [InlineData(double.NegativeInfinity, "infinite")]
    public void Entries_that_are_not_finite_are_refused_with_their_place(double entry, string word)
    {
        var bad = X.Clone();
        bad[1, 2] = entry;
        Should.Throw<DataException>(() => new Dataset("set", bad, Y)).Message.ShouldStartWith($"set: input 2 of sample 3 is {word}");
        Should.Throw<DataException>(() => new Dataset("set", Y, bad)).Message.ShouldStartWith($"set: target 2 of sample 3 is {word}");
    }

    [Fact]
    public void An_intercept_is_one_more_input_of_ones()
    {
        var data = new Dataset("set", X, Y).WithIntercept();
        data.Inputs.Span.ToArray().ShouldBe([1, 2, 4, 0, 1, 1, 1, 1, 1]);
        data.Targets.Span.ToArray().ShouldBe(Y.Span.ToArray());
        data.Name.ShouldBe("set with intercept");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1e-5, 1e6)]
    [InlineData(1e300, 0)]
    [InlineData(1e-300, 0)]
    public void Standardized_inputs_have_mean_0_and_variance_1(double scale, double shift)
    {
        const int Count = 100;
        var inputs = new Matrix<double>(1, Count);
        for (var k = 0; k < Count; k++)
            inputs[0, k] = shift + (scale * Math.Sin(k));
        var standardized = new Dataset("set", inputs, new Matrix<double>(1, Count)).Standardized().Inputs.Span.ToArray();

        // Rounding: one eps for each of the additions of numbers of order 1.
        const double Tolerance = Count * 2.3e-16;
        (standardized.Sum() / Count).ShouldBe(0, Tolerance);
        (standardized.Sum(x => x * x) / Count).ShouldBe(1, Tolerance);
    }

    [Fact]
    public void A_constant_input_cannot_be_standardized() =>
        Should.Throw<DataException>(() => new Dataset("set", X, Y).WithIntercept().Standardized())
            .Message.ShouldStartWith("set with intercept: input 3 is 1 in all 3 samples");
}
