using Surefoot.Arithmetic;

namespace Surefoot.Theory.Zou2020;

/// <summary>
/// Zou et al. 2020, remark 3.2: with m = d = k, A = B = I, whitened inputs and a target that some map fits, theorem 3.1 asks for an initial loss of at most
/// 1/C^2 = 1/(32 e^3), the regime of Bartlett, Helmbold and Long 2018.
/// </summary>
public sealed class Remark32 : Theorem<ResidualSetting, ResidualMoment>
{
    /// <summary>1/(32 e^3) = 0.001556.</summary>
    public static readonly double StartLossLimit = 1 / (32 * Math.Exp(3));

    /// <inheritdoc/>
    public override string Id => "zou-2020/remark-3.2";

    /// <inheritdoc/>
    public override string Source => "Zou et al. 2020, remark 3.2";

    /// <inheritdoc/>
    public override string Statement => "Without transformations a residual network converges from near the target, as Bartlett, Helmbold and Long found.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Run;

    /// <inheritdoc/>
    public override Certificate<ResidualMoment> Certify(ResidualSetting setting)
    {
        var problem = new ResidualProblem(setting);
        var (a, b) = (setting.Network.InputTransform, setting.Network.OutputTransform);
        var isSquare = a.Rows == a.Columns && b.Rows == b.Columns;
        return Theorem31.Certify(
            this,
            problem,
            [
                new("||A - I||_F + ||B - I||_F", isSquare ? Frobenius.Distance(a, Matrix<double>.Identity(a.Rows)) + Frobenius.Distance(b, Matrix<double>.Identity(b.Rows)) : double.PositiveInfinity,
                    Relation.Equal, 0, "take m = d = k and A = B = I"),
                new("||X X^T - I||", Math.Max(Math.Abs((problem.Largest * problem.Largest) - 1), Math.Abs((problem.Smallest * problem.Smallest) - 1)), Relation.AtMost, 1e-9, "whiten the inputs"),
                new("the rank of X", problem.Rank, Relation.Equal, problem.Inputs, "take inputs that span their space"),
                new("L*", setting.OptimalLoss, Relation.AtMost, 1e-24 * setting.TargetNorm * setting.TargetNorm, "take targets that a linear map fits"),
                new("L(0)", problem.StartLoss, Relation.AtMost, StartLossLimit, $"take targets within {Math.Sqrt(2 * StartLossLimit):G4} of the inputs"),
            ],
            "remark-3.2");
    }
}
