using System.Text.RegularExpressions;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

/// <summary>The pages that say where every statement is and which test holds it.</summary>
public class TheoremPagesTests
{
    [Fact]
    public void Every_statement_of_a_work_with_a_page_is_on_it()
    {
        foreach (var theorem in Library.Theorems)
        {
            var (work, number) = (theorem.Id[..theorem.Id.IndexOf('/')], theorem.Id[(theorem.Id.IndexOf('/') + 1)..]);
            if (!File.Exists(Path.Combine(Pages(), $"{work}.md")))
                continue;
            var row = Rows(work).FirstOrDefault(cells => Quoted(cells[0]).Any(id => id == number || (id[0] == '-' && number.EndsWith(id, StringComparison.Ordinal))));
            row.ShouldNotBeNull($"{theorem.Id} is not in the table of its page");
            Quoted(row[1]).ShouldContain(theorem.GetType().Name, $"the class of {theorem.Id}");
        }
    }

    [Fact]
    public void Every_class_and_every_test_that_a_page_names_exists()
    {
        var classes = typeof(Library).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        var testClasses = typeof(TheoremPagesTests).Assembly.GetTypes().Where(type => type.IsClass).ToList();
        var methods = testClasses.SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes(inherit: true).Any(attribute => attribute is FactAttribute))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").ToList();
        foreach (var page in Directory.GetFiles(Pages(), "*.md"))
        {
            foreach (var cells in Rows(Path.GetFileNameWithoutExtension(page)))
            {
                foreach (var name in cells.Length == 4 ? Quoted(cells[1]) : [])
                    classes.ShouldContain(name, $"{page}: a class of {cells[0]}");
                foreach (var name in Quoted(cells[^1]).Where(name => (name.Contains('_') && !name.Contains(' ')) || cells.Length == 4))
                {
                    var pattern = "^(.*[.])?" + Regex.Escape(name).Replace(Regex.Escape("..."), ".*") + "$";
                    (testClasses.Any(type => type.Name == name) || methods.Any(method => Regex.IsMatch(method, pattern) || method.EndsWith($".{name}", StringComparison.Ordinal)))
                        .ShouldBeTrue($"{page}: no test {name}, named for {cells[0]}");
                }
            }
        }
    }

    private static IEnumerable<string[]> Rows(string work) => File.ReadAllLines(Path.Combine(Pages(), $"{work}.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| id |", StringComparison.Ordinal) && !line.StartsWith("| place |", StringComparison.Ordinal))
        .Select(line => line.Replace("\\|", "/").Split('|')[1..^1]);

    private static IEnumerable<string> Quoted(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    private static string Pages()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Surefoot.slnx")))
                return Path.Combine(folder.FullName, "docs", "theorems");
        }

        throw new InvalidOperationException("the tests must run from within the checkout.");
    }
}
