using Surefoot.Descent;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, theorem 7.2 (cited there): for epsilon &lt;= l^2 / rho some choice of eta, r, g_thres and t_thres makes perturbed gradient descent find an epsilon-second-order
/// stationary point, with probability 1 - delta, in O(l B / epsilon^2 ln^4(d l B / (epsilon^2 delta))) steps. It gives neither the choice nor a constant.
/// </summary>
public sealed class Theorem72 : Theorem<FunctionSetting, FunctionMoment>
{
    /// <inheritdoc/>
    public override string Id => "du-2019/theorem-7.2";

    /// <inheritdoc/>
    public override string Source => "Du 2019, theorem 7.2, after Jin et al. 2017";

    /// <inheritdoc/>
    public override string Statement => "Perturbed gradient descent finds an epsilon-second-order stationary point in a number of steps that is polynomial in everything but the logarithm of d.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Setting, "a proper choice of eta, r, t_thres and g_thres", "that of Jin et al. 2017, with its constant c", "The thesis names none; c and the factor C of the number of steps have no value there either."),
        new(SlipClass.Setting, "algorithm 2 counts from t = 1 with the start x^(0)", "from t = 0", "Otherwise the point x^(1) that its first step reads is never set."),
    ];

    /// <summary>(l B / epsilon^2) ln^4(d l B / (epsilon^2 delta)): the steps, but for a constant.</summary>
    public static double Steps(double gradientLipschitz, double bound, double accuracy, int dimension, double failure)
    {
        var ratio = gradientLipschitz * bound / (accuracy * accuracy);
        return ratio * Math.Pow(Math.Log(dimension * ratio / failure), 4);
    }

    /// <summary>
    /// The choice of Jin et al. 2017, with a constant c: chi = 3 max(ln(d l Delta / (c epsilon^2 delta)), 4), eta = c / l, r = sqrt(c) / chi^2 epsilon / l,
    /// g_thres = sqrt(c) / chi^2 epsilon, t_thres = chi / c^2 l / sqrt(rho epsilon), with Delta = 2 B.
    /// </summary>
    public static (double LearningRate, double Radius, double GradientThreshold, double Patience) Choice(
        double gradientLipschitz, double hessianLipschitz, double bound, double accuracy, int dimension, double failure, double constant)
    {
        var chi = 3 * Math.Max(Math.Log(dimension * gradientLipschitz * 2 * bound / (constant * accuracy * accuracy * failure)), 4);
        var share = Math.Sqrt(constant) / (chi * chi) * accuracy;
        return (constant / gradientLipschitz, share / gradientLipschitz, share, chi / (constant * constant) * gradientLipschitz / Math.Sqrt(hessianLipschitz * accuracy));
    }

    /// <inheritdoc/>
    public override Certificate<FunctionMoment> Certify(FunctionSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var measure = Steps(setting.GradientLipschitz, setting.Bound, setting.Accuracy, setting.Function.Dimension, setting.FailureProbability);
        var (steps, c) = (setting.ConstantOf(this, "C", "the factor of the number of steps"), setting.ConstantOf(this, "c", "eta = c / l"));
        var largest = setting.GradientLipschitz * setting.GradientLipschitz / setting.HessianLipschitz;
        var choice = Choice(setting.GradientLipschitz, setting.HessianLipschitz, setting.Bound, setting.Accuracy, setting.Function.Dimension, setting.FailureProbability, c.Value);
        return new(this,
        [
            Assumption.Is("the method", "perturbed gradient descent", setting.Method is PerturbedGradientDescent, "take perturbed gradient descent"),
            Known.Bound(setting),
            Known.GradientLipschitz(setting),
            Known.HessianLipschitz(setting),
            new("epsilon", setting.Accuracy, Relation.AtMost, largest, $"ask for an epsilon of at most {largest:G4}"),
            Assumption.AtMostTimes("the learning rate", setting.LearningRate, c, 1 / setting.GradientLipschitz, limit => $"take a learning rate of at most {limit:G4}"),
        ])
        {
            Constants = [steps, c],
            FailureProbability = setting.FailureProbability,
            FailsOver = Chance.Kicks,
            Yields =
            [
                ("steps", steps.Value * measure),
                ("steps / C", measure),
                ("eta", choice.LearningRate),
                ("r", choice.Radius),
                ("g_thres", choice.GradientThreshold),
                ("t_thres", choice.Patience),
            ],
        };
    }
}
