using Surefoot.Initializations;

namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>The laws of the start that the work speaks about.</summary>
internal enum StartLaw
{
    /// <summary>Independent Gaussian entries.</summary>
    Gaussian,

    /// <summary>Random embeddings up to a hidden peak, random orthogonal projections after it (definition 1).</summary>
    OnePeak,

    /// <summary>Multiples of isometries with a uniform last factor (theorem 6).</summary>
    SpecialBalanced,

    /// <summary>Any other.</summary>
    Other,
}

/// <summary>Which law a start was drawn from.</summary>
internal static class StartLaws
{
    /// <summary>The law; null where only the weights are known.</summary>
    public static StartLaw? Of(DeepLinearSetting setting) => setting.Initialization switch
    {
        null => null,
        GaussianInitialization => StartLaw.Gaussian,
        SpecialBalancedInitialization => StartLaw.SpecialBalanced,

        // Independent Haar layers are the one-peak start wherever widths have one peak.
        OrthogonalInitialization when Peak(setting.Network.Widths) is not null => StartLaw.OnePeak,
        _ => StartLaw.Other,
    };

    /// <summary>p: the last hidden layer up to which widths do not fall, if they do not rise after it.</summary>
    public static int? Peak(IReadOnlyList<int> widths)
    {
        var peak = 0;
        while (peak + 2 < widths.Count && widths[peak + 1] >= widths[peak])
            peak++;
        return peak > 0 && Enumerable.Range(peak, widths.Count - 1 - peak).All(i => widths[i + 1] <= widths[i]) ? peak : null;
    }

    public static string Name(StartLaw law) => law switch
    {
        StartLaw.Gaussian => "Gaussian",
        StartLaw.OnePeak => "one-peak orthogonal",
        StartLaw.SpecialBalanced => "special balanced",
        _ => "given",
    };
}
