namespace Surefoot.Cli.Specs;

/// <summary>The known word nearest to a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>The word with the fewest letters to change, add or drop; of equals, the first in the alphabet.</summary>
    public static string To(string given, IEnumerable<string> known) => known
        .OrderBy(word => Distance(given.ToLowerInvariant(), word.ToLowerInvariant()))
        .ThenBy(word => word, StringComparer.Ordinal)
        .First();

    /// <summary>"Did you mean 'x'?"</summary>
    public static string Hint(string given, IEnumerable<string> known) => $"Did you mean '{To(given, known)}'?";

    // Levenshtein's distance.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
