using Surefoot.Arithmetic;
using Surefoot.Networks;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, section 4: with the identity transformation, d = k and targets that do not agree with the inputs, &lt;X, Y&gt; &lt;= 0, theorem 3.1's first
/// assumption fails at every width: it would need C ||X|| ||X||_F / (sqrt(2) sigma_r^2) &lt;= 1, and the left side is at least C / sqrt(2) = 17.9.
/// </summary>
public sealed class IdentityCondition : Theorem<ResidualSetting, ResidualMoment>
{
    /// <inheritdoc/>
    public override string Id => "zou-2020/identity-condition";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, section 4, (4.1)";

    /// <inheritdoc/>
    public override string Statement => "No width makes theorem 3.1 apply to the identity transformation where targets do not agree with inputs.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips { get; } =
    [
        new(SlipClass.Loose, "where ||X||_F >= sqrt(2)/C", "always", "the inequality does not depend on the scale of X, and ||X|| ||X||_F / sigma_r^2 is at least 1"),
    ];

    /// <summary>C ||X|| ||X||_F / (sqrt(2) sigma_r^2), which would have to be at most 1.</summary>
    /// <param name="largest">||X||.</param>
    /// <param name="smallest">sigma_r(X).</param>
    /// <param name="norm">||X||_F.</param>
    public static double Ratio(double largest, double smallest, double norm) => Theorem31.ConditioningConstant * largest * norm / (Math.Sqrt(2) * smallest * smallest);

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var data = setting.Data.Dataset;
        return new(this,
            [
                .. OfIdentity(problem),
                new("<X, Y>", problem.Inputs == problem.Outputs ? Frobenius.Inner(data.Inputs, data.Targets) : double.NaN, Relation.AtMost, 0, "nothing: theorem 3.1 may apply"),
            ])
        {
            Yields =
            [
                ("C ||X|| ||X||_F / (sqrt(2) sigma_r^2), which would have to be at most 1", Ratio(problem.Largest, problem.Smallest, setting.InputNorm)),
                ("mu_A^2 mu_B^2 / (lambda_A lambda_B) over what theorem 3.1 needs", problem.Conditioning / Theorem31.ConditioningLimit(problem.Largest, problem.Smallest, problem.StartGap)),
            ],
        };
    }

    /// <summary>That the transformation is the identity, with d = k.</summary>
    internal static IEnumerable<Assumption> OfIdentity(ResidualProblem problem) =>
    [
        Assumption.Is("the transformation", "the identity", problem.Setting.Transformation is null ? null : problem.Setting.Transformation is IdentityTransformation, "take the identity transformation"),
        new("d", problem.Inputs, Relation.Equal, problem.Outputs, "take as many inputs as outputs"),
    ];
}
