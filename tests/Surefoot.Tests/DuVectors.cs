using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.GramMatrices;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Tests;

/// <summary>The small exact cases of Du 2019, chapter 2, whose values were computed in 40-digit arithmetic.</summary>
public class DuVectors
{
    // The printed values have 12 significant digits: half a unit in the last one is at most 5e-12 relative.
    internal const double Printed = 1e-11;

    private static readonly Matrix<double> Inputs = Matrix<double>.From(new[,] { { 1, 3.0 / 5, 0 }, { 0, 4.0 / 5, -3.0 / 5 }, { 0, 0, 4.0 / 5 } });

    internal static readonly Dataset Data = new("vectors", Inputs, Matrix<double>.From(new double[,] { { 1, -1, 2 } }));
    internal static readonly TwoLayerReluNetwork Network = new(3, 1, -1, 1, 1, -1, -1);

    // Unit 4 is orthogonal to the first input, and active there.
    private static readonly double[,] First = { { 1, 1, 0 }, { 1, -1, 1 }, { -1, 2, 0 }, { 0, -1, -2 }, { 2, 0, -1 }, { -1, -1, 1 } };

    internal static Weights<double> Start
    {
        get
        {
            var weights = new Weights<double>(Network.Shapes);
            Matrix<double>.From(First).Span.CopyTo(weights[0].Span);
            return weights;
        }
    }

    internal static TwoLayerReluObjective<double> Objective => Network.Bind(Data, new SquaredLoss().Bind<double>(Data, 3), ThreadTeam.Alone);

    [Fact]
    public void V1_to_V3_the_limit_Gram_matrix()
    {
        var third = ReluGram.Limit(Inputs);
        third.ShouldBe(new[,] { { 0.5, 0.21144982941, 0 }, { 0.21144982941, 0.5, -0.0817527973145 }, { 0, -0.0817527973145, 0.5 } }, 1, Printed);
        ShouldBe(SymmetricEigen.Of(third).Values, 0.273296338304, 0.5, 0.726703661696);
        var second = ReluGram.Limit(Matrix<double>.From(new[,] { { 1, 3.0 / 5, -4.0 / 5 }, { 0, 4.0 / 5, 3.0 / 5 } }));
        second.ShouldBe(new[,] { { 0.5, 0.21144982941, -0.0819331058797 }, { 0.21144982941, 0.5, 0 }, { -0.0819331058797, 0, 0.5 } }, 1, Printed);
        ShouldBe(SymmetricEigen.Of(second).Values, 0.273231253925, 0.5, 0.726768746075);
        ReluGram.Limit(Matrix<double>.From(new double[,] { { 1, -1 }, { 0, 0 } })).Span.ToArray().ShouldBe([0.5, 0, 0, 0.5]);
        ReluGram.Limit(Matrix<double>.From(new double[,] { { 1, 1 }, { 0, 0 } })).Span.ToArray().ShouldBe([0.5, 0.5, 0.5, 0.5]);
    }

    [Fact]
    public void V4_patterns_Gram_matrix_predictions_and_loss_at_the_start()
    {
        var objective = Objective;
        var patterns = objective.Patterns(Start);
        int[,] expected = { { 1, 1, 0, 1, 1, 0 }, { 1, 0, 1, 0, 1, 0 }, { 0, 1, 0, 0, 0, 1 } };
        for (var i = 0; i < 3; i++)
        {
            for (var r = 0; r < 6; r++)
                patterns[i, r].ShouldBe(expected[i, r] == 1, $"sample {i}, unit {r}");
        }

        var gram = ReluGram.Of(Inputs, patterns);
        gram.ShouldBe(new[,] { { 0.666666666667, 0.2, 0 }, { 0.2, 0.5, 0 }, { 0, 0, 0.333333333333 } }, 1, Printed);
        ShouldBe(SymmetricEigen.Of(gram).Values, 0.333333333333, 0.366666666667, 0.8);
        objective.Predictions(Start).ShouldBe(new[,] { { -0.816496580928, 0.489897948557, -1.1430952133 } }, 1, Printed);
        objective.Loss(Start).ShouldBeRelative(7.69925162275, Printed);
        var difference = gram.Clone();
        for (var k = 0; k < 9; k++)
            difference.Span[k] -= ReluGram.Limit(Inputs).Span[k];
        SymmetricEigen.Of(difference).Values.Max(Math.Abs).ShouldBeRelative(0.200123411967, Printed);
        Math.Sqrt(difference.Span.ToArray().Sum(x => x * x)).ShouldBeRelative(0.263030022013, Printed);
    }

