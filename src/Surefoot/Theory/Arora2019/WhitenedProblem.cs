using Surefoot.Arithmetic;
using Surefoot.Losses;

namespace Surefoot.Theory.Arora2019;

/// <summary>
/// A setting as Arora et al. 2019 see it: L(W) = alpha (1/2 ||W - Phi||_F^2) + constant with whitened inputs and no output scale.
/// </summary>
/// <remarks>
/// An isotropic quadratic loss is theirs with the learning rate multiplied by alpha; and a network a W_N ... W_1 is theirs in
/// W'_i = a^{1/N} W_i, which gradient descent moves with the rate multiplied by a^{2/N}. Balance is multiplied by a^{2/N} too.
/// </remarks>
/// <param name="setting">The setting.</param>
internal sealed class WhitenedProblem(DeepLinearSetting setting)
{
    private readonly Lazy<double[]> _targetValues = new(() => SingularValueDecomposition.ValuesOf(setting.Minimizer));

    /// <summary>N.</summary>
    public int Depth => setting.Network.Depth;

    /// <summary>Phi, in coordinates of the inputs' span.</summary>
    public Matrix<double> Target => setting.Minimizer;

    /// <summary>||Phi||_F.</summary>
    public double TargetNorm => Math.Sqrt(_targetValues.Value.Sum(s => s * s));

    /// <summary>sigma_min(Phi).</summary>
    public double TargetSmallest => _targetValues.Value[^1];

    /// <summary>eta, for L^1 and layers without output scale.</summary>
    public double Rate => setting.LearningRate * setting.Curvature.StrongConvexity * ScaleSquared;

    /// <summary>a^{2/N}: what squares of layers are multiplied by.</summary>
    public double ScaleSquared => Math.Exp(2.0 / Depth * (Math.Log(Math.Abs(setting.Network.OutputFactor)) - setting.Network.LayerScales.Sum(Math.Log)));

    /// <summary>The learning rate of the setting that has a given rate here.</summary>
    public double RateOfSetting(double rate) => rate / (setting.Curvature.StrongConvexity * ScaleSquared);

    /// <summary>l(t) = 1/2 ||W_{1:N}(t) - Phi||_F^2.</summary>
    public double Loss(DeepLinearMoment moment) => 0.5 * SquaredDistance(moment);

    /// <summary>||W_{1:N}(t) - Phi||_F^2.</summary>
    public double SquaredDistance(DeepLinearMoment moment)
    {
        var sum = 0.0;
        var (map, target) = (moment.Map, Target);
        for (var k = 0; k < map.Span.Length; k++)
        {
            var difference = map.Span[k] - target.Span[k];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>sigma_min(Phi) - ||W_{1:N} - Phi||_F: the largest deficiency margin (definition 2).</summary>
    public double Margin(DeepLinearMoment moment) => TargetSmallest - Math.Sqrt(SquaredDistance(moment));

    /// <summary>max_j ||B_j||_F: the least delta for which the layers are delta-balanced (definition 1).</summary>
    public double Imbalance(DeepLinearMoment moment) => ScaleSquared * moment.Imbalances.DefaultIfEmpty(0).Max();

    /// <summary>sigma_min(W_{1:N}).</summary>
    public static double SmallestSingularValue(DeepLinearMoment moment) => SingularValueDecomposition.ValuesOf(moment.Map)[^1];

    /// <summary>What the work assumes throughout: a quadratic loss with whitened inputs.</summary>
    public IEnumerable<Assumption> Standing()
    {
        yield return new Assumption("the number of losses other than the squared one", setting.Loss is SquaredLoss ? 0 : 1, Relation.Equal, 0, "use the squared loss");
        yield return new Assumption("the rank of the inputs", setting.Data.Rank, Relation.Equal, setting.Data.Dataset.InputDimension, "leave out inputs that depend on others");
        yield return new Assumption("beta / alpha", setting.Curvature.ConditionNumber, Relation.Equal, 1, "whiten the inputs")
        {
            // Whitening in double leaves about n eps in the spectrum.
            Uncertainty = 1e-12 * Math.Max(1, setting.Data.Dataset.SampleCount / 1000.0),
        };
    }
}
