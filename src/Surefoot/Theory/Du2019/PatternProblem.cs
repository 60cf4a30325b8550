using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;

namespace Surefoot.Theory.Du2019;

/// <summary>A setting as chapter 2 of Du 2019 sees it: unit inputs, L = 1/2 ||u - y||^2, patterns that rarely change.</summary>
/// <param name="setting">The setting.</param>
internal sealed class PatternProblem(TwoLayerReluSetting setting)
{
    public const double Epsilon = 1.0 / (1L << 52);

    /// <summary>The setting.</summary>
    public TwoLayerReluSetting Setting => setting;

    /// <summary>n.</summary>
    public int Samples => setting.Data.SampleCount;

    /// <summary>m.</summary>
    public int Width => setting.Network.Width;

    /// <summary>eta.</summary>
    public double Rate => setting.LearningRate;

    /// <summary>delta.</summary>
    public double Delta => setting.FailureProbability;

    /// <summary>lambda_0.</summary>
    public double Lambda0 => setting.Lambda0.Value;

    /// <summary>How far rounding may have moved lambda_0 and other least eigenvalues of order n.</summary>
    public double EigenvalueRounding => setting.Lambda0.Accuracy + (8 * Epsilon * Samples * Math.Sqrt(Samples + setting.Data.InputDimension));

    /// <summary>||y - u(0)||^2.</summary>
    public double StartError => setting.Start.SquaredError;

    /// <summary>That H-infinity is positive definite.</summary>
    public Assumption IsDefinite() => new("lambda_0", Lambda0, Relation.Above, 0, "leave out inputs that depend on others, as theorem 2.1 says")
    {
        Uncertainty = 1,
        Scale = EigenvalueRounding,
    };

    /// <summary>What the chapter assumes throughout: its loss, and inputs of length 1.</summary>
    public IEnumerable<Assumption> Standing()
    {
        var isHalf = setting.Loss is SquaredLoss { Penalty: 0, Scaling: SquaredScaling.Half };
        yield return Assumption.Is("the loss", "1/2 ||u - y||^2", isHalf, "use the squared loss with the scaling half");
        var furthest = 0.0;
        for (var i = 0; i < Samples; i++)
            furthest = Math.Max(furthest, Math.Abs(Math.Sqrt(setting.Products[i, i]) - 1));
        yield return new("1 plus the largest distance of ||x_i|| from 1", 1 + furthest, Relation.Equal, 1, "divide every input by its norm")
        {
            Uncertainty = 8 * Epsilon * Math.Sqrt(setting.Data.InputDimension + 16.0),
        };
    }

    /// <summary>That steps are those of gradient descent.</summary>
    public Assumption IsDescent() => Assumption.Is("the method", "gradient descent", setting.Method is GradientDescent, "take gradient descent");

    /// <summary>That the run follows gradient flow.</summary>
    public Assumption IsFlow() => Assumption.Is("the method", "gradient flow", setting.Method is GradientFlow, "take gradient flow");

    /// <summary>That all w_r(0) are independent N(0, I).</summary>
    public Assumption IsGaussian() =>
        Assumption.Is("every unit of the start", "w_r ~ N(0, I)", setting.Initialization is GaussianUnitsInitialization { Deviation: 1 }, "draw every unit from N(0, I)");

    /// <summary>A width that must be reached.</summary>
    public Assumption IsWide(double width) =>
        new("the width", Width, Relation.AtLeast, width, $"take a width of at least {width:G4}") { Lever = Lever.Width, Uncertainty = WidthUncertainty };

    /// <summary>A learning rate that must not be passed.</summary>
    public Assumption IsSlow(double limit) =>
        new("the learning rate", Rate, Relation.AtMost, limit, $"take a learning rate of at most {limit:G4}") { Lever = Lever.LearningRate, Uncertainty = EigenvalueRounding / Math.Abs(Lambda0) };

    /// <summary>That no unit can travel as far as R.</summary>
    public Assumption TravelsWithin(double travel, double radius) =>
        new("R', how far units travel at most,", travel, Relation.AtMost, radius, $"take a width of at least {Width * Math.Pow(travel / radius, 2):G4}") { Lever = Lever.Width, Uncertainty = WidthUncertainty };

    /// <summary>R' of corollary 2.1 on this start.</summary>
    public double DescentTravel => Corollary21.Travel(Samples, Width, Math.Sqrt(StartError), Lambda0);

    /// <summary>The width that serves before a start is drawn: delta in three parts, the last for ||y - u(0)||^2.</summary>
    /// <param name="travelWidth">The width from which on R' is at most R, of n, lambda_0, q_0 and delta.</param>
    public double WidthForAnyStart(Func<int, double, double, double, double> travelWidth)
    {
        var third = Delta / 3;
        var error = Theorem22.StartErrorBound(Samples, Frobenius.SquaredNorm(setting.Data.Targets), third);
        return Math.Max(Lemma21.Width(Samples, Lambda0, third), travelWidth(Samples, Lambda0, error, third));
    }

    /// <summary>Whether lambda_min(H(k)) >= lambda_0 / 2.</summary>
    public bool HasHalf(TwoLayerReluMoment moment) => moment.GramLeast.Value >= Lambda0 / 2;

