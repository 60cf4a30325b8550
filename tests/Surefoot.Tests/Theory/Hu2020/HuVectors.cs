using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Theory;
using Surefoot.Theory.Hu2020;

namespace Surefoot.Tests.Theory.Hu2020;

/// <summary>The small exact cases of Hu et al. 2020.</summary>
public class HuVectors
{
    // The printed values have 12 significant digits: half a unit in the last one is at most 5e-12 relative.
    private const double Printed = 1e-11;

    private static readonly Dataset Common = Data(new double[,] { { 1, 2 }, { 0, 1 } }, new double[,] { { 1, 0 }, { 2, -1 } });
    private static readonly double[][,] CommonLayers =
    [
        new double[,] { { 1, 2 }, { 0, 1 }, { -1, 1 } },
        new double[,] { { 1, 0, 1 }, { 2, 1, 0 }, { 0, -1, 1 } },
        new double[,] { { 1, 1, 0 }, { 0, 1, -1 } },
    ];

    private static readonly DeepLinearNetwork CommonNetwork = DeepLinearNetwork.Normalized(2, 3, 3, 2);

    /// <summary>V3: the common instance at the learning rate 1/50.</summary>
    internal static DeepLinearSetting CommonSetting => Settings.Of(Common, new SquaredLoss(), null, 0.02, CommonLayers);

    [Fact]
    public void V1_output_loss_and_gradients()
    {
        var weights = Weights(CommonNetwork, CommonLayers);
        MatrixProduct.Of<double>(CommonNetwork.EndToEnd(weights), Common.Inputs)
            .ShouldBe(new double[,] { { 0.471404520791, 2.82842712475 }, { 0.707106781187, 2.59272486435 } }, 1, Printed);
        var gradient = new Weights<double>(CommonNetwork.Shapes);
        Objective(CommonNetwork, Common).LossAndGradient(weights, gradient).ShouldBeRelative(11.4293290034, Printed);

        // The stored gradient is with respect to V = W / s, so it is s times the papers'.
        gradient[0].ShouldBe(new double[,] { { 6.40400432992, 3.69362674301 }, { 3.98651996183, 2.36029340968 }, { -0.18014670484, -0.18014670484 } }, Math.Sqrt(3), Printed);
        gradient[1].ShouldBe(
            new double[,]
            {
                { 2.54207551738, 0.666666666667, -0.542075517382 },
                { 5.62459114928, 1.51348003817, -1.08415103476 },
                { -3.0825156319, -0.846813371507, 0.542075517382 },
            },
            Math.Sqrt(3),
            Printed);
        gradient[2].ShouldBe(new double[,] { { 2, 5.75081770143, -1.20874218405 }, { 2.54044011452, 7.01184463531, -1.38888888889 } }, Math.Sqrt(2), Printed);
        Frobenius.Norm(gradient[0]).ShouldBeRelative(Math.Sqrt(3) * 8.72825194588, Printed);
        Frobenius.Norm(gradient[1]).ShouldBeRelative(Math.Sqrt(3) * 7.26741429323, Printed);
        Frobenius.Norm(gradient[2]).ShouldBeRelative(Math.Sqrt(2) * 9.80213116692, Printed);
    }

    [Fact]
    public void V2_the_kernel_has_the_data_factor_on_the_left()
    {
        var kernel = OutputKernel.Of(CommonNetwork, Weights(CommonNetwork, CommonLayers), Common.Inputs);
        kernel.ToMatrix().ShouldBe(
            new double[,]
            {
                { 1.11111111111, 0.5, 2.88888888889, 1.05555555556 },
                { 0.5, 1, 1.05555555556, 2.66666666667 },
                { 2.88888888889, 1.05555555556, 10.2777777778, 2.94444444444 },
                { 1.05555555556, 2.66666666667, 2.94444444444, 9.72222222222 },
            },
            1,
            Printed);
        double[] eigenvalues = [0.126521148944, 0.386152778869, 7.46849798779, 14.1299391955];
        for (var k = 0; k < 4; k++)
            kernel.Eigenvalues[k].ShouldBeRelative(eigenvalues[k], Printed);
        kernel.Eigenvalues.Sum().ShouldBeRelative(22.1111111111, Printed);

        // P vec(E) without P is P vec(E) with it.
        var e = Matrix<double>.From(new double[,] { { 1, -2 }, { 3, 5 } });
        var image = kernel.Apply(e);
        var matrix = kernel.ToMatrix();
        double[] stacked = [1, 3, -2, 5];
        for (var row = 0; row < 4; row++)
            image[row % 2, row / 2].ShouldBe(Enumerable.Range(0, 4).Sum(k => matrix[row, k] * stacked[k]), 1e-13 * 14 * 6);
    }

