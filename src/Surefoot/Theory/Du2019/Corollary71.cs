using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, corollary 7.1: for epsilon &lt; gamma tau and epsilon &lt; 4 gamma^2 / rho gradient descent visits no epsilon-second-order stationary point for
/// T &lt;= ((L + gamma) / gamma)^{d - 1}: in a buffer the gradient is at least 2 gamma tau, in a quadratic zone lambda_min = -2 gamma.
/// </summary>
public sealed class Corollary71 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/corollary-7.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, corollary 7.1 and remark 7.2";

    /// <inheritdoc/>
    public override string Statement => "For exponentially many steps gradient descent on the octopus visits no epsilon-second-order stationary point.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Misprint, "epsilon <= 4 gamma^2 / rho", "epsilon < 4 gamma^2 / rho", "At equality lambda_min = -2 gamma = -sqrt(rho epsilon), which definition 7.5 allows."),
        new(SlipClass.Setting, "g(x_i), and 'theorem 7.4', in remarks 7.1 and 7.2", "g_1(x_i), and lemma 7.4", "g has two arguments, and theorem 7.4 is about splines."),
    ];

    /// <summary>min(gamma tau, 4 gamma^2 / rho): epsilon must be below it.</summary>
    public static double LargestAccuracy(Octopus octopus)
    {
        ArgumentNullException.ThrowIfNull(octopus);
        return Math.Min(octopus.Gamma * octopus.Tau, 4 * octopus.Gamma * octopus.Gamma / octopus.HessianLipschitz);
    }

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var problem = new OctopusProblem(setting);
        var largest = problem.Octopus is { } octopus ? LargestAccuracy(octopus) : double.NaN;
        var least = -Math.Sqrt((problem.Octopus?.HessianLipschitz ?? double.NaN) * setting.Accuracy);
        return new(this, [.. problem.OfLemma(isTube: false), new("epsilon", setting.Accuracy, Relation.Below, largest, $"ask for an epsilon below {largest:G4}")])
        {
            Yields = [("((L + gamma) / gamma)^(d - 1)", problem.Duration), ("-sqrt(rho epsilon)", least)],
            Invariants =
            [
                new("corollary-7.1", "lambda_min < -sqrt(rho epsilon) where ||grad f|| <= epsilon, for t <= ((L + gamma) / gamma)^(d - 1)", moment =>
                    moment.Step <= problem.Duration && Known.Distance(moment.Gradient, new double[moment.Gradient.Count]) <= setting.Accuracy
                        ? new(moment.SecondOrder.LeastEigenvalue, least, 1e-13 * problem.L)
                        : null),
            ],
        };
    }
}