    [Fact]
    public void V5_the_gradient_at_the_start()
    {
        var gradient = new Weights<double>(Network.Shapes);
        Objective.LossAndGradient(Start, gradient).ShouldBeRelative(7.69925162275, Printed);
        gradient[0].ShouldBe(
            new[,]
            {
                { -0.376632649519, 0.486598632371, 0 },
                { 0.741581623797, -0.769897948557, 1.02653059808 },
                { 0.364948974278, 0.486598632371, 0 },
                { -0.741581623797, 0, 0 },
                { 0.376632649519, -0.486598632371, 0 },
                { 0, -0.769897948557, 1.02653059808 },
            },
            1,
            Printed);
    }

    [Fact]
    public void V6_three_steps_without_a_change_of_pattern()
    {
        var (run, weights) = Descend(0.1, 3);
        ShouldBe(run.Losses, 7.69925162275, 7.15762335575, 6.6558438256, 6.19072923692);
        run.Measurement("patternFlips").ShouldBe([0, 0, 0, 0]);
        run.MeasurementAt("unitTravel", 1).ShouldBeRelative(0.14820429227, Printed);
        run.MeasurementAt("unitTravel", 3).ShouldBeRelative(0.428151593788, Printed);
        Objective.Predictions(weights).ShouldBe(new[,] { { -0.558208351351, 0.375752046378, -0.839146265079 } }, 1, Printed);
        weights[0].ShouldBe(
            new[,]
            {
                { 1.10482750961, 0.857757112946, 0 },
                { 0.788490325097, -0.776644050702, 0.702192067603 },
                { -1.10668216529, 1.85775711295, 0 },
                { 0.211509674903, -1, -2 },
                { 1.89517249039, 0.142242887054, -1 },
                { -1, -0.776644050702, 0.702192067603 },
            },
            1,
            Printed);
        ReluGram.Of(Inputs, Objective.Patterns(weights)).ShouldBe(new[,] { { 0.666666666667, 0.2, 0 }, { 0.2, 0.5, 0 }, { 0, 0, 0.333333333333 } }, 1, Printed);
    }

    [Fact]
    public void V6b_three_large_steps_that_change_patterns()
    {
        var (run, weights) = Descend(1, 3);
        ShouldBe(run.Losses, 7.69925162275, 3.21758768479, 2.40218117224, 2.17036743581);
        run.Measurement("predictionError").ShouldBe(run.Losses.Select(loss => 2 * loss), 1e-14);
        ShouldBe([.. run.Measurement("patternFlips").Skip(2)], 0.277777777778, 0.333333333333);
        ShouldBe([.. run.Measurement("unitTravel").Skip(1)], 1.4820429227, 2.40970478258, 2.46803271112);
        Objective.Predictions(weights).ShouldBe(new[,] { { 0.552886754757, -0.53715226376, 0.0184358222319 } }, 1, Printed);
        weights[0].ShouldBe(
            new[,]
            {
                { 1.53581734065, -0.0752639290945, 0 },
                { 0.0596095340587, 0.509876168325, -0.710884330126 },
                { -1.63641325627, 1.15144899164, 0 },
                { 1.34226528747, -1, -2 },
                { 1.46418265935, 1.07526392909, -1 },
                { -1, 0.283163247594, -0.710884330126 },
            },
            1,
            Printed);
        ReluGram.Of(Inputs, Objective.Patterns(weights)).ShouldBe(
            new[,] { { 0.666666666667, 0.4, 0 }, { 0.4, 0.666666666667, -0.08 }, { 0, -0.08, 0.166666666667 } }, 1, Printed);
    }

    private static (Trajectory Run, Weights<double> End) Descend(double rate, int steps)
    {
        var objective = Objective;
        var state = new DescentState<double>(Start);
        Probe<double>[] probes =
        [
            new PatternFlipsProbe<double>(objective, Start),
            new UnitTravelProbe<double>(Start),
            new PredictionErrorProbe<double>(objective, Data),
        ];
        return (DescentRun.Run(objective, new GradientDescent(rate), state, new RunOptions { Steps = steps }, probes), state.Weights);
    }

    private static void ShouldBe(IReadOnlyList<double> actual, params double[] expected)
    {
        actual.Count.ShouldBe(expected.Length);
        for (var k = 0; k < expected.Length; k++)
            actual[k].ShouldBeRelative(expected[k], Printed);
    }
}
