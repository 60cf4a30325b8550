using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Randomness;

namespace Surefoot.Tests.Data;

public class LinearTeacherTests
{
    private static readonly RandomStream Stream = RandomStream.FromSeed(3);

    [Fact]
    public void Targets_are_linear_in_the_teacher_and_in_the_noise()
    {
        var plain = LinearTeacher.Sample(4, 2, 50, noise: 0, targetDeviation: 1, Stream);
        var noise = LinearTeacher.Sample(4, 2, 50, noise: 1, targetDeviation: 0, Stream);
        var both = LinearTeacher.Sample(4, 2, 50, noise: 0.25, targetDeviation: 0.5, Stream);
        both.Inputs.Span.ToArray().ShouldBe(plain.Inputs.Span.ToArray());
        for (var i = 0; i < 100; i++)
        {
            // A few roundings of numbers of order 10.
            both.Targets.Span[i].ShouldBe((0.5 * plain.Targets.Span[i]) + (0.25 * noise.Targets.Span[i]), 1e-14);
        }

        // Four inputs explain what has no noise, and 100 numbers of variance 1 have mean square 1 to within five deviations.
        DataAnalysis.Of(plain).OptimalHalfSquaredResidual.ShouldBeLessThan(1e-28);
        (noise.Targets.Span.ToArray().Sum(x => x * x) / 100).ShouldBe(1, 5 * Math.Sqrt(2 / 100.0));
    }

    [Theory]
    [InlineData(0, 1, 1, 0, 1, "0 inputs were asked for")]
    [InlineData(1, -2, 1, 0, 1, "-2 outputs were asked for")]
    [InlineData(1, 1, 0, 0, 1, "0 samples were asked for")]
    [InlineData(1, 1, 1, -1, 1, "a noise of -1 was given")]
    [InlineData(1, 1, 1, 0, double.NaN, "a targetDeviation of NaN was given")]
    [InlineData(1000000, 1, 1000000, 0, 1, "need 7450.6 GiB")]
    public void Impossible_teachers_are_refused(int inputs, int outputs, int samples, double noise, double deviation, string reason) =>
        Should.Throw<DataException>(() => LinearTeacher.Sample(inputs, outputs, samples, noise, deviation, Stream)).Message.ShouldContain(reason);
}