    /// <summary>The units that may have changed within a distance R of the start, |w_r(0) . x_i| &lt;= R, with R a little larger for rounding.</summary>
    public ActivationPatterns Unstable(double radius) =>
        ActivationPatterns.Within(setting.Start.PreActivations, (radius * (1 + (64 * Epsilon))) + RoundingOfProducts);

    /// <summary>sum_i |complement of S_i|.</summary>
    public double Count(ActivationPatterns unstable) => Enumerable.Range(0, Samples).Sum(i => (double)unstable.Count(i));

    /// <summary>
    /// D(R) = sum_ij |x_i . x_j| F_ij(R) with F_ij the share of units unstable for i or j: whatever W does within R of the start, no more of H can change. And the
    /// Frobenius norm of the same matrix, which bounds ||H - H(0)|| too.
    /// </summary>
    public (double Sum, double Frobenius) LargestChange(ActivationPatterns unstable)
    {
        var (sum, square) = (0.0, 0.0);
        for (var i = 0; i < Samples; i++)
        {
            for (var j = 0; j < Samples; j++)
            {
                var either = unstable.Count(i) + unstable.Count(j) - unstable.CountBoth(i, unstable, j);
                var change = Math.Abs(setting.Products[i, j]) * either / Width;
                sum += change;
                square += change * change;
            }
        }

        return (sum, Math.Sqrt(square));
    }

    /// <summary>||A - B|| of symmetric matrices, by their eigenvalues.</summary>
    public static double Distance(Matrix<double> a, Matrix<double> b)
    {
        var difference = a.Clone();
        for (var k = 0; k < difference.Span.Length; k++)
            difference.Span[k] -= b.Span[k];
        return SymmetricEigen.Of(difference).Values.Max(Math.Abs);
    }

    /// <summary>(1 - eta lambda_0 / 2)^k ||y - u(0)||^2 for gradient descent, e^{-lambda_0 t} ||y - u(0)||^2 for the flow at t = k eta.</summary>
    public GeometricBound ErrorBound() => new(StartError, Decay());

    /// <summary>The same for the loss, half of it.</summary>
    public GeometricBound LossBound() => new(0.5 * StartError, Decay());

    /// <summary>||y - u(k)||^2 below its bound at one moment.</summary>
    public Comparison BelowBound(TwoLayerReluMoment moment)
    {
        var (right, decay) = (ErrorBound().At(moment.Step), Decay());

        // Every step may add its rounding, and what was added shrinks too.
        var carried = (moment.PredictionRounding + FlowError(moment)) * Math.Min(moment.Step + 1.0, decay > 0 ? 2 / decay : double.PositiveInfinity);
        return new(moment.SquaredError, right, TwoLayerReluMoment.RoundingOf(right, carried) + (right * EigenvalueRounding * Rate * moment.Step));
    }

    /// <summary>The travel of a moment below a bound.</summary>
    public static Comparison TravelBelow(TwoLayerReluMoment moment, double bound)
    {
        var largest = 0.0;
        foreach (var w in moment.Weights.Span)
            largest = Math.Max(largest, Math.Abs(w));
        return new(moment.Travel, bound, (4 * Epsilon * largest * Math.Sqrt(moment.Setting.Network.InputDimension) * (moment.Step + 1)) + (64 * Epsilon * bound));
    }

    /// <summary>
    /// An inequality that is claimed only as long as a premise has held at every moment so far; it is silent once one was left out or the premise failed.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="statement">The inequality.</param>
    /// <param name="premise">What must have held before, and at the moment itself where <paramref name="isNow"/>.</param>
    /// <param name="isNow">Whether the premise must hold at the moment too.</param>
    /// <param name="measure">Both sides.</param>
    public static Invariant<TwoLayerReluMoment> While(
        string id, string statement, Func<TwoLayerReluMoment, bool> premise, bool isNow, Func<TwoLayerReluMoment, Comparison?> measure) =>
        new(id, statement, () =>
        {
            var (holds, next) = (true, 0L);
            return moment =>
            {
                holds &= moment.Step == next++;
                var before = holds;
                holds = holds && premise(moment);
                return (isNow ? holds : before) ? measure(moment) : null;
            };
        });

    // The rounding of a width bound, which contains lambda_0 to the fourth power.
    private double WidthUncertainty => (4 * EigenvalueRounding / Math.Abs(Lambda0)) + 1e-10;

    // How far the steps along the flow may have moved predictions in the time of one step: some ten of its accuracy, each seen through inputs and m^{-1/2} sqrt(m).
    private double FlowError(TwoLayerReluMoment moment) => setting.Method is GradientFlow flow
        ? 10 * flow.Accuracy * Math.Sqrt(Frobenius.SquaredNorm(moment.Weights[0]) * Frobenius.SquaredNorm(setting.Data.Inputs))
        : 0;

    // Of w_r(0) . x_i, and of the distance compared with it.
    private double RoundingOfProducts
    {
        get
        {
            var largest = 0.0;
            foreach (var w in setting.StartWeights.Span)
                largest = Math.Max(largest, Math.Abs(w));
            return 4 * Epsilon * largest * setting.Data.InputDimension;
        }
    }

    private double Decay() => setting.Method is GradientFlow ? 1 - Math.Exp(-Lambda0 * Rate) : 0.5 * Rate * Lambda0;
}
