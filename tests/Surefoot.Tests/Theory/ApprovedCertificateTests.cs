using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Tests.Theory.Arora2019;
using Surefoot.Tests.Theory.Du2019;
using Surefoot.Tests.Theory.Hu2020;
using Surefoot.Tests.Theory.ZhaoXu2024;
using Surefoot.Tests.Theory.Zou2020;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

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

    [Fact]
    public void Du_2019_says_of_two_layer_networks_what_was_approved() => Approve("du-2019-chapter-2", string.Concat(
        TextOf("the instance of the vectors", ReluSettings.Vectors()),
        TextOf("three samples near their targets, inside certificate 2.3", ReluSettings.Drawn(3, 4, 500, new GradientDescent(0.004), 12, 1e-5, nearStart: true)),
        TextOf("five samples far from them", ReluSettings.Drawn(5, 3, 40, new GradientDescent(0.7), 4, 2)),
        TextOf("the flow", ReluSettings.Drawn(3, 4, 60, new GradientFlow(0.5), 7))));

    [Fact]
    public void Du_2019_says_of_functions_what_was_approved()
    {
        var (octopus, narrow) = (new Octopus(3, 0.75, 0.5, 3), new Octopus(2, 2, 0.75, 2));
        Approve("du-2019-chapter-7", string.Concat(
            TextOf("the octopus with L = 3/4, gamma = 1/2, tau = 3", Known(octopus, new GradientDescent(0.3), [0.9, -0.6, 0.2]), 28, NoWarmUps),
            TextOf("the same from a buffer, slowly", Known(octopus, new GradientDescent(0.05), [4, 0.8, -2.9]), 2, Named("definition-7.2", "definition-7.3", "lemma-7.2", "lemma-7.4", "theorem-7.3")),
            TextOf("the same with kicks", Known(octopus, new PerturbedGradientDescent(0.3, 0.1, 0.1, 2, RandomStream.FromSeed(3)), [0.9, -0.02, 0.2]), 12, Named("theorem-7.2", "theorem-7.3", "lemma-7.3")),
            TextOf("a narrow one from near its last saddle", Known(narrow, new GradientDescent(0.3), [8, 0.01]), 3, NoWarmUps),
            TextOf("one scaled by 3", Known(new ScaledFunction(octopus, new double[3], 3), new GradientDescent(0.4), [0.9, -0.6, 0.2]), 0, Named("corollary-7.2")),
            TextOf("the plain saddle", Known(new PlainSaddle(), new GradientDescent(0.25), [0.5, -0.02]), 12, NotOfOctopuses),
            TextOf("the sloped one", Known(new SlopedSaddle(), new GradientDescent(0.25), [-7.25, 0.5]), 12, NotOfOctopuses),
            TextOf("two saddles", Known(new TwoSaddles(2.5, 0.5), new GradientDescent(0.15), [0.5, 0.25]), 80, Named("section-7.4.1"))));

        static FunctionSetting Known(Function function, Method method, double[] start) => new(function, start, method)
        {
            Bound = 500,
            GradientLipschitz = 18,
            HessianLipschitz = 45,
            Law = function is ScaledFunction ? new GaussianPointLaw(1.4) : new CubeLaw(),
            Accuracy = 0.02,
            Constants = new Dictionary<string, Constant> { ["du-2019/theorem-7.2 c"] = new("c", 0.8, ConstantOrigin.Given, "") },
        };
    }

    [Fact]
    public void Zou_2020_says_of_its_settings_what_was_approved() => Approve("zou-2020", string.Concat(ZouApprovals().Select(each => $"== {each.Name}\n" + string.Concat(
        Library.Theorems.OfType<Theorem<ResidualSetting, ResidualMoment>>().Where(theorem => each.Takes(theorem)).Select(theorem => CertificateText.Of(
            theorem.Certify(each.Setting), invariants => ResidualChecks.Run(each.Setting, invariants, 2, Recording.EveryStep), moment => moment.Step))))));

    private static IEnumerable<(string Name, ResidualSetting Setting, Func<Theorem, bool> Takes)> ZouApprovals()
    {
        var pairs = new CyclicBatches([0, 1], [1, 2], [2, 0]);
        yield return ("gradient descent inside theorem 3.1", ZouSettings.Modified(ZouSettings.Z7Data, 32, 3, 1.9e-5), NoLaws);
        yield return ("the same, far too fast, on targets that no map fits", ZouSettings.Of(ZouSettings.Z1Data, ZouSettings.Z1Network, 1.0 / 256), NoLaws);
        yield return ("batches inside theorem 3.8", ZouSettings.Modified(ZouSettings.Z9Data, 128, 3, 3.9e-11, 2, pairs).At(3.9e-11), NoLaws);
        yield return ("batches inside theorem 3.6", ZouSettings.Modified(ZouSettings.Z7Data, 128, 3, 1, 2, pairs).At(2.52e-11, targetError: 0.25), NoLaws);
        yield return ("batches that move a good deal", ZouSettings.Modified(ZouSettings.Z7Data, 4, 3, 1, 2, pairs).At(1e-3, targetError: 0.5, failure: 0.15), NoLaws);
        yield return ("Gaussian ends", ZouSettings.Of(ZouSettings.Z7Data, new GaussianTransformation(2, 0.25), 30, 4, 1e-4, RandomStream.FromSeed(11)), All);
        yield return ("Gaussian ends of the usual deviations and batches", ZouSettings.Of(
            ZouSettings.Z9Data, new GaussianTransformation(), 30, 4, 1e-4, RandomStream.FromSeed(11), 2, pairs).At(1e-4, targetError: 0.01), All);
        yield return ("identity ends", ZouSettings.Of(ZouSettings.DataOf(
            new double[,] { { 1, 0, 1 }, { 0, 2, 1 } }, new double[,] { { -1, 0, -1 }, { 0, -2, -1 } }), new IdentityTransformation(), 3, 4, 1.0 / 64, default), NoLaws);
    }

    private static IEnumerable<Approval> AroraSettings()
    {
        var inside = DrawnStart.InsideTheorem1(58);
        double[][,] identities = [.. Enumerable.Repeat(Settings.Entries(Matrix<double>.Identity(3)), 4)];
        yield return new("four layers near balance, inside theorem 1", inside, NoLaws);
        yield return new("the same, far too fast", inside.WithRate(0.05), NoLaws);
        yield return new("four identity layers and a symmetric target", Settings.Whitened(
            new[,] { { 2, 0.5, 0 }, { 0.5, -1, 0.25 }, { 0, 0.25, 1.5 } }, 0.02, identities), NoLaws);
        yield return new("the start of claim 4", Settings.Drawn(Claim4.Start(4, 3, 2, 0.8), 2, [3, 3, 3, 3, 3]), Named("claim-4", "lemma-17"));
        yield return new("one layer", Settings.Whitened(new[,] { { 2, 0.5, 0 }, { -0.5, 1, 0.3 } }, 0.1, new[,] { { 1.5, 0.2, 0 }, { -0.3, 1.2, 0.1 } }), NoLaws);
        yield return new("Gaussian layers with one output", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(24, 3, 2, 1), new GaussianInitialization(0.7), White(24), Fixtures.Half, 1e-3, 3).WithConstant("arora-2019/lemma-11 C_0", 1.5), All);
        yield return new("balanced layers with one output", Fixtures.Drawn(
            DeepLinearNetwork.Scaled(1.3, 25, 4, 1), new BalancedInitialization(0.02), White(25), Fixtures.Half, 1e-6, 4), All);
    }

    private static IEnumerable<Approval> SettingsOfHu()
    {
        yield return new("an orthogonal start inside certificate 4.1", HuSettings.Inside(38, 8), NoLaws);
        var data = LinearTeacher.Sample(3, 2, 5, 0.5, 1, RandomStream.FromSeed(8));
        yield return new("an orthogonal start far from its target", Fixtures.Drawn(
            DeepLinearNetwork.Scaled(0.2, 3, 7, 7, 2), new OrthogonalInitialization(), data, new SquaredLoss(SquaredScaling.Mean), 0.01, 5, 0.2), All);
        yield return new("Gaussian layers of many widths", Fixtures.Drawn(
            DeepLinearNetwork.Scaled(0.1, 3, 5, 4, 6, 2), new GaussianInitialization(0.8), data, Fixtures.Half, 0.01, 6, 0.05), All);
        yield return new("a deep and narrow Gaussian start", Fixtures.Drawn(
            DeepLinearNetwork.Normalized([2, .. Enumerable.Repeat(1, 99), 3]), new GaussianInitialization(0.9), Fixtures.Set(
                new double[,] { { 0.5, 0 }, { 0, 0.75 } }, new double[,] { { 2, 0 }, { 0, -1 }, { 1, 1 } }), Fixtures.Half, 0.04, 3).WithConstant("hu-2020/theorem-5.1 c_1", 0.05), All);
        yield return new("fourteen orthogonal layers near their target", HuSettings.OrthogonalNearTarget(14, 1e-6), Named("claim-4.3", "claim-4.4", "claim-4.5", "remainder", "contraction", "invariant-b"));
        yield return new("forty orthogonal layers that move", HuSettings.OrthogonalNearTarget(40, 0.2), Named("lemma-5.4", "lemma-5.5"));
        yield return new("one layer, nearly too fast", Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 2), new GaussianInitialization(), data, Fixtures.Half, 1, 7), Named("remark-rate"));
    }

    private static IEnumerable<Approval> ZhaoXuSettings()
    {
        double[,] inputs = { { 1, 2, 0 }, { 0, 1, 1 } };
        double[,] direction = { { 1, -1 }, { 2, 1 } };
        var data = LinearTeacher.Sample(3, 2, 5, 0.5, 1, RandomStream.FromSeed(7));
        yield return new("Hadamard layers near their minimum", Fixtures.NearMinimum(inputs, direction, 1e-4, 0.0451744066378), NoLaws);
        yield return new("Gaussian layers of many widths", Fixtures.Drawn(
            DeepLinearNetwork.Scaled(16 / Math.Sqrt(9 * 6 * 8 * 2), 3, 6, 9, 8, 2), new GaussianInitialization(0.5), data, Fixtures.Half, 0.005, 2), All);
        yield return new("orthogonal layers with one peak", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 6, 9, 5, 2), new OnePeakInitialization(), data, new SquaredLoss(SquaredScaling.Mean), 0.05, 3, 0.2), All);
        yield return new("the same turned around", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(2, 5, 9, 6, 3), new OnePeakInitialization(), LinearTeacher.Sample(2, 3, 5, 0.5, 1, RandomStream.FromSeed(7)), Fixtures.Half, 0.02, 3), Named("lemma-16", "remark-10"));
        yield return new("special balanced layers", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 7, 7, 2), new SpecialBalancedInitialization(), data, new SquaredLoss(SquaredScaling.Half, 0.1), 0.03, 4), All);
        yield return new("two orthogonal layers", Fixtures.Drawn(
            DeepLinearNetwork.Normalized(3, 5, 2), new OnePeakInitialization(), data, Fixtures.Half, 0.03, 5), theorem => Laws(theorem) || Named("definition-2", "theorem-1", "remark-10", "remark-11", "proposition-3")(theorem));
        yield return new("one layer", Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 2), new GaussianInitialization(), data, Fixtures.Half, 0.03, 6), Laws);
    }

    /// <summary>Inputs that are a multiple of the identity, and targets that two of them make up.</summary>
    private static Dataset White(int count)
    {
        var (inputs, targets) = (Matrix<double>.Identity(count), new Matrix<double>(1, count));
        foreach (ref var x in inputs.Span)
            x *= 1.5;
        (targets[0, 0], targets[0, 3]) = (3, -2);
        return new("white", inputs, targets);
    }

    private static void Approve(string work, IEnumerable<Approval> approvals) =>
        Approve(work, string.Concat(approvals.Select(each => $"== {each.Name}: {string.Join(" - ", each.Setting.Network.Widths)}\n" + string.Concat(Library.Theorems
            .OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>()
            .Where(theorem => theorem.Id.StartsWith($"{work}/", StringComparison.Ordinal) && each.Takes(theorem))
            .Select(theorem => CertificateText.Of(theorem.Certify(each.Setting), each.Setting, 2))))));

    private static string TextOf(string name, TwoLayerReluSetting setting)
    {
        const int Steps = 3;
        var certificates = Library.Theorems.OfType<Theorem<TwoLayerReluSetting, TwoLayerReluMoment>>()
            .Select(theorem => theorem is ICertifiesRuns<TwoLayerReluSetting, TwoLayerReluMoment> runs ? runs.CertifyRun(setting, Steps) : theorem.Certify(setting));
        return $"== {name}\n" + string.Concat(certificates.Select(certificate =>
            CertificateText.Of(certificate, invariants => TwoLayerReluChecks.Run(setting, invariants, Steps, Recording.EveryStep), moment => moment.Step)));
    }

    private static string TextOf(string name, FunctionSetting setting, int steps, Func<Theorem, bool> takes)
    {
        var certificates = Library.Theorems.OfType<Theorem<FunctionSetting, FunctionMoment>>().Where(theorem => takes(theorem))
            .Select(theorem => theorem is ICertifiesRuns<FunctionSetting, FunctionMoment> runs ? runs.CertifyRun(setting, steps) : theorem.Certify(setting));
        return $"== {name}\n" + string.Concat(certificates.Select(certificate =>
            CertificateText.Of(certificate, invariants => FunctionChecks.Run(setting, invariants, steps), moment => moment.Step)));
    }

    private static void Approve(string work, string received)
    {
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

    private static bool All(Theorem theorem) => true;

    private static bool Laws(Theorem theorem) => theorem.Scope == Scope.Law;

    private static bool NoLaws(Theorem theorem) => !Laws(theorem);

    private static bool NoWarmUps(Theorem theorem) => !theorem.Id.Contains("section", StringComparison.Ordinal) && !Named("corollary-7.2")(theorem);

    private static bool NotOfOctopuses(Theorem theorem) => theorem.Id.Contains("section", StringComparison.Ordinal) || theorem.Id.Contains("definition", StringComparison.Ordinal);

    private static Func<Theorem, bool> Named(params string[] numbers) => theorem => numbers.Contains(theorem.Id[(theorem.Id.IndexOf('/') + 1)..]);

    /// <param name="Name">What the setting is.</param>
    /// <param name="Setting">The setting.</param>
    /// <param name="Takes">Which statements of the work are evaluated on it.</param>
    private sealed record Approval(string Name, DeepLinearSetting Setting, Func<Theorem, bool> Takes);
}