    [Fact]
    public void V2_the_spectrum_is_the_same_on_inputs_in_coordinates_of_their_span()
    {
        // Three samples of rank 2 in four dimensions: P has two structural zeros for each of two outputs, which U S does not show.
        var inputs = Matrix<double>.From(new double[,] { { 1, 2, 3 }, { 0, 1, 1 }, { 2, 0, 2 }, { 1, 1, 2 } });
        var network = DeepLinearNetwork.Normalized(4, 3, 2);
        var weights = Weights(network, new double[,] { { 1, 0, 2, 1 }, { 0, 1, 1, -1 }, { 1, 1, 0, 3 } }, new double[,] { { 1, 2, 0 }, { 0, 1, 1 } });
        var whole = OutputKernel.Of(network, weights, inputs).Eigenvalues;
        var analysis = DataAnalysis.Of(new Dataset("three", inputs, new Matrix<double>(2, 3)));
        var scaled = analysis.InputBasis.Clone();
        for (var i = 0; i < 4; i++)
        {
            for (var k = 0; k < 2; k++)
                scaled[i, k] *= analysis.SingularValues[k];
        }

        var reduced = OutputKernel.Of(network, weights, scaled).Eigenvalues;
        whole.Take(2).Max(Math.Abs).ShouldBeLessThan(1e-13 * whole[^1]);
        for (var k = 0; k < 4; k++)
            reduced[k].ShouldBe(whole[k + 2], 1e-13 * whole[^1]);
    }

    [Fact]
    public void V3_one_step_and_three()
    {
        var before = Weights(CommonNetwork, CommonLayers);
        var state = new DescentState<double>(before.Clone());
        var objective = Objective(CommonNetwork, Common);
        var method = new GradientDescent(0.02);
        method.Step(objective, state);
        ShouldBe(state.Weights,
            new double[,] { { 0.871919913402, 1.92612746514 }, { -0.0797303992365, 0.952794131806 }, { -0.996397065903, 1.0036029341 } },
            new double[,] { { 0.949158489652, -0.0133333333333, 1.01084151035 }, { 1.88750817701, 0.969730399237, 0.0216830206953 }, { 0.061650312638, -0.98306373257, 0.989158489652 } },
            new double[,] { { 0.96, 0.884983645971, 0.024174843681 }, { -0.0508088022904, 0.859763107294, -0.972222222222 } });
        var remainder = Remainder(before, state.Weights, 0.02);
        remainder.ShouldBe(new double[,] { { 0.0205813621809, 0.0584694002186 }, { 0.0242485565513, 0.0691026881941 } }, 1, Printed);
        Frobenius.Norm(remainder).ShouldBeRelative(0.095944969861, Printed);
        method.Step(objective, state).ShouldBeRelative(7.82238491308, Printed);
        method.Step(objective, state);
        ShouldBe(state.Weights,
            new double[,] { { 0.747853494191, 1.84530772737 }, { -0.165541894763, 0.894599086793 }, { -0.990724187628, 1.00999818819 } },
            new double[,] { { 0.896876031168, -0.0256903947158, 1.02070587602 }, { 1.77161381638, 0.941001916155, 0.0398159644847 }, { 0.135597926887, -0.964134692314, 0.979349262344 } },
            new double[,] { { 0.914791144483, 0.758849260136, 0.0443962571093 }, { -0.113236645853, 0.69506048387, -0.948552249477 } });
        objective.Loss(state.Weights).ShouldBeRelative(5.45312216358, Printed);

        // The remainder is of second order: these ratios are printed to four and six digits.
        foreach (var (rate, ratio, digits) in new[] { (0.001, 245.9, 3e-4), (0.0001, 246.186, 3e-6) })
        {
            var small = new DescentState<double>(before.Clone());
            new GradientDescent(rate).Step(objective, small);
            (Frobenius.Norm(Remainder(before, small.Weights, rate)) / (rate * rate)).ShouldBeRelative(ratio, digits);
        }

        CommonSetting.Start.Kernel.Eigenvalues[^1].ShouldBeRelative(14.1299391955, Printed);
        var problem = new RegressionProblem(CommonSetting);
        Invariant<DeepLinearMoment> look = new("look", "", moment => moment.Step == 1 ? new(0.095944969861, problem.HigherOrderTerm(moment)) : null);
        DeepLinearChecks.Run(CommonSetting, [look], 1, Recording.EveryStep).Checks[0].LeastMargin.ShouldBeRelative(1, Printed);
    }

