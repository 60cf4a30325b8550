using System.Globalization;

namespace Surefoot.Theory;

/// <summary>What a user would change to make an assumption hold.</summary>
public enum Lever
{
    /// <summary>Nothing that has a number: the kind of network, loss or data.</summary>
    None,

    /// <summary>The width of the hidden layers; the limit is a width.</summary>
    Width,

    /// <summary>The learning rate; the limit is a learning rate.</summary>
    LearningRate,
}

/// <summary>One assumption of a theorem, measured.</summary>
/// <param name="Name">What is measured, in words.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Relation">How it must lie to its limit.</param>
/// <param name="Limit">The limit; not a number where a constant in it has no value.</param>
/// <param name="Remedy">What would make it hold, with its number: a clause after "to make it hold, ".</param>
public sealed record Assumption(string Name, double Value, Relation Relation, double Limit, string Remedy)
{
    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>
    /// The relative uncertainty of value and limit together, from rounding and from the data: closer to each other than that,
    /// nothing is claimed. By default a few hundred roundings.
    /// </summary>
    public double Uncertainty { get; init; } = 256 * Epsilon;

    // What it says of what, where the answer is yes or no.
    private (string Subject, string Complement)? Question { get; init; }

    /// <summary>What the relative uncertainty is of: by default the larger of value and limit.</summary>
    public double? Scale { get; init; }

    /// <summary>What a user would change to make it hold.</summary>
    public Lever Lever { get; init; }

    /// <summary>The name of the constant that the limit is a multiple of, where the work leaves it open; it may have a value all the same.</summary>
    public string? Constant { get; init; }

    /// <summary>The name of the constant without a value in the limit, if there is one.</summary>
    public string? MissingConstant { get; init; }

    /// <summary>The largest value of that constant for which the assumption holds, where it holds for small ones.</summary>
    public double MissingConstantAtMost { get; init; } = double.NaN;

    /// <summary>The least value of that constant for which the assumption holds, where it holds for large ones.</summary>
    public double MissingConstantAtLeast { get; init; } = double.NaN;

    /// <summary>Whether it holds; null where that cannot be told.</summary>
    public bool? Holds
    {
        get
        {
            if (double.IsNaN(Value) || double.IsNaN(Limit))
                return null;
            if (double.IsInfinity(Value))
                return Relation.Holds(Value, Limit);
            var slack = Uncertainty * (Scale ?? Math.Max(Math.Abs(Value), double.IsInfinity(Limit) ? 0 : Math.Abs(Limit)));
            if (Relation == Relation.Equal)
                return Math.Abs(Value - Limit) <= slack;
            var isUpper = Relation is Relation.AtMost or Relation.Below;
            var distance = isUpper ? Limit - Value : Value - Limit;

            // Equality is what a user gets who sets a value to its limit; that is meant to count.
            if (distance == 0)
                return Relation is Relation.AtMost or Relation.AtLeast;
            return distance > slack ? true : distance < -slack ? false : null;
        }
    }

    /// <summary>How many times better than needed: above 1 it holds, below 1 it fails by that factor; 0 or less where no factor helps.</summary>
    public double Margin => Relation switch
    {
        Relation.Equal => Value == Limit ? 1 : 0,
        Relation.AtMost or Relation.Below => Value == 0 ? (Limit >= 0 ? double.PositiveInfinity : 0) : Limit / Value,
        _ => Limit == 0 ? (Value >= 0 ? double.PositiveInfinity : 0) : Value / Limit,
    };

    /// <summary>The assumption in a sentence with its numbers and its verdict.</summary>
    public string Sentence => $"{Holds switch { true => "holds", false => "fails", null => "cannot tell" }}: {Numbers}";

    /// <summary>Its numbers, and what would make it hold where it fails.</summary>
    public string Numbers
    {
        get
        {
            if (MissingConstant is not null)
                return $"{Name} is {Short(Value)}, and {MissingConstant} has no value; it holds for {MissingConstant} {MissingConstantRange}";
            if (Question is var (subject, complement))
            {
                return Holds switch
                {
                    true => $"{subject} is {complement}",
                    false => $"{subject} is not {complement}; to make it hold, {Remedy}",
                    null => $"whether {subject} is {complement} is not known; to make it hold, {Remedy}",
                };
            }

            if (double.IsNaN(Value))
                return $"{Name} is not known; to make it hold, {Remedy}";
            return Holds switch
            {
                true when double.IsFinite(Margin) && Relation != Relation.Equal => $"{Name} {Short(Value)} {Relation.Sign()} {Short(Limit)}, margin {Short(Margin)}x",
                true => $"{Name} {Short(Value)} {Relation.Sign()} {Short(Limit)}",
                null => $"{Name} {Short(Value)} against {Short(Limit)}, known to a share of {Short(Uncertainty)}",
                false => $"{Name} is {Short(Value)}, needed {Relation.Sign()} {Short(Limit)}; to make it hold, {Remedy}",
            };
        }
    }

    /// <summary>An assumption without a number, "subject is complement", with the values 1 for yes and 0 for no.</summary>
    /// <param name="subject">What it is about: the loss, the start.</param>
    /// <param name="complement">What that must be.</param>
    /// <param name="holds">Whether it is; null where that is not known.</param>
    /// <param name="remedy">What would make it hold.</param>
    public static Assumption Is(string subject, string complement, bool? holds, string remedy) =>
        new($"{subject} is {complement}", holds switch { true => 1, false => 0, null => double.NaN }, Relation.Equal, 1, remedy)
        {
            Question = (subject, complement),
        };

    /// <summary>An assumption "value at least C times measure" whose constant may have no value.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="value">The measured value.</param>
    /// <param name="constant">C.</param>
    /// <param name="measure">What C multiplies.</param>
    /// <param name="remedy">What would make it hold, given the limit.</param>
    public static Assumption AtLeastTimes(string name, double value, Constant constant, double measure, Func<double, string> remedy) =>
        Times(name, value, Relation.AtLeast, constant, measure, remedy) with { MissingConstantAtMost = value / measure };

    /// <summary>An assumption "value at most C times measure" whose constant may have no value.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="value">The measured value.</param>
    /// <param name="constant">C.</param>
    /// <param name="measure">What C multiplies, positive.</param>
    /// <param name="remedy">What would make it hold, given the limit.</param>
    public static Assumption AtMostTimes(string name, double value, Constant constant, double measure, Func<double, string> remedy) =>
        Times(name, value, Relation.AtMost, constant, measure, remedy) with { MissingConstantAtLeast = value / measure };

    private static Assumption Times(string name, double value, Relation relation, Constant constant, double measure, Func<double, string> remedy)
    {
        ArgumentNullException.ThrowIfNull(constant);
        ArgumentNullException.ThrowIfNull(remedy);
        var limit = constant.Value * measure;
        return new(name, value, relation, limit, remedy(limit))
        {
            Constant = constant.Name,
            MissingConstant = constant.Origin == ConstantOrigin.Unspecified ? constant.Name : null,
        };
    }

    private string MissingConstantRange => double.IsNaN(MissingConstantAtLeast) ? $"up to {Short(MissingConstantAtMost)}" : $"from {Short(MissingConstantAtLeast)}";

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
