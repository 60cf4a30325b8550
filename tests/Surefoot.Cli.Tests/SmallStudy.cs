using Surefoot.Figures;
using Surefoot.Studies;
using Surefoot.Theory;

namespace Surefoot.Cli.Tests;

/// <summary>A study that takes no time: one fact that holds and, at paper scale, one that does not.</summary>
internal sealed class SmallStudy(Action? beforeResult = null) : Study
{
    public override string Id => "small/figure-1";

    public override string Title => "a line falls";

    public override string Source => "Small 2026, figure 1";

    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new StudyProgress(0.5, "half of it"));
        beforeResult?.Invoke();
        cancellation.ThrowIfCancellationRequested();
        var falls = new Fact("the line falls (slope)", -0.5, Relation.Below, 0, "Small 2026, section 2");
        var ends = new Fact("the line ends in 0", 0.25, Relation.AtMost, 0.1, "Small 2026, section 3");
        return new StudyResult(
            options.Scale == StudyScale.Quick ? [falls] : [falls, ends],
            [new NamedFigure("figure", new Figure([new LinePanel([new Series("line", [0, 1, 2], [1, 0.5, 0.25])])]))],
            [new Table("line", ["x", "y"], [[0, 1.0], [1, 0.5], [2, 0.1 + 0.2]])],
            [$"Setting: seed {options.Seed} on {options.Threads} threads."]);
    }
}
