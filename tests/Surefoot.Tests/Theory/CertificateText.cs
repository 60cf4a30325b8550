using System.Globalization;
using System.Text;
using Surefoot.Descent;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

/// <summary>Everything a certificate says that has a number, as lines of text.</summary>
internal static class CertificateText
{
    /// <summary>The certificate of a setting, with the steps at which each inequality speaks and both its sides at the first and last of them.</summary>
    public static string Of(Certificate<DeepLinearMoment> certificate, DeepLinearSetting setting, int steps) =>
        Of(certificate, invariants => DeepLinearChecks.Run(setting, invariants, steps, Recording.EveryStep), moment => moment.Step);

    /// <summary>The same for any kind of setting.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="run">Lays inequalities against the run.</param>
    /// <param name="stepOf">The step of a moment.</param>
    public static string Of<TMoment>(Certificate<TMoment> certificate, Action<IReadOnlyList<Invariant<TMoment>>> run, Func<TMoment, long> stepOf)
    {
        var text = new StringBuilder($"{certificate.Theorem.Id} {certificate.Verdict}");
        if (certificate.FailureProbability != 0)
            text.Append($" fails {Number(certificate.FailureProbability)}");
        if (certificate.Bound is { } bound)
            text.Append($" bound {Number(bound.At(0))} {Number(bound.At(1))} {Number(bound.At(5))} reaches {Number(bound.StepsTo(bound.At(0) / 10))}");
        text.Append('\n');
        foreach (var assumption in certificate.Assumptions)
            text.Append($"  {assumption.Name}: {Value(assumption)} {assumption.Relation.Sign()} {Limit(assumption)}\n");
        if (certificate.Constants.Count > 0)
            text.Append($"  constants {string.Join(", ", certificate.Constants.Select(constant => $"{constant.Name} = {Number(constant.Value)} {constant.Origin}"))}\n");
        if (certificate.Yields.Count > 0)
            text.Append($"  yields {string.Join(", ", certificate.Yields.Select(yield => $"{yield.Name} = {Noise(yield.Value, 1e-13)}"))}\n");
        var measured = new List<(string Id, long Step, Comparison Sides)>();
        run([.. certificate.Invariants.Select(invariant => Noted(invariant, measured, stepOf))]);
        foreach (var each in measured.GroupBy(each => each.Id))
        {
            var (first, last) = (each.First(), each.Last());
            text.Append($"  {each.Key} at {string.Join(", ", each.Select(at => at.Step))}: {Both(first.Sides)}{(last == first ? "" : $", {Both(last.Sides)}")}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// Whether two texts say the same: words alike, numbers to four digits. What rounding makes of a zero is written as one, and the rest
    /// of what differs from processor to processor is far below.
    /// </summary>
    public static string? FirstDifference(string approved, string received)
    {
        var (expected, actual) = (approved.Split('\n'), received.Split('\n'));
        for (var line = 0; line < Math.Max(expected.Length, actual.Length); line++)
        {
            var (one, other) = (line < expected.Length ? expected[line] : "", line < actual.Length ? actual[line] : "");
            if (!Alike(one, other))
                return $"line {line + 1}: approved '{one}', received '{other}'";
        }

        return null;
    }

    private static Invariant<TMoment> Noted<TMoment>(Invariant<TMoment> invariant, List<(string Id, long Step, Comparison Sides)> measured, Func<TMoment, long> stepOf) =>
        new(invariant.Id, invariant.Statement, () =>
        {
            var measure = invariant.Begin();
            return moment =>
            {
                var sides = measure(moment);
                if (sides is { } both)
                    measured.Add((invariant.Id, stepOf(moment), both));
                return sides;
            };
        });

    private static bool Alike(string one, string other)
    {
        var (left, right) = (one.Split(' ', ','), other.Split(' ', ','));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || Near(pair.First, pair.Second));
    }

    private static bool Near(string one, string other) =>
        double.TryParse(one, CultureInfo.InvariantCulture, out var x) && double.TryParse(other, CultureInfo.InvariantCulture, out var y)
        && double.IsFinite(x) && double.IsFinite(y) && Math.Abs(x - y) <= 1e-4 * Math.Max(Math.Abs(x), Math.Abs(y));

    private static string Both(Comparison sides) => $"{Noise(sides.Left, Math.Max(1e-13, 16 * sides.Rounding))} <= {Noise(sides.Right, 1e-13)}";

    private static string Limit(Assumption assumption) => assumption.MissingConstant is null ? Number(assumption.Limit)
        : double.IsNaN(assumption.MissingConstantAtLeast) ? $"that of {assumption.MissingConstant} up to {Number(assumption.MissingConstantAtMost)}"
        : $"that of {assumption.MissingConstant} from {Number(assumption.MissingConstantAtLeast)}";

    private static string Value(Assumption assumption) => Noise(
        assumption.Value,
        assumption.Relation is Relation.AtLeast or Relation.Above ? 1e-13 : Math.Max(1e-13, 16 * assumption.Uncertainty * (assumption.Scale ?? 0)));

    private static string Noise(double value, double rounding) => Math.Abs(value) <= rounding ? "0" : Number(value);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
