namespace Surefoot.Theory;

/// <summary>Which side of its limit a value must lie on.</summary>
public enum Relation
{
    /// <summary>value at most limit.</summary>
    AtMost,

    /// <summary>value below limit.</summary>
    Below,

    /// <summary>value at least limit.</summary>
    AtLeast,

    /// <summary>value above limit.</summary>
    Above,

    /// <summary>value equal to limit.</summary>
    Equal,
}

/// <summary>What a relation says.</summary>
public static class Relations
{
    /// <summary>Whether a value lies on its side; a value that is not a number lies on none.</summary>
    public static bool Holds(this Relation relation, double value, double limit) => relation switch
    {
        Relation.AtMost => value <= limit,
        Relation.Below => value < limit,
        Relation.AtLeast => value >= limit,
        Relation.Above => value > limit,
        _ => value == limit,
    };

    /// <summary>The relation as a sign.</summary>
    public static string Sign(this Relation relation) => relation switch
    {
        Relation.AtMost => "<=",
        Relation.Below => "<",
        Relation.AtLeast => ">=",
        Relation.Above => ">",
        _ => "=",
    };
}
