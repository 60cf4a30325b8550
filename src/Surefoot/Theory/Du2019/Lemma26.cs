using Surefoot.Arithmetic;
using Surefoot.Randomness;

namespace Surefoot.Theory.Du2019;

/// <summary>
/// Du 2019, lemma 2.6: for inputs of which no two are parallel, no hyperplane {w : w . x_i = 0} lies in the union of the others. A witness is a point of it on no
/// other.
/// </summary>
public sealed class Lemma26 : Theorem<TwoLayerReluSetting, TwoLayerReluMoment>
{
    private const int Draws = 4;

    /// <inheritdoc/>
    public override string Id => "du-2019/lemma-2.6";

    /// <inheritdoc/>
    public override string Source => "Du 2019, lemma 2.6";

    /// <inheritdoc/>
    public override string Statement => "Every input has a direction orthogonal to it alone.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override IReadOnlyList<Slip> Slips => [new(SlipClass.Misprint, "i in [m]", "i in [n]", "Inputs are counted by n; m counts units.")];

    /// <summary>
    /// A unit vector z with z . x_i = 0 and the least |z . x_j| / ||x_j|| over the other inputs, the best of a few draws; the value is 0 where the hyperplane is
    /// covered.
    /// </summary>
    /// <param name="inputs">X, d x n, without zeros.</param>
    /// <param name="sample">i, from 0.</param>
    public static (double[] Point, double Least) Witness(Matrix<double> inputs, int sample)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var rows = inputs.Transpose();
        var own = rows.Row(sample).ToArray();
        var (best, point) = (0.0, new double[own.Length]);
        for (var draw = 0; draw < Draws; draw++)
        {
            var z = new double[own.Length];
            RandomStream.FromSeed(0).Named("witness", sample).Named("draw", draw).FillNormal(z.AsSpan());
            for (var pass = 0; pass < 2; pass++)
            {
                var along = Dot(z, own) / Dot(own, own);
                for (var k = 0; k < z.Length; k++)
                    z[k] -= along * own[k];
            }

            var length = Math.Sqrt(Dot(z, z));
            var least = double.PositiveInfinity;
            for (var j = 0; j < rows.Rows; j++)
            {
                if (j != sample)
                    least = Math.Min(least, Math.Abs(Dot(z, rows.Row(j))) / (length * Math.Sqrt(Dot(rows.Row(j), rows.Row(j)))));
            }

            // A parallel input's hyperplane is the same one: what is left of the product is rounding.
            if (least > best && least > 1e-13)
                (best, point) = (least, [.. z.Select(x => x / length)]);
        }

        return (point, best);
    }

    /// <inheritdoc/>
    public override Certificate<TwoLayerReluMoment> Certify(TwoLayerReluSetting setting)
    {
        var problem = new PatternProblem(setting);
        Assumption[] conditions = [.. Theorem21.Conditions(problem)];
        var least = setting.Parallels.Zeros > 0 ? 0 : Enumerable.Range(0, problem.Samples).Min(i => Witness(setting.Data.Inputs, i).Least);
        return new(this, conditions)
        {
            Yields = [("the least |z_i . x_j| / ||x_j|| of the witnesses", least)],
            Invariants = [new("lemma-2.6", "0 <= min_{i != j} |z_i . x_j| / ||x_j||", moment => moment.Step == 0 ? new(double.BitIncrement(0), least) : null)],
        };
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }
}
