using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using static Surefoot.Tests.Data.LayerFileTests;

namespace Surefoot.Tests.Data;

public sealed class ReluUnitsFileTests : IDisposable
{
    private static readonly double[] Units = [1, -2, 0.5, 3, 0, -0.25];

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("F64")]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void A_PyTorch_state_gives_units_and_signs_whether_the_second_layer_is_signs_or_scaled_ones(string type)
    {
        foreach (var scale in new[] { 1, 1 / Math.Sqrt(3) })
        {
            var path = _files.Write("state.safetensors", Safetensors(
                ("2.weight", type, [1, 3], Encode(type, scale, -scale, scale)), ("0.weight", type, [3, 2], Encode(type, Units))));
            var read = ReluUnitsFile.Read(path);
            (read.Units.Rows, read.Units.Columns).ShouldBe((3, 2));
            read.Units.Span.ToArray().ShouldBe(Units);
            read.Signs.ShouldBe([1, -1, 1]);
            ReluUnitsFile.NamesSigns(path).ShouldBeFalse();
        }
    }

    [Fact]
    public void What_a_run_writes_is_read_and_is_its_start_again()
    {
        var network = TwoLayerReluNetwork.WithRandomSigns(4, 9, RandomStream.FromSeed(1).Named("signs"));
        var start = new GaussianUnitsInitialization().Sample<double>(network, RandomStream.FromSeed(1), ThreadTeam.Alone);
        foreach (var rows in new[] { 1, 9 })
        {
            var signs = new Matrix<double>(rows, 9 / rows);
            for (var r = 0; r < 9; r++)
                signs.Span[r] = network.OutputSigns[r];
            var path = _files.PathOf("weights.npz");
            NpzFile.Write(path, [new("W1", start[0]), new KeyValuePair<string, Matrix<double>>("signs", signs)]);
            var read = ReluUnitsFile.Read(path);
            read.Signs.ShouldBe(network.OutputSigns);
            ReluUnitsFile.NamesSigns(path).ShouldBeTrue();
            var again = new GivenUnitsInitialization(read.Units);
            again.Sample<double>(network, RandomStream.FromSeed(2), ThreadTeam.Alone).Span.SequenceEqual(start.Span).ShouldBeTrue();
            Should.Throw<ArgumentException>(() => again.Sample<double>(TwoLayerReluNetwork.WithRandomSigns(5, 9, RandomStream.FromSeed(1)), RandomStream.FromSeed(2), ThreadTeam.Alone))
                .Message.ShouldStartWith("W1 is 9 x 4; the network needs 9 x 5 there.");
        }
    }

    [Fact]
    public void Other_names_shapes_and_second_layers_are_refused_with_what_was_found()
    {
        Refusal(("0.weight", [3, 2]), ("0.bias", [3, 1])).ShouldContain("it has no biases); found were: 0.weight, 0.bias");
        Refusal(("W1", [3, 2])).ShouldContain("found were: W1.");
        Refusal(("W1", [3, 2]), ("signs", [1, 3]), ("extra", [1, 1])).ShouldContain("found were: W1, signs, extra");
        Refusal(("W1", [3, 2]), ("signs", [1, 2])).ShouldContain("signs is 1 x 2; W1 is 3 x 2, so 3 signs are needed");
        Refusal(("W1", [3, 2]), ("W2", [1, 2])).ShouldContain("W2 is 1 x 2 and follows W1, which is 3 x 2");
        Refusal(("W1", [3, 2]), ("W2", [2, 3])).ShouldContain("one output, so its second layer is 1 x 3");
        Refusal(("W1", [0, 2]), ("W2", [1, 0])).ShouldContain("W1 is 0 x 2; it needs a row for each unit");

        // A second layer that has been trained is no sign: three units, so 0.577 in size or 1.
        foreach (var (entry, trained) in new[] { (1, 0.7), (1, 0), (1, double.NaN), (2, 1.01) })
        {
            double[] layer = entry == 1 ? [trained, 1, 1] : [-1, trained, 1];
            Should.Throw<DataException>(() => ReluUnitsFile.Read(_files.Write("trained.safetensors", Safetensors(
                ("W1", "F64", [3, 2], Encode("F64", Units)), ("W2", "F64", [1, 3], Encode("F64", layer)))))).Message
                .ShouldContain($"entry {entry} of W2 is {trained:G6}; the second layer of this network is fixed");
        }

        Should.Throw<DataException>(() => ReluUnitsFile.Read(_files.Write("infinite.safetensors", Safetensors(
            ("W1", "F64", [1, 1], Encode("F64", double.PositiveInfinity)), ("W2", "F64", [1, 1], Encode("F64", 1)))))).Message.ShouldContain("W1 contains");
    }

    private string Refusal(params (string Name, long[] Shape)[] tensors) =>
        Should.Throw<DataException>(() => ReluUnitsFile.Read(_files.Write("refused.safetensors", Safetensors(
            [.. tensors.Select(tensor => (tensor.Name, "F64", tensor.Shape, Encode("F64", [.. Enumerable.Repeat(1.0, (int)(tensor.Shape[0] * tensor.Shape[1]))])))])))).Message;
}
