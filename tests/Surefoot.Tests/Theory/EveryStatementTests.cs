using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Tests.Theory.ZhaoXu2024;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

public class EveryStatementTests
{
    [Fact]
    public void That_needs_the_squared_loss_does_not_apply_to_another()
    {
        var data = LinearTeacher.Sample(3, 2, 5, 0.1, 1, RandomStream.FromSeed(1));
        var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(3, 5, 2), new OrthogonalInitialization(), data, new LogCoshLoss(), 0.01, 2);
        var losses = Library.Theorems.OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>().Select(theorem => theorem.Certify(setting))
            .Where(certificate => certificate.Assumptions.Any(assumption => assumption.Name == "the loss is the squared one")).ToList();
        losses.Select(certificate => certificate.Theorem.Id.Split('/')[0]).Distinct().ShouldBe(["arora-2019", "hu-2020"], ignoreOrder: true);
        losses.ShouldAllBe(certificate => certificate.Verdict == Verdict.DoesNotApply && certificate.Assumption("the loss is the squared one").Value == 0);
        losses.SelectMany(certificate => certificate.Assumptions).Where(assumption => assumption.Name == "the penalty of the loss").ShouldAllBe(assumption => assumption.Value == 0);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 5, 2)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(5, 3, 6, 2, 4)]
    public void Has_an_answer_for_any_network_and_can_be_laid_along_its_run(params int[] widths)
    {
        // Three samples: inputs of more dimensions depend on each other.
        var data = LinearTeacher.Sample(widths[0], widths[^1], 3, 0.1, 1, RandomStream.FromSeed(1));
        foreach (var start in new Initialization<DeepLinearNetwork>[] { new GaussianInitialization(), new OrthogonalInitialization() })
        {
            var setting = Fixtures.Drawn(DeepLinearNetwork.Normalized(widths), start, data, Fixtures.Half, 0.01, 2);
            foreach (var theorem in Library.Theorems.OfType<Theorem<DeepLinearSetting, DeepLinearMoment>>())
            {
                var certificate = theorem.Certify(setting);
                var run = Should.NotThrow(() => DeepLinearChecks.Run(setting, certificate.Invariants, 3, Recording.EveryStep), $"{theorem.Id} along {string.Join(" - ", widths)}");
                if (certificate.Verdict == Verdict.Holds && certificate.FailureProbability == 0)
                    run.Checks.ShouldAllBe(check => check.Holds, theorem.Id);
            }
        }
    }
}
