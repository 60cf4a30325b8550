using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Tests.Data;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

/// <summary>NIST's hardest regressions, condition numbers 5e9 (Longley) and 2e15 (Filip): certificates say what is too small and what cannot be told, and nothing more.</summary>
public class IllConditionedTests
{
    public static TheoryData<string, int, bool> Sets => new()
    {
        { "filip", 10, false },
        { "filip", 10, true },
        { "longley", -1, false },
        { "longley", -1, true },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Nothing_is_guaranteed_and_nothing_claimed_to_fail(string name, int degree, bool isGaussian)
    {
        var setting = Drawn(NistTests.Design(name, degree), isGaussian ? new GaussianInitialization() : new OrthogonalInitialization());
        var certification = Certification<DeepLinearMoment>.OfRun(setting, 1e-6 * setting.Start.Gap, 30);
        certification.Best.ShouldBeNull("a width of 32 is far too small for any theorem, and what a run measures is rounding");

        foreach (var certificate in certification.Certificates)
        {
            certificate.Sentence.ShouldNotContain("NaN");
            if (certificate.Theorem.Id is "hu-2020/certificate-4.1" or "hu-2020/certificate-4.1-sharp" or "hu-2020/theorem-4.1" or "zhao-xu-2024/theorem-1" or "zhao-xu-2024/theorem-4" or "zhao-xu-2024/theorem-5")
                certificate.Verdict.ShouldNotBe(Verdict.Holds, certificate.Sentence);
        }

        var invariants = certification.Certificates.Where(certificate => certificate.Verdict == Verdict.Holds).SelectMany(certificate => certificate.Invariants).ToList();
        var run = DeepLinearChecks.Run(setting, invariants, 30, Recording.EveryStep);
        run.Checks.Where(check => !check.Holds).Select(check => check.Sentence).ShouldBeEmpty();
        run.Outcome.Kind.ShouldBe(OutcomeKind.Completed);
    }

    [Fact]
    public void What_hangs_on_a_singular_value_without_a_digit_cannot_be_told()
    {
        // Of Filip's least singular value no digit is known once its inputs are rotated by a matrix: then the span has no units to scale away.
        var filip = NistTests.Design("filip", 10);
        var rotation = HouseholderQr.SignedFrame(Gaussian(filip.InputDimension), ThreadTeam.Alone);
        var setting = Drawn(new Dataset("rotated", MatrixProduct.Of<double>(rotation, filip.Inputs), filip.Targets), new OrthogonalInitialization());
        setting.Data.SmallestSingularValueAccuracy.ShouldBeGreaterThan(0.05);
        var convex = new Surefoot.Theory.ZhaoXu2024.Lemma1().Certify(setting);
        convex.Verdict.ShouldNotBe(Verdict.DoesNotApply);
        Certification<DeepLinearMoment>.Of(setting, 1e-6 * setting.Start.Gap).Best.ShouldBeNull();
    }

    private static Matrix<double> Gaussian(int order)
    {
        var matrix = new Matrix<double>(order, order);
        RandomStream.FromSeed(5).Named("rotation").FillNormal(matrix.Span);
        return matrix;
    }

    private static DeepLinearSetting Drawn(Dataset data, Initialization<DeepLinearNetwork> start)
    {
        var (analysis, loss) = (DataAnalysis.Of(data), new SquaredLoss());
        var network = DeepLinearNetwork.Normalized(data.InputDimension, 32, 32, data.OutputDimension);
        var run = Preparation.Prepare<double>(network, start, analysis, loss, RandomStream.FromSeed(1).Named("start"), ThreadTeam.Alone, ReductionMode.Auto);
        var rate = data.OutputDimension / (network.Depth * loss.CurvatureOn(analysis).Smoothness);
        return new DeepLinearSetting(run, analysis, loss, rate) { Initialization = start };
    }
}
