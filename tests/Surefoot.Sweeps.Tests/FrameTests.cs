using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Surefoot.Sweeps.Storage;

namespace Surefoot.Sweeps.Tests;

public class FrameTests
{
    private static readonly byte[][] Lines =
    [
        .. Enumerable.Range(0, SmallSweep.Cells).Select(index =>
        {
            var result = index == 4 ? CellResult.Failed("not \"allowed\"\n") : SmallSweep.Run(SmallSweep.Sweep[index]);
            return RecordLine.Of(SmallSweep.Sweep.Grid, new CellRecord(index, SmallSweep.Sweep[index].Identity, result, TimeSpan.FromSeconds(0.25)));
        }),
    ];

    private static readonly byte[] File = [.. Lines.SelectMany(line => line)];

    private static readonly Range[] Places = [.. Enumerable.Range(0, Lines.Length).Select(i => Begin(i)..Begin(i + 1))];

    [Fact]
    public void TheChecksumIsCastagnolis() => Frame.Checksum("123456789"u8).ShouldBe(0xE3069283u);

    [Fact]
    public void ALineIsAJsonObjectThatSaysHowLongItIs()
    {
        foreach (var line in Lines)
        {
            line.Count(value => value == '\n').ShouldBe(1);
            var frame = (string)JsonNode.Parse(line)!["frame"]!;
            Convert.ToInt32(frame[..8], 16).ShouldBe(line.Length);
        }

        Encoding.UTF8.GetString(Lines[0])[29..].ShouldBe(
            $"\"cell\":0,\"identity\":\"{SmallSweep.Sweep[0].Identity}\",\"start\":\"gaussian\",\"width\":10,\"outcome\":\"completed\",\"loss\":1,\"seconds\":0.25}}\n");
    }

    [Fact]
    public void ARecordIsReadAsItWasWritten()
    {
        foreach (var line in Lines)
        {
            var record = RecordLine.Read(SmallSweep.Sweep.Grid, line);
            RecordLine.Of(SmallSweep.Sweep.Grid, record).ShouldBe(line);
        }
    }

    [Fact]
    public void CutAnywhereOnlyWholeLinesRemain()
    {
        for (var length = 0; length <= File.Length; length++)
            Frame.WholeLines(File.AsMemory(0, length)).ShouldBe(Places.TakeWhile(line => line.End.Value <= length));
    }

    [Fact]
    public void AChangedByteCostsItsOwnLineAndNoOther()
    {
        // CRC-32C sees every change within 32 bits, so this holds for all of them and not just for nearly all.
        for (var place = 0; place < File.Length; place++)
        {
            foreach (var change in new byte[] { 0x01, 0x20, 0x80, 0xFF })
            {
                var damaged = (byte[])File.Clone();
                damaged[place] ^= change;
                Frame.WholeLines(damaged).SequenceEqual(Places.Where(line => place < line.Start.Value || place >= line.End.Value)).ShouldBeTrue($"byte {place}");
            }
        }
    }

    [Fact]
    public void GarbageBetweenLinesCostsNoLine() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        Gen.Choose(0, Lines.Length).ToArbitrary(),
        (garbage, at) => Whole([.. File[..Begin(at)], .. garbage, .. File[Begin(at)..]]).Select(Convert.ToHexString)
            .SequenceEqual(Lines.Select(Convert.ToHexString))).QuickCheckThrowOnFailure();

    [Fact]
    public void TornLinesInAnyMixtureCostNoWholeLine() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(),
        cuts =>
        {
            var bytes = new List<byte>();
            var whole = new List<string>();
            foreach (var cut in cuts)
            {
                var line = Lines[cut % Lines.Length];
                var length = cut / Lines.Length % (line.Length + 1);
                bytes.AddRange(line[..length]);
                if (length == line.Length)
                    whole.Add(Convert.ToHexString(line));
            }

            return Whole([.. bytes]).Select(Convert.ToHexString).SequenceEqual(whole);
        }).QuickCheckThrowOnFailure();

    private static int Begin(int line) => Lines.Take(line).Sum(each => each.Length);

    private static List<byte[]> Whole(byte[] bytes) => [.. Frame.WholeLines(bytes).Select(range => bytes[range])];
}
