using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Tests.Theory.Arora2019;
using Surefoot.Tests.Theory.Hu2020;
using Surefoot.Tests.Theory.ZhaoXu2024;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

/// <summary>
/// What every certificate says of a few settings: its assumptions with value, relation and limit, its constants, its yields, and both sides of
/// its inequalities at the first steps. The files were read through; that the statements are true is what the other tests show.
/// </summary>
public class ApprovedCertificateTests
{
    [Fact]
    public void Arora_2019_says_of_its_settings_what_was_approved() => Approve("arora-2019", AroraSettings());

    [Fact]
    public void Hu_2020_says_of_its_settings_what_was_approved() => Approve("hu-2020", SettingsOfHu());

    [Fact]
    public void Zhao_and_Xu_2024_say_of_their_settings_what_was_approved() => Approve("zhao-xu-2024", ZhaoXuSettings());

    private static IEnumerable<Approval> AroraSettings()
    {
        var inside = DrawnStart.InsideTheorem1(58);
        double[][,] identities = [.. Enumerable.Repeat(Settings.Entries(Matrix<double>.Identity(3)), 4)];
        yield return new("four layers near balance, inside theorem 1", inside, Laws: false);
        yield return new("the same, far too fast", inside.WithRate(0.05), Laws: false);
        yield return new("four identity layers and a symmetric target", Settings.Whitened(
            new[,] { { 2, 0.5, 0 }, { 0.5, -1, 0.25 }, { 0, 0.25, 1.5 } }, 0.02, identities), Laws: false);
        yield return new("Gaussian layers with one output", Settings.Drawn(
            new GaussianInitialization(0.7), 1e-3, [24, 3, 2, 1], [new("arora-2019/lemma-11 C_0", new("C_0", 1.5, ConstantOrigin.Given, "given"))], 3), Laws: true);
        yield return new("balanced layers with one output", Settings.Drawn(new BalancedInitialization(0.02), 1e-6, [25, 2, 1], seed: 4), Laws: true);
    }

    private static IEnumerable<Approval> SettingsOfHu()
    {
        yield return new("an orthogonal start inside certificate 4.1", HuSettings.Inside(38, 8), Laws: false);
        yield return new("an orthogonal start far from its target", HuSettings.Drawn(new OrthogonalInitialization(), 5, 0.2, 3, 7, 7, 2), Laws: null);
        yield return new("Gaussian layers of many widths", HuSettings.Drawn(new GaussianInitialization(), 6, 0.05, 3, 5, 4, 6, 2), Laws: null);
        yield return new("a deep and narrow Gaussian start", HuSettings.Cursed(new GaussianInitialization(), 60, 1, 3), Laws: null);
    }

    private static IEnumerable<Approval> ZhaoXuSettings()
    {
        double[,] inputs = { { 1, 2, 0 }, { 0, 1, 1 } };
        double[,] direction = { { 1, -1 }, { 2, 1 } };
        var data = LinearTeacher.Sample(3, 2, 5, 0.5, 1, RandomStream.FromSeed(7));
        yield return new("Hadamard layers near their minimum", Fixtures.NearMinimum(inputs, direction, 1e-4, 0.0451744066378), Laws: false);
        yield return new("Gaussian layers of many widths", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 9, 6, 8, 2), new GaussianInitialization(), data, Fixtures.Half, 0.02, 2), Laws: null);
        yield return new("orthogonal layers with one peak", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 6, 9, 5, 2), new OnePeakInitialization(), data, new SquaredLoss(SquaredScaling.Mean), 0.05, 3, 0.2), Laws: null);
        yield return new("special balanced layers", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 7, 7, 2), new SpecialBalancedInitialization(), data, Fixtures.Half, 0.03, 4), Laws: null);
    }

    private static void Approve(string work, IEnumerable<Approval> approvals)
    {
        var received = string.Concat(approvals.Select(each => $"== {each.Name}: {string.Join(" - ", each.Setting.Network.Widths)}\n" + string.Concat(Library.Theorems
            .OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>()
            .Where(theorem => theorem.Id.StartsWith($"{work}/", StringComparison.Ordinal) && (each.Laws is null || each.Laws == (theorem.Scope == Scope.Law)))
            .Select(theorem => CertificateText.Of(theorem.Certify(each.Setting), each.Setting, 2)))));
        var file = Path.Combine(Folder(), $"{work}.txt");
        var beside = Path.ChangeExtension(file, ".received.txt");
        var difference = File.Exists(file) ? CertificateText.FirstDifference(File.ReadAllText(file), received) : "there is no approved file";
        if (difference is null)
        {
            File.Delete(beside);
            return;
        }

        File.WriteAllText(beside, received);
        throw new ShouldAssertException($"{difference}. Look at {beside}; if it is right, accept it: mv \"{beside}\" \"{file}\"");
    }

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Surefoot.Tests.csproj")))
                return Path.Combine(folder.FullName, "Theory", "Approved");
        }

        throw new InvalidOperationException("the tests must run from within their project folder, where the approved files are.");
    }

    /// <param name="Name">What the setting is.</param>
    /// <param name="Setting">The setting.</param>
    /// <param name="Laws">True for statements about laws of starts only, false for all others, null for both.</param>
    private sealed record Approval(string Name, DeepLinearSetting Setting, bool? Laws);
}
