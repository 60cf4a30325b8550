using Surefoot.Losses;
using Surefoot.Networks;

namespace Surefoot.Descent;

/// <summary>A learning rate that a paper prescribes for a setting.</summary>
/// <param name="Name">The name a spec uses.</param>
/// <param name="Source">The work and the number of the statement.</param>
/// <param name="Rate">The rate for a network and the curvature of the convex problem.</param>
public sealed record LearningRateRule(string Name, string Source, Func<DeepLinearNetwork, Curvature, double> Rate)
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<LearningRateRule> All { get; } =
    [
        new("zhao-xu", "Zhao and Xu 2024, theorem 1: eta = n_N / (N beta)", (network, curvature) => network.OutputDimension / (network.Depth * curvature.Smoothness)),
        new("zhao-xu-optimal", "Zhao and Xu 2024, corollary 3: eta = 2 n_N / (N (alpha + beta))", (network, curvature) => 2 * network.OutputDimension / (network.Depth * (curvature.StrongConvexity + curvature.Smoothness))),
        new("hu", "Hu et al. 2020, theorem 4.1: eta = d_y / (2 L ||X||^2)", (network, curvature) => network.OutputDimension / (2 * network.Depth * curvature.Smoothness)),
    ];
}
