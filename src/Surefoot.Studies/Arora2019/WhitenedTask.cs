using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Studies.Arora2019;

/// <summary>The problem of Arora et al. 2019 for one target: l(W) = 1/2 ||W_N ... W_1 - Phi||_F^2, as the squared loss on the inputs X = I.</summary>
internal sealed class WhitenedTask
{
    private readonly SquaredLoss _loss = new(SquaredScaling.Half);
    private readonly DataAnalysis _data;

    public WhitenedTask(Matrix<double> target)
    {
        Target = target;
        _data = DataAnalysis.Of(new Dataset("whitened inputs", Matrix<double>.Identity(target.Columns), target));
    }

    /// <summary>Phi, d_N x d_0.</summary>
    public Matrix<double> Target { get; }

    /// <summary>||Phi||_F.</summary>
    public double TargetNorm => Frobenius.Norm(Target);

    /// <summary>The task whose target has the given diagonal.</summary>
    public static WhitenedTask Diagonal(params IReadOnlyList<double> entries) => new(Matrix<double>.Diagonal(entries));

    /// <summary>A network without output scale that starts at given layers.</summary>
    public DeepLinearSetting At(IReadOnlyList<Matrix<double>> layers, double rate) =>
        From([Target.Columns, .. layers.Select(layer => layer.Rows)], new GivenInitialization(layers), rate, RandomStream.FromSeed(0));

    /// <summary>A network without output scale with a start of some law.</summary>
    public DeepLinearSetting From(IReadOnlyList<int> widths, Initialization<DeepLinearNetwork> initialization, double rate, RandomStream stream)
    {
        var run = Preparation.Prepare<double>(DeepLinearNetwork.Unscaled(widths), initialization, _data, _loss, stream, ThreadTeam.Alone, ReductionMode.Auto);
        return new(run, _data, _loss, rate) { Initialization = initialization };
    }

    /// <summary>The setting at the largest learning rate of theorem 1, which counts as allowed.</summary>
    public DeepLinearSetting AtRateLimit(IReadOnlyList<Matrix<double>> layers) =>
        At(layers, new Theory.Arora2019.Theorem1().Certify(At(layers, 1)).Assumptions.Single(assumption => assumption.Name == "the learning rate").Limit);

    /// <summary>Gradient descent in a setting, or another method.</summary>
    public static Trajectory Descend(DeepLinearSetting setting, RunOptions options, CancellationToken cancellation, Method? method = null)
    {
        var trajectory = DescentRun.Run(
            setting.Run.Objective, method ?? new GradientDescent(setting.LearningRate), new DescentState<double>(setting.Run.Start.Clone()), options, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return trajectory;
    }

    /// <summary>What statements say of a setting, and all their inequalities laid against one run of it.</summary>
    public static (IReadOnlyList<Certificate<DeepLinearMoment>> Certificates, DeepLinearChecks Run) Check(
        DeepLinearSetting setting, IReadOnlyList<Theorem<DeepLinearSetting, DeepLinearMoment>> theorems, long steps, Recording recording, CancellationToken cancellation)
    {
        List<Certificate<DeepLinearMoment>> certificates = [.. theorems.Select(theorem => theorem.Certify(setting))];
        var run = DeepLinearChecks.Run(setting, [.. certificates.SelectMany(certificate => certificate.Invariants)], steps, recording, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return (certificates, run);
    }

    /// <summary>sigma_min(Phi) - ||W(0) - Phi||_F, the largest deficiency margin; not positive where there is none.</summary>
    public static double Margin(DeepLinearSetting setting) => Yield(new Definition2().Certify(setting), "c");

    /// <summary>A number that a certificate yields.</summary>
    public static double Yield(Certificate<DeepLinearMoment> certificate, string name) => certificate.Yields.Single(yield => yield.Name == name).Value;
}
