using System.Text.Json.Nodes;
using Surefoot.Sweeps;

namespace Surefoot.Studies.Tests;

/// <summary>What every study is, and that the cheap ones show their facts.</summary>
public class CatalogueTests
{
    [Fact]
    public void Every_study_is_in_the_catalogue_under_a_name_of_its_own()
    {
        var studies = Catalogue.Studies;
        studies.Select(study => study.Id).ShouldBeUnique();
        studies.ShouldAllBe(study => study.Title.Length > 0 && study.Source.Length > 0);
        studies.Select(study => study.Id).ShouldBe(studies.Select(study => study.Id).Order(StringComparer.Ordinal));
    }

    // The others take longer than a test may: `surefoot reproduce --all --scale quick` runs them.
    [Theory]
    [InlineData("arora-2019/appendix-b")]
    [InlineData("arora-2019/claim-4")]
    [InlineData("arora-2019/claim-5")]
    [InlineData("arora-2019/flow")]
    [InlineData("arora-2019/residual")]
    [InlineData("arora-2019/theorem-2")]
    [InlineData("du-2019/figure-7.1")]
    [InlineData("du-2019/figure-7.2")]
    [InlineData("du-2019/figure-7.3")]
    [InlineData("du-2019/figure-7.4")]
    [InlineData("du-2019/figure-2.1")]
    [InlineData("zou-2020/figure-1")]
    [InlineData("zou-2020/sgd")]
    public void A_cheap_study_shows_all_of_its_facts(string id)
    {
        // Any seed will do; this is none of those by which limits were chosen.
        var found = Catalogue.Studies.Single(study => study.Id == id).Run(new StudyOptions(StudyScale.Quick, 20190506, 1), null, CancellationToken.None);
        found.IsComplete.ShouldBeTrue();
        found.Facts.ShouldNotBeEmpty();
        found.Facts.Where(fact => !fact.Holds).Select(fact => $"{fact.Statement}: {fact.Verdict}").ShouldBeEmpty();
        found.Figures.ShouldAllBe(figure => figure.Figure.ToSvg().StartsWith("<svg", StringComparison.Ordinal));
        found.Tables.ShouldAllBe(table => table.Rows.All(row => row.Count == table.Columns.Count));
    }

    [Fact]
    public void A_study_ends_when_it_is_told_to()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var study = Catalogue.Studies.Single(study => study.Id == "arora-2019/theorem-1");
        Should.Throw<OperationCanceledException>(() => study.Run(new StudyOptions(StudyScale.Quick, 1, 1), null, cancellation.Token));
    }

    [Theory]
    [InlineData("hu-2020/figure-1", 4)]
    [InlineData("hu-2020/figure-2", 1)]
    [InlineData("hu-2020/theorem-5.1", 5)]
    public void A_study_that_keeps_its_cells_says_what_it_has_when_it_is_interrupted(string id, int sweeps)
    {
        var folder = Directory.CreateTempSubdirectory("surefoot");
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        try
        {
            var options = new StudyOptions(StudyScale.Paper, 1, 2) { CellFolder = folder.FullName, CellMaker = new JsonObject { ["version"] = "1.0" } };
            var found = Catalogue.Studies.Single(study => study.Id == id).Run(options, null, cancellation.Token);
            (found.IsComplete, found.Facts.Count).ShouldBe((false, 0));
            found.Figures.ShouldAllBe(figure => figure.Figure.ToSvg().StartsWith("<svg", StringComparison.Ordinal));
            var parts = folder.GetDirectories();
            parts.Length.ShouldBe(sweeps);
            parts.ShouldAllBe(part => StoredSweep.Read(part.FullName).About.GetProperty("version").GetString() == "1.0");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