    [Fact]
    public void V4_data_quantities()
    {
        var full = new RegressionProblem(Settings.Of(Common, new SquaredLoss(), null, 0.02, CommonLayers));
        full.Rank.ShouldBe(2);
        full.Norm.ShouldBeRelative(2.41421356237, Printed);
        Math.Sqrt(full.SquaredFrobenius).ShouldBeRelative(2.44948974278, Printed);
        Math.Sqrt(full.SquaredLeast).ShouldBeRelative(0.414213562373, Printed);
        full.ConditionNumber.ShouldBeRelative(33.9705627485, Printed);
        full.StableRank.ShouldBeRelative(1.02943725152, Printed);
        full.TargetNorm.ShouldBeRelative(5.82842712475, Printed);
        full.SquaredTargets.ShouldBeRelative(6, Printed);

        var data = Data(new double[,] { { 1, 0, 1, 2 }, { 0, 1, 1, 1 }, { 1, 1, 2, 3 } }, new double[,] { { 1, 2, 0, 1 }, { 0, 1, -1, 2 } });
        var setting = Settings.Of(data, new SquaredLoss(), null, 0.02, new double[,] { { 1, 2, 0 }, { 0, 1, 1 }, { 1, 0, 1 } }, new double[,] { { 1, 0, 1 }, { 0, 1, 0 } });
        var deficient = new RegressionProblem(setting);
        deficient.Rank.ShouldBe(2);
        deficient.Norm.ShouldBeRelative(4.77667811626, Printed);
        Math.Sqrt(deficient.SquaredFrobenius).ShouldBeRelative(4.89897948557, Printed);
        Math.Sqrt(deficient.SquaredLeast).ShouldBeRelative(1.08781716001, Printed);
        deficient.ConditionNumber.ShouldBeRelative(19.2814700679, Printed);
        deficient.StableRank.ShouldBeRelative(1.05186326543, Printed);
        deficient.TargetNorm.ShouldBeRelative(0.828742996067, Printed);
        setting.Optimum.Loss.ShouldBeRelative(3.66666666667, Printed);
        setting.Optimum.Minimizer.ShouldBe(new double[,] { { -0.333333333333, 0.666666666667, 0.333333333333 }, { 0.111111111111, 0.111111111111, 0.222222222222 } }, 1, Printed);

        // 1/2 ||Y||^2 - 1/2 ||Y'||^2 is the optimal loss.
        (6 - (0.5 * deficient.SquaredTargets)).ShouldBeRelative(3.66666666667, Printed);
    }

