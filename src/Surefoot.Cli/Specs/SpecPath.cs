namespace Surefoot.Cli.Specs;

/// <summary>A file that a spec names.</summary>
/// <param name="Name">As the canonical settings name it: from the spec's folder on, so that a copied folder keeps its meaning.</param>
/// <param name="Full">Where it is.</param>
internal sealed record SpecPath(string Name, string Full);
