using Surefoot.Descent;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 7.1 (cited there): from a start with a density, with eta &lt; 1 / l, the limit of gradient descent, where there is one, is second-order stationary with
/// probability 1. It says nothing of how long that takes.
/// </summary>
public sealed class Theorem71 : Theorem<FunctionSetting, FunctionMoment>, ICertifiesRuns<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-7.1";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 7.1, after Lee et al. 2016";

    /// <inheritdoc/>
    public override string Statement => "Where gradient descent from a continuous law converges, it converges to a second-order stationary point.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Of(setting, double.NaN);
    }

    /// <inheritdoc/>
    /// <remarks>That the run has a limit is read off its end: a gradient of at most 1e-8.</remarks>
    public Certificate<FunctionMoment> CertifyRun(FunctionSetting setting, long steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var end = FunctionChecks.Run(setting, [], steps, cancellation).Last.SecondOrder;
        return Of(setting, end.GradientNorm) with { Yields = [("||grad f|| at the end", end.GradientNorm), ("lambda_min at the end", end.LeastEigenvalue)] };
    }

    private Certificate<FunctionMoment> Of(FunctionSetting setting, double gradient) => new(this,
    [
        Assumption.Is("the method", "gradient descent without kicks", setting.Method is GradientDescent, "take gradient descent without kicks"),
        Known.GradientLipschitz(setting),
        new("the learning rate", setting.LearningRate, Relation.Below, 1 / setting.GradientLipschitz, $"take a learning rate below {1 / setting.GradientLipschitz:G4}") { Lever = Lever.LearningRate },
        Assumption.Is("the law of the start", "continuous", setting.Law is { IsContinuous: true }, "draw the start from a law with a density"),
        new("||grad f|| at the end of the run", gradient, Relation.AtMost, Converged, "run it until the gradient is that small"),
    ]);

    /// <summary>1e-8: a gradient so small counts as 0, and a curvature no lower than its negative as none below 0.</summary>
    public const double Converged = 1e-8;
}