    [Fact]
    public void V4_a_factor_before_the_squares_scales_the_data()
    {
        var half = new RegressionProblem(Settings.Of(Common, new SquaredLoss(), null, 0.02, CommonLayers));
        var mean = new RegressionProblem(Settings.Of(Common, new SquaredLoss(SquaredScaling.HalfMean), null, 0.02, CommonLayers));
        mean.SquaredNorm.ShouldBeRelative(half.SquaredNorm / 2, 1e-15);
        mean.SquaredFrobenius.ShouldBeRelative(half.SquaredFrobenius / 2, 1e-15);
        mean.SquaredTargets.ShouldBeRelative(half.SquaredTargets / 2, 1e-15);
        mean.StartLoss.ShouldBeRelative(half.StartLoss / 2, 1e-15);
        mean.TargetNorm.ShouldBeRelative(half.TargetNorm, 1e-15);
    }

    [Theory]
    [InlineData(0.1, 1, 1, 64, 2.99573227355, 18.426204817)]
    [InlineData(0.1, 16, 10, 200, 5.76832099579, 5.56173037381)]
    [InlineData(0.01, 16, 10, 1000, 8.07090608879, 5.37708032163)]
    [InlineData(0.5, 4, 2, 50, 2.77258872224, 11.5822153343)]
    public void V7_the_explicit_rho(double delta, int rank, int outputs, int width, double lambda, double rho)
    {
        Lemma42b.Lambda(rank, delta).ShouldBeRelative(lambda, Printed);
        Lemma42b.Rho(width, outputs, rank, delta).ShouldBeRelative(rho, Printed);
        Lemma42b.Rho(4 * lambda * (1 - 1e-9), outputs, rank, delta).ShouldBe(double.PositiveInfinity);
        Lemma42b.Rho(4 * lambda * (1 + 1e-6), outputs, rank, delta).ShouldBeInRange(1e6, 1e12);
    }

    [Theory]
    [InlineData(1, 0.797884560803, 0.894427191, 0.9, -0.635181422731, 1.23370055014)]
    [InlineData(2, 0.886226925453, 0.948683298051, 0.95, -0.288607832451, 0.411233516712)]
    [InlineData(3, 0.921317731924, 0.966091783079, 0.966666666667, -0.184487567065, 0.233700550136)]
    [InlineData(4, 0.939985602987, 0.974679434481, 0.975, -0.135181422731, 0.161233516712)]
    [InlineData(5, 0.951532861948, 0.979795897113, 0.98, -0.106567045614, 0.122589439025)]
    [InlineData(8, 0.969310699714, 0.987420882907, 0.9875, -0.065088346344, 0.0709557389343)]
    [InlineData(10, 0.975350077145, 0.989949493661, 0.99, -0.0516601220011, 0.0553307389343)]
    [InlineData(20, 0.987582928826, 0.994987437107, 0.995, -0.0254162519637, 0.0262915839204)]
    [InlineData(40, 0.993770137125, 0.997496867163, 0.9975, -0.0126041406559, 0.0128177057338)]
    [InlineData(100, 0.997503163955, 0.998999499499, 0.999, -0.00501666600013, 0.00505033330667)]
    [InlineData(400, 0.999375195922, 0.999749968742, 0.99975, -0.00125104166406, 0.00125313020831)]
    public void V8_moments_of_a_chi_squared_variable(int degrees, double half, double bound, double linear, double mean, double variance)
    {
        Lemma53.HalfMoment(degrees).ShouldBeRelative(half, Printed);
        Lemma53.HalfMomentBound(degrees).ShouldBeRelative(bound, Printed);
        Lemma53.LinearHalfMomentBound(degrees).ShouldBeRelative(linear, Printed);
        Lemma53.MeanLogarithm(degrees).ShouldBeRelative(mean, Printed);
        Lemma53.VarianceOfLogarithm(degrees).ShouldBeRelative(variance, Printed);
        half.ShouldBeLessThan(bound);
        bound.ShouldBeLessThan(linear);
    }

    [Fact]
    public void Moments_of_a_chi_squared_variable_keep_their_digits_far_out()
    {
        // d = 256, in 20 digits; the first terms left out of the series are below eps, and a few products round.
        Lemma53.HalfMoment(256).ShouldBeRelative(0.99902391666303296736, 1e-15);
        Lemma53.MeanLogarithm(256).ShouldBeRelative(-0.0019556681159888248657, 1e-13, "a difference of numbers of size 1/2d from logarithms");
        Lemma53.VarianceOfLogarithm(256).ShouldBeRelative(0.0019607742625036537824, 1e-15);
    }

