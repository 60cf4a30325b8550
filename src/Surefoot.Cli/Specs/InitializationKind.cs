using Surefoot.Initializations;
using Surefoot.Networks;

namespace Surefoot.Cli.Specs;

/// <summary>A start as a spec names it.</summary>
/// <param name="Name">The word in the spec.</param>
/// <param name="Description">One line for a list.</param>
/// <param name="HasDeviation">Whether it takes a standard deviation.</param>
/// <param name="Create">The start of a deep linear network for a standard deviation, which the others pass over.</param>
internal sealed record InitializationKind(
    string Name, string Description, bool HasDeviation, Func<double, Initialization<DeepLinearNetwork>> Create)
{
    /// <summary>The start of a two-layer ReLU network for a standard deviation; null where the start is for deep linear networks only.</summary>
    public Func<double, Initialization<TwoLayerReluNetwork>>? CreateForRelu { get; init; }

    /// <summary>The standard deviation where a spec gives none.</summary>
    public const double DefaultDeviation = 1;

    /// <summary>Every start but that from a file.</summary>
    public static IReadOnlyList<InitializationKind> All { get; } =
    [
        new("gaussian", "independent normal entries; deviation: 1 by default", true, deviation => new GaussianInitialization(deviation)) { CreateForRelu = deviation => new GaussianUnitsInitialization(deviation) },
        new("orthogonal", "Haar layers times sqrt(max(rows, columns)); with equal hidden widths it runs reduced, whatever the width", false, _ => new OrthogonalInitialization()),
        new("one-peak", "the same for widths that rise to a hidden peak and fall (Zhao and Xu 2024, definition 1)", false, _ => new OnePeakInitialization()),
        new("special-balanced", "equal hidden widths, fixed rotations, a Haar last layer (Zhao and Xu 2024, theorem 6)", false, _ => new SpecialBalancedInitialization()),
        new("balanced", "a Gaussian end-to-end matrix spread evenly over the layers (Arora et al. 2019, procedure 1); deviation: 1 by default", true, deviation => new BalancedInitialization(deviation)),
        new("identity", "every layer the identity; all dimensions equal", false, _ => new IdentityInitialization()),
    ];

    /// <summary>The start of linear residual networks.</summary>
    public static InitializationKind Zero { get; } = OnlyResidual("zero", "every W_l zero, so that every layer of a linear-residual network is the identity");

    /// <summary>The starts of linear residual networks.</summary>
    public static IReadOnlyList<InitializationKind> OfResidual { get; } =
        [Zero, OnlyResidual("standard", "W_l = G_l - I with normal entries N(0, 1/m) of G_l: a standard network between the same ends, for linear-residual")];

    private static InitializationKind OnlyResidual(string name, string description) =>
        new(name, description, false, _ => throw new InvalidOperationException($"the {name} start is one of linear residual networks."));
}
