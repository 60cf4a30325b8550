using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

/// <summary>
/// A start in coordinates of its signal subspaces: the network it belongs to takes the coordinates of the inputs in
/// their own span, and its run is the full network's run.
/// </summary>
/// <param name="Network">The smaller network, with the full one's layer scales.</param>
/// <param name="Weights">The start.</param>
/// <param name="Complement">What the full network has beside them, worked out when it is asked for.</param>
public sealed record ReducedStart(DeepLinearNetwork Network, Weights<double> Weights, Lazy<Complement> Complement);