    [Fact]
    public void V8_the_product_bound_is_loose()
    {
        var widths = Enumerable.Repeat(4, 200).ToList();
        widths.Aggregate(1.0, (product, width) => product * Lemma53.LinearHalfMomentBound(width)).ShouldBeRelative(0.00632299938697, Printed);
        Lemma53.TailBound(1, widths).ShouldBeRelative(4.20959564412e-6, Printed);
        Lemma53.TailBound(1e-3, widths).ShouldBeRelative(4.20959564412e-3, Printed);
        Lemma53.TailBound(1e-9, widths).ShouldBe(1);
    }

    [Theory]
    [InlineData(10, 4, 0.1, 63.2455532034, 4000)]
    [InlineData(200, 4, 0.05, 1788.854382, 3200000)]
    [InlineData(400, 2, 0.1, 1788.854382, 3200000)]
    public void V9_the_two_forms_of_lemma_5_2(int depth, int width, double delta, double sharp, double printed)
    {
        Lemma52.SharpBound(depth, width, delta).ShouldBeRelative(sharp, Printed);
        Lemma52.PrintedBound(depth, width, delta).ShouldBeRelative(printed, Printed);
    }

    [Fact]
    public void V10_the_gradient_in_normalised_layers_and_the_recursion()
    {
        var network = DeepLinearNetwork.Scaled(3, 2, 3, 2, 2);
        double[][,] layers = [new double[,] { { 1, 0 }, { 1, 1 }, { 0, -1 } }, new double[,] { { 1, 0, 1 }, { 0, 1, 1 } }, new double[,] { { 1, 1 }, { 0, 1 } }];
        var data = Data(new double[,] { { 1, 0 }, { 0, 2 } }, new double[,] { { 1, 1 }, { 0, 1 } });
        var weights = Weights(network, layers);
        var gradient = new Weights<double>(network.Shapes);
        Objective(network, data).LossAndGradient(weights, gradient);
        gradient[0].ShouldBe(new double[,] { { 15, -42 }, { 24, -48 }, { 39, -90 } }, 1, Printed);
        gradient[1].ShouldBe(new double[,] { { 15, -27, 42 }, { 24, -24, 48 } }, 1, Printed);
        gradient[2].ShouldBe(new double[,] { { 57, 15 }, { 15, 9 } }, 1, Printed);

        // In the normalised network, whose layers are stored scaled, with alpha = 1 / sqrt(12).
        var (w, alpha) = (layers.Select(Matrix<double>.From).ToArray(), 1 / Math.Sqrt(12));
        var errors = Times(Algebra.Difference(Times(MatrixProduct.Of<double>(MatrixProduct.Of<double>(w[2], MatrixProduct.Of<double>(w[1], w[0])), data.Inputs), alpha), data.Targets), alpha);
        var seen = MatrixProduct.Of(errors, data.Inputs.Transposed);
        var above = MatrixProduct.Of<double>(w[2].Transposed, seen);
        var start = Settings.Of(data, new SquaredLoss(), null, 0.01, layers);
        var sizes = new GaussianProblem(start).Gradients(start.Start);
        sizes[0].ShouldBeRelative(Frobenius.Norm(MatrixProduct.Of<double>(w[1].Transposed, above)), 1e-12);
        sizes[1].ShouldBeRelative(Frobenius.Norm(MatrixProduct.Of(above, w[0].Transposed)), 1e-12);
        sizes[2].ShouldBeRelative(Frobenius.Norm(MatrixProduct.Of(seen, MatrixProduct.Of<double>(w[1], w[0]).Transposed)), 1e-12);

        // sigma_i = 1/2: beta = alpha prod sqrt(d_i) / 8, and the gradient is beta / (sqrt(d_i) sigma_i) A^T (beta A X - Y) X^T A^T.
        double[] scales = [Math.Sqrt(3) / 2, Math.Sqrt(2) / 2, Math.Sqrt(2) / 2];
        var beta = 3 * scales.Aggregate(1.0, (product, scale) => product * scale);
        beta.ShouldBeRelative(1.29903810568, Printed);
        (beta * beta).ShouldBeRelative(1.6875, Printed);
        var a = layers.Select((layer, i) => Times(Matrix<double>.From(layer), 1 / scales[i])).ToArray();
        var residual = Algebra.Difference(Times(MatrixProduct.Of<double>(MatrixProduct.Of<double>(a[2], MatrixProduct.Of<double>(a[1], a[0])), data.Inputs), beta), data.Targets);
        var back = MatrixProduct.Of<double>(a[2].Transposed, residual);
        Times(MatrixProduct.Of<double>(back, MatrixProduct.Of<double>(a[0], data.Inputs).Transposed), beta / scales[1]).ShouldBeNear(gradient[1], 1e-14);

        var norms = BlockNorms.Of(weights, [.. scales.Select(scale => 1 / scale)]);
        (int J, int I, double Norm, double Bound)[] expected =
        [
            (1, 1, 2, 2.01), (2, 1, 2.64223843928, 2.68683333671), (2, 2, 2.44948974278, 2.45948974278),
            (3, 1, 5.57538740047, 5.70340579855), (3, 2, 5.51563279251, 5.56311014605), (3, 3, 2.28824561127, 2.29824561127),
        ];
        foreach (var (j, i, norm, bound) in expected)
        {
            norms[j, i].ShouldBeRelative(norm, Printed);
            norms.To(j, 0.01)[i - 1].ShouldBeRelative(bound, Printed);
        }

        for (var j = 0; j <= 3; j++)
            norms.Prefixes(0.01)[j].ShouldBeRelative(norms.To(j, 0.01)[0], 1e-14);
        norms.Suffixes(0.01).ShouldBe(norms.To(3, 0.01));
        norms.Largest(0).ShouldBe(norms[3, 1]);
        norms.Largest(2).ShouldBe(norms[3, 1]);
        norms.Largest(2.5).ShouldBe(0);
        Lemma54.NearBound(norms.Largest(0), 0.01, 3).ShouldBeRelative(0.985507796394, Printed);
        (norms.Prefixes(0.01)[3] - norms[3, 1]).ShouldBeRelative(0.128018398079, Printed * 5.7 / 0.128);
    }

