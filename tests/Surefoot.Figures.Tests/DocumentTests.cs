using System.Globalization;
using System.Xml.Linq;
using Surefoot.Figures.Drawing;

namespace Surefoot.Figures.Tests;

/// <summary>What holds for the SVG text of any figure.</summary>
public class DocumentTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Text_is_escaped_and_the_document_is_well_formed()
    {
        const string Nasty = "a < b & \"c\" > 'd' ]]> \u0001 \ud800 \U0001D4B3 ∥η∥_{F}^{2} {";
        var figure = new Figure([new LinePanel([Line(Nasty)]) { Title = Nasty, X = new LinearAxis(Nasty), Y = new LogAxis(Nasty) }]) { Title = Nasty };
        XDocument document = XDocument.Parse(figure.ToSvg());
        document.Descendants(Svg + "text").Count(text => text.Value == "a < b & \"c\" > 'd' ]]> \ufffd \ufffd \U0001D4B3 ∥η∥F2\u00A0{").ShouldBe(5);
    }

    [Fact]
    public void Markup_lowers_and_raises()
    {
        MathText.Parse("W_{j:i}").ShouldBe([new TextRun("W", 1, 0), new TextRun("j:i", 0.72, -0.2)]);
        MathText.Parse("10^{-3} x").ShouldBe([new TextRun("10", 1, 0), new TextRun("−3", 0.72, 0.36), new TextRun(" x", 1, 0)]);
        MathText.Parse("e^{-t_{0}}").Select(run => run.Text).ShouldBe(["e", "-t", "0"]);
        MathText.Parse("n_steps ^{open").ShouldBe([new TextRun("n_steps ^{open", 1, 0)]);
        MathText.Parse("").ShouldBeEmpty();
    }

    [Fact]
    public void Text_comes_back_to_its_baseline()
    {
        var figure = new Figure([new LinePanel([]) { Title = "a_{1}b^{2}c" }]);
        XElement title = XDocument.Parse(figure.ToSvg()).Descendants(Svg + "text").Single(text => text.Value == "a1b2c");
        title.Elements().Sum(span => double.Parse(span.Attribute("dy")!.Value, CultureInfo.InvariantCulture)).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void The_width_of_a_text_is_the_sum_of_Helvetica_advances() =>
        MathText.Width("Ab_{1}", 10).ShouldBe(10 * (0.667 + 0.556 + (0.72 * 0.556)), 1e-12);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.001, "0")]
    [InlineData(1.005, "1")]
    [InlineData(1.5, "1.5")]
    [InlineData(-1.25, "-1.25")]
    [InlineData(12.0749, "12.07")]
    [InlineData(1234567.89, "1234567.89")]
    public void Numbers_have_at_most_two_decimals(double value, string written) => SvgCanvas.Number(value).ShouldBe(written);

    [Fact]
    public void The_same_figure_has_the_same_bytes_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Sample().ToSvg();
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = commas;
            Sample().ToSvg().ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_reference_to_a_definition_is_defined_once()
    {
        XDocument document = XDocument.Parse(Sample().ToSvg());
        string[] names = [.. document.Descendants().Attributes("id").Select(id => id.Value)];
        names.ShouldBeUnique();
        foreach (string reference in document.Descendants().Attributes("clip-path").Select(clip => clip.Value))
            names.ShouldContain(reference["url(#".Length..^1]);
    }

    [Fact]
    public void The_size_is_in_points_and_defaults_to_the_columns_of_a_paper()
    {
        XElement root = XDocument.Parse(new Figure([new LinePanel([])]).ToSvg()).Root!;
        root.Attribute("width")!.Value.ShouldBe("234pt");
        root.Attribute("viewBox")!.Value.ShouldStartWith("0 0 234 ");
        XDocument.Parse(new Figure([new LinePanel([]), new LinePanel([])], 2).ToSvg()).Root!.Attribute("width")!.Value.ShouldBe("486pt");
    }

    [Fact]
    public void A_shared_legend_names_equal_keys_once()
    {
        XDocument document = XDocument.Parse(new Figure([new LinePanel([Line("loss")]), new LinePanel([Line("loss")])], 2) { SharedLegend = true }.ToSvg());
        document.Descendants(Svg + "text").Count(text => text.Value == "loss").ShouldBe(1);
    }

    [Fact]
    public void Shared_axes_show_one_range_and_label_the_edge_of_the_grid_only()
    {
        Panel[] panels = [.. Enumerable.Range(1, 4).Select(i => new LinePanel([new Series("", [0, 1], [0, i])]) { Y = new LinearAxis("value") })];
        string own = new Figure(panels, 2).ToSvg();
        string shared = new Figure(panels, 2) { ShareY = AxisSharing.All }.ToSvg();
        Count(own, ">value<").ShouldBe(4);
        Count(shared, ">value<").ShouldBe(2);
        Count(shared, ">4<").ShouldBe(2);
    }

    [Fact]
    public void Sharing_an_axis_of_different_kinds_is_refused() =>
        Should.Throw<InvalidOperationException>(() => new Figure([new LinePanel([]) { Y = new LogAxis() }, new LinePanel([])], 2) { ShareY = AxisSharing.All }.ToSvg())
            .Message.ShouldContain("vertical");

    [Fact]
    public void Misuse_is_refused_with_the_numbers_that_were_given()
    {
        Should.Throw<ArgumentException>(() => new Figure([]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Figure([new LinePanel([])], 2)).Message.ShouldContain("1 to 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Figure([new LinePanel([])]) { Width = double.NaN });
        Should.Throw<ArgumentException>(() => new Series("loss", [1, 2], [1])).Message.ShouldContain("2 abscissas and 1 ordinates");
        Should.Throw<ArgumentException>(() => new Series("loss", [1], [1]) { Band = new Band([], []) }).Message.ShouldContain("0 points");
        Should.Throw<ArgumentException>(() => new Band([1, 3], [2, 2])).Message.ShouldContain("point 1");
        Should.Throw<ArgumentOutOfRangeException>(() => ReferenceLine.Horizontal(double.NaN));
        Should.Throw<FormatException>(() => Color.Parse("red")).Message.ShouldContain("'red'");
        Should.Throw<InvalidOperationException>(() => new Figure(Enumerable.Repeat(new LinePanel([]), 9), 9) { Width = 100 }.ToSvg())
            .Message.ShouldContain("9 plots");
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Series Line(string name) => new(name, [0, 1, 2], [1, 10, 5]);

    private static Figure Sample() => new(
        [
            new LinePanel([Line("loss") with { Marker = Marker.Circle, Band = new Band([0.5, 5, 2.5], [2, 20, 10]) }]) { Y = new LogAxis("loss") },
            new LinePanel([Line("−0.25")]),
        ],
        columns: 2);
}
