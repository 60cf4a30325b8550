using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory;

/// <summary>Settings with given numbers.</summary>
internal static class Settings
{
    /// <summary>Whitened data with target Phi, and given layers without output scale: the problem of Arora et al. 2019.</summary>
    public static DeepLinearSetting Whitened(double[,] target, double rate, params double[][,] layers)
    {
        var phi = Matrix<double>.From(target);
        var count = phi.Columns;
        var inputs = Matrix<double>.Identity(count);
        foreach (ref var x in inputs.Span)
            x *= Math.Sqrt(count);
        return Of(new Dataset("whitened", inputs, MatrixProduct.Of<double>(phi, inputs)), new SquaredLoss(SquaredScaling.HalfMean), scale: 1, rate, layers);
    }

    /// <summary>Whitened data whose target is the leading block of the identity, and a drawn start without output scale.</summary>
    public static DeepLinearSetting Drawn(
        Initialization<DeepLinearNetwork> start, double rate, int[] widths, IEnumerable<KeyValuePair<string, Constant>>? constants = null, ulong seed = 1)
    {
        var inputs = Matrix<double>.Identity(widths[0]);
        var targets = new Matrix<double>(widths[^1], widths[0]);
        for (var k = 0; k < Math.Min(widths[0], widths[^1]); k++)
            targets[k, k] = Math.Sqrt(widths[0]);
        foreach (ref var x in inputs.Span)
            x *= Math.Sqrt(widths[0]);
        var loss = new SquaredLoss(SquaredScaling.HalfMean);
        var analysis = DataAnalysis.Of(new Dataset("whitened", inputs, targets));
        var run = Preparation.Prepare<double>(
            DeepLinearNetwork.Unscaled(widths), start, analysis, loss, RandomStream.FromSeed(seed).Named("start"), ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, rate)
        {
            Initialization = start,
            Constants = new Dictionary<string, Constant>(constants ?? []),
        };
    }

    /// <summary>Given data, loss and layers; the output scale is that of the normalised network where none is given.</summary>
    public static DeepLinearSetting Of(Dataset data, Loss loss, double? scale, double rate, params double[][,] layers)
    {
        var matrices = layers.Select(Matrix<double>.From).ToList();
        int[] widths = [matrices[0].Columns, .. matrices.Select(layer => layer.Rows)];
        var network = scale is { } given ? DeepLinearNetwork.Scaled(given, widths) : DeepLinearNetwork.Normalized(widths);
        var analysis = DataAnalysis.Of(data);
        var start = new GivenInitialization(matrices);
        var run = Preparation.Prepare<double>(network, start, analysis, loss, default, ThreadTeam.Alone, ReductionMode.Auto);
        return new DeepLinearSetting(run, analysis, loss, rate);
    }

    /// <summary>The entries of a matrix.</summary>
    public static double[,] Entries(Matrix<double> matrix)
    {
        var entries = new double[matrix.Rows, matrix.Columns];
        for (var i = 0; i < matrix.Rows; i++)
        {
            for (var j = 0; j < matrix.Columns; j++)
                entries[i, j] = matrix[i, j];
        }

        return entries;
    }

    /// <summary>The moment after some steps of a run, beside the one before it.</summary>
    public static DeepLinearMoment After(DeepLinearSetting setting, int steps)
    {
        var (now, before) = (new DeepLinearMoment(setting), new DeepLinearMoment(setting));
        var state = new DescentState<double>(setting.Run.Start.Clone());
        var method = new GradientDescent(setting.LearningRate);
        now.MoveTo(0, state.Weights, setting.Start.Twin, null);
        for (var step = 1; step <= steps; step++)
        {
            method.Step(setting.Run.Objective, state);
            (now, before) = (before, now);
            now.MoveTo(step, state.Weights, setting.Start.Twin, before);
        }

        return now;
    }

    /// <summary>Both sides of an inequality of a certificate, after some steps; of what compares two steps with the one before.</summary>
    public static Comparison Measure(this Theorem<DeepLinearSetting, DeepLinearMoment> theorem, DeepLinearSetting setting, string id, int steps = 0)
    {
        var invariant = theorem.Certify(setting).Invariants.Single(each => each.Id == id);
        return invariant.Measure(After(setting, steps)).ShouldNotBeNull($"{id} says nothing at step {steps}");
    }

    /// <summary>The value of what a certificate yields.</summary>
    public static double Yield(this Certificate<DeepLinearMoment> certificate, string name) => certificate.Yields.Single(yield => yield.Name == name).Value;

    /// <summary>The assumption of a certificate.</summary>
    public static Assumption Assumption(this Certificate certificate, string name) =>
        certificate.Assumptions.Single(assumption => assumption.Name == name);
}
