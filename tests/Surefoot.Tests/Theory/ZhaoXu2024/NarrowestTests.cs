using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Theory.ZhaoXu2024;

namespace Surefoot.Tests.Theory.ZhaoXu2024;

/// <summary>The narrowest hidden layer there is.</summary>
public class NarrowestTests
{
    [Fact]
    public void A_hidden_layer_of_one_unit_has_every_inequality_and_no_hidden_layer_has_none()
    {
        var narrow = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 1, 2), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 3);
        var flat = Fixtures.Drawn(DeepLinearNetwork.Normalized(2, 2), new GaussianInitialization(), Fixtures.F1, Fixtures.Half, 0.01, 3);
        new Lemma11().Certify(narrow).Invariants.Select(invariant => invariant.Id).ShouldBe(["lemma-11/upper", "lemma-11/lower"]);
        new Lemma11().Certify(flat).Invariants.ShouldBeEmpty();
        Products(new Lemma3().Certify(narrow)).ShouldBe(["lemma-3/B1", "lemma-3/B2", "lemma-3/B3", "lemma-3/B4", "lemma-3/B5"]);
        Products(new Lemma3().Certify(flat)).ShouldBeEmpty();

        static IEnumerable<string> Products(Surefoot.Theory.Certificate<Surefoot.Theory.DeepLinearMoment> certificate) =>
            certificate.Invariants.Select(invariant => invariant.Id).Where(id => id.StartsWith("lemma-3/B", StringComparison.Ordinal));
    }
}
