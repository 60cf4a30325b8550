using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Tests.Theory.Du2019;

/// <summary>Settings on functions, and what statements measure along their runs.</summary>
internal static class SaddleSettings
{
    public static FunctionSetting Octopus(int dimension, double l, double rate, params double[] start) => On(new Octopus(dimension, l), rate, start);

    public static FunctionSetting On(Octopus octopus, double rate, params double[] start) => new(octopus, start, new GradientDescent(rate))
    {
        Bound = octopus.Dimension * octopus.Drop,
        GradientLipschitz = octopus.GradientLipschitz,
        HessianLipschitz = octopus.HessianLipschitz,
        Law = new CubeLaw(),
    };

    /// <summary>A setting inside the assumptions of lemma 7.2, with a learning rate between 1 / (20 L) and 1 / (2 L).</summary>
    public static FunctionSetting Drawn(int draw, bool isTube)
    {
        var stream = RandomStream.FromSeed(2019).Named("setting", draw);
        var octopus = new Octopus(2 + (draw % 3), 1 + (2 * stream.Uniform(0)), 1, Math.E * (1 + (draw % 2 * stream.Uniform(1))));
        var rate = (0.05 + (0.44 * stream.Uniform(2))) / octopus.L;
        double[] start = [.. Enumerable.Range(0, octopus.Dimension).Select(j => (isTube ? stream.Uniform(j + 3) : (2 * stream.Uniform(j + 3)) - 1))];
        return On(octopus, rate, start);
    }

    public static PerturbedGradientDescent Kicks(Octopus octopus, int seed) =>
        new(1 / (4 * octopus.L), octopus.Gamma * Math.E / 100, Math.E / 100, 1, RandomStream.FromSeed((ulong)seed).Named("kicks"));

    public static Certificate<FunctionMoment> Certify(this Theorem<FunctionSetting, FunctionMoment> theorem, FunctionSetting setting, Verdict verdict)
    {
        var certificate = theorem.Certify(setting);
        certificate.Verdict.ShouldBe(verdict, certificate.Sentence);
        return certificate;
    }

    public static void HoldsAlong(this Theorem<FunctionSetting, FunctionMoment> theorem, FunctionSetting setting, long steps)
    {
        var run = FunctionChecks.Run(setting, theorem.Certify(setting, Verdict.Holds).Invariants, steps);
        foreach (var check in run.Checks)
            check.Holds.ShouldBeTrue($"{theorem.Id}: {check.Sentence}");
    }

    /// <summary>Both sides of one inequality wherever it is measured along a run.</summary>
    public static List<(long Step, Comparison Sides)> Along(this Theorem<FunctionSetting, FunctionMoment> theorem, FunctionSetting setting, string id, long steps)
    {
        var found = new List<(long, Comparison)>();
        var invariant = theorem.Certify(setting).Invariants.Single(each => each.Id == id);
        FunctionChecks.Run(
            setting,
            [
                new Invariant<FunctionMoment>(id, id, () =>
                {
                    var measure = invariant.Begin();
                    return moment =>
                    {
                        var sides = measure(moment);
                        if (sides is { } both)
                            found.Add((moment.Step, both));
                        return sides;
                    };
                }),
            ],
            steps);
        return found;
    }

    public static Assumption Assumed(this Certificate<FunctionMoment> certificate, string name) => certificate.Assumptions.First(assumption => assumption.Name == name);

    public static double Yield(this Certificate<FunctionMoment> certificate, string name) => certificate.Yields.Single(yield => yield.Name == name).Value;
}
