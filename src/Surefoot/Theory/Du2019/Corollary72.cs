using Surefoot.Initializations;
using Surefoot.Objectives;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, corollary 7.2: if the law of the start has mass 1 - delta or more in z + [-R, R]^d, theorem 7.3 holds for f((x - z) / R) with that probability. Descent on it with rate eta is
/// descent on f with rate eta / R^2; its constants are B, l / R^2 and rho / R^3.
/// </summary>
public sealed class Corollary72 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/corollary-7.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, corollary 7.2";

    /// <inheritdoc/>
    public override string Statement => "Any law of the start with most of its mass in a cube meets an octopus of that size.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Law;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "the mass of N(0, sigma^2 I) within R = sigma ln d is at least 1 - 1 / poly(d)", "(2 Phi(ln d) - 1)^d, and R = sigma sqrt(4 ln d) below d = 50", "It is 0.806 at d = 10 and 0.9466 at d = 20; only from about d = 50 on is the printed radius large enough."),
    ];

    /// <summary>(2 Phi(R / sigma) - 1)^d: the mass of [-R, R]^d under N(0, sigma^2 I).</summary>
    public static double GaussianMass(double radius, double deviation, int dimension) => new GaussianPointLaw(deviation).MassWithin(radius, dimension);

    /// <summary>The radius to take for N(0, sigma^2 I): sigma ln d as printed, and sigma sqrt(4 ln d) below d = 50, where the printed one has too little mass.</summary>
    public static double GaussianRadius(double deviation, int dimension) => deviation * (dimension < 50 ? Math.Sqrt(4 * Math.Log(dimension)) : Math.Log(dimension));

    /// <summary>l / R^2 and rho / R^3: the Lipschitz constants of f(x / R).</summary>
    public static (double GradientLipschitz, double HessianLipschitz) Scaled(double gradientLipschitz, double hessianLipschitz, double radius) =>
        (gradientLipschitz / (radius * radius), hessianLipschitz / (radius * radius * radius));

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var scaled = setting.Function as ScaledFunction;
        var (radius, mass) = (scaled?.Radius ?? double.NaN, double.NaN);
        if (scaled is not null && setting.Law is { } law && scaled.Centre.All(z => z == 0))
            mass = law.MassWithin(radius, setting.Function.Dimension);
        var rate = setting.LearningRate / (radius * radius);
        var largest = scaled?.Inner is Octopus octopus ? radius * radius / octopus.GradientLipschitz : double.NaN;
        return new(this,
        [
            Assumption.Is("the function", "a scaled octopus", scaled?.Inner is Octopus, "take the octopus of (x - z) / R"),
            new("the mass of the cube z + [-R, R]^d", mass, Relation.AtLeast, 1 - setting.FailureProbability, "give the law of the start, centred at z, and a larger R"),
            new("the learning rate", setting.LearningRate, Relation.AtMost, largest, $"take a learning rate of at most {largest:G4}") { Lever = Lever.LearningRate, Uncertainty = 1e-4 },
        ])
        {
            FailureProbability = double.IsNaN(mass) ? 1 : 1 - mass,
            Yields = [("R", radius), ("mass", mass), ("eta on the octopus itself", rate)],
        };
    }
}
