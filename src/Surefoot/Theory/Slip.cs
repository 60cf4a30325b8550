namespace Surefoot.Theory;

/// <summary>What is wrong, or left open, in a printed statement.</summary>
public enum SlipClass
{
    /// <summary>The printed statement is false, or contradicts its own proof; a test shows the counterexample.</summary>
    Misprint,

    /// <summary>True as far as known; the printed proof is incomplete.</summary>
    Gap,

    /// <summary>True and proved, but far from sharp.</summary>
    Loose,

    /// <summary>Left open in the text; a reading had to be chosen.</summary>
    Setting,
}

/// <summary>Where a certificate says something else than the paper prints.</summary>
/// <param name="Class">The class, never harsher than shown.</param>
/// <param name="Printed">What is printed.</param>
/// <param name="Used">What is used instead.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record Slip(SlipClass Class, string Printed, string Used, string Reason);
