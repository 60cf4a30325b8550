namespace Surefoot.Theory;

/// <summary>Where a constant's value comes from.</summary>
public enum ConstantOrigin
{
    /// <summary>The work states it.</summary>
    Explicit,

    /// <summary>The work leaves it open; its proof yields it.</summary>
    Derived,

    /// <summary>The user gave it.</summary>
    Given,

    /// <summary>It was estimated from runs.</summary>
    Calibrated,

    /// <summary>Nobody has given it a value.</summary>
    Unspecified,
}

/// <summary>A constant of a theorem.</summary>
/// <param name="Name">The work's symbol.</param>
/// <param name="Value">The value; not a number where there is none.</param>
/// <param name="Origin">Where the value comes from.</param>
/// <param name="Note">What it multiplies, and how the value was found.</param>
public sealed record Constant(string Name, double Value, ConstantOrigin Origin, string Note);