    [Theory]
    [InlineData(0.5, 10, 0.499023914337, -0.00195121765137)]
    [InlineData(0.9, 100, 0.499973438954, -2.9511881533e-05)]
    public void V11_a_diagonal_network_that_hardly_moves(double a, int depth, double relativeLoss, double entry)
    {
        var network = DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(2, depth + 1)]);
        var weights = Weights(network, [.. Enumerable.Repeat(new[,] { { a, 0 }, { 0, a } }, depth)]);
        var data = Data(new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1, 0 }, { 0, 1 } });
        var gradient = new Weights<double>(network.Shapes);
        (Objective(network, data).LossAndGradient(weights, gradient) / 2).ShouldBeRelative(relativeLoss, Printed);
        gradient[depth / 2].ShouldBe(new double[,] { { entry, 0 }, { 0, entry } }, 1, Printed);
    }

    [Fact]
    public void V11_three_scalar_steps()
    {
        var network = DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(1, 11)]);
        var state = new DescentState<double>(Weights(network, [.. Enumerable.Repeat(new[,] { { 0.5 } }, 10)]));
        var objective = Objective(network, Data(new double[,] { { 1 } }, new double[,] { { 1 } }));
        for (var t = 0; t < 3; t++)
            new GradientDescent(0.1).Step(objective, state);
        state.Weights[4][0, 0].ShouldBeRelative(0.500587426736, Printed);
    }

    [Fact]
    public void V12_one_layer_is_plain_linear_regression()
    {
        var data = Data(new double[,] { { 1, 0 }, { 2, 1 }, { 0, 1 } }, new double[,] { { 1, 2 }, { 3, 4 } });
        double[,] layer = { { 1, 0, 1 }, { 0, 1, -1 } };
        var setting = Settings.Of(data, new SquaredLoss(), null, 0.1, layer);
        var network = DeepLinearNetwork.Normalized(3, 2);
        var state = new DescentState<double>(Weights(network, layer));
        var objective = Objective(network, data);
        new GradientDescent(0.1).Step(objective, state).ShouldBeRelative(10.1360389693, Printed);
        state.Weights[0].ShouldBe(new double[,] { { 1.02071067812, 0.132842712475, 1.09142135624 }, { 0.112132034356, 1.50710678119, -0.717157287525 } }, 1 / Math.Sqrt(2), Printed);
        objective.Loss(state.Weights).ShouldBeRelative(6.8806382611, Printed);
        double[] eigenvalues = [0.5, 0.5, 3, 3];
        for (var k = 0; k < 4; k++)
            setting.Start.Kernel.Eigenvalues[k].ShouldBeRelative(eigenvalues[k], Printed);
    }

    [Fact]
    public void V12_constants()
    {
        (64 / Math.Pow(Math.Log(1.1), 2)).ShouldBeRelative(7045.3309118, Printed);
        Claim43.GradientConstant.ShouldBeRelative(1.71119841047, Printed);
        KernelUpper.Factor.ShouldBeRelative(1.4641, 1e-15);
        KernelLower.Factor.ShouldBeRelative(0.6561, 1e-15);
        Lemma55.LargestOutput.ShouldBeLessThan(Math.Sqrt(1.2) - 1);
        Lemma55.LargestOutput.ShouldBe(0.0954451150103, 5e-5);
        Lemma55.LargestOutput.ShouldBeLessThan(1 - Math.Sqrt(0.8));

        // A width that is large for its depth: the exact form becomes the logarithmic one.
        ExplicitConvergence.LeastWidth(8.0 / 1_000_000, 1_000_000).ShouldBeRelative(7045.3309118, 2e-7);
        ExplicitConvergence.LeastWidth(ExplicitConvergence.SharpFactor / 1_000_000, 1_000_000).ShouldBeRelative(1289.4, 1e-4);

        // (1 + 1)^L - 1 = 1/10 would need R = sqrt(m) (1.1^{1/L} - 1); at L = 2 by hand.
        ExplicitConvergence.LeastWidth(1, 2).ShouldBeRelative(1 / Math.Pow(Math.Sqrt(1.1) - 1, 2), 1e-14);
    }

    private static Dataset Data(double[,] inputs, double[,] targets) => new("vector", Matrix<double>.From(inputs), Matrix<double>.From(targets));

    private static Weights<double> Weights(DeepLinearNetwork network, params double[][,] layers) =>
        new GivenInitialization([.. layers.Select(Matrix<double>.From)]).Sample<double>(network, default, ThreadTeam.Alone);

    private static Objective<double> Objective(DeepLinearNetwork network, Dataset data) =>
        network.Bind(data, new SquaredLoss().Bind<double>(data, data.SampleCount), ThreadTeam.Alone);

    private static void ShouldBe(Weights<double> weights, params double[][,] layers)
    {
        for (var i = 0; i < layers.Length; i++)
            weights[i].ShouldBe(layers[i], 1 / CommonNetwork.LayerScales[i], Printed);
    }

    // alpha E(0) X = U(1) - U(0) + eta unvec(P vec(U(0) - Y)).
    private static Matrix<double> Remainder(Weights<double> before, Weights<double> after, double rate)
    {
        var output = MatrixProduct.Of<double>(CommonNetwork.EndToEnd(before), Common.Inputs);
        var image = OutputKernel.Of(CommonNetwork, before, Common.Inputs).Apply(Algebra.Difference(output, Common.Targets));
        var moved = Algebra.Difference(MatrixProduct.Of<double>(CommonNetwork.EndToEnd(after), Common.Inputs), output);
        return Algebra.Sum(moved, image, rate);
    }

    private static Matrix<double> Times(Matrix<double> a, double factor)
    {
        var product = a.Clone();
        foreach (ref var x in product.Span)
            x *= factor;
        return product;
    }
}
