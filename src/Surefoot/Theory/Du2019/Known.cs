namespace Surefoot.Theory.Du2019;

/// <summary>The constants of a function that statements of chapter 7 take for granted: known, or nothing is certified.</summary>
internal static class Known
{
    public static Assumption Bound(FunctionSetting setting) => IsKnown("B", setting.Bound);

    public static Assumption GradientLipschitz(FunctionSetting setting) => IsKnown("l", setting.GradientLipschitz);

    public static Assumption HessianLipschitz(FunctionSetting setting) => IsKnown("rho", setting.HessianLipschitz);

    public static double Distance(IReadOnlyList<double> a, IReadOnlyList<double> b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>A change between two points against its Lipschitz constant; what rounding makes of the change is some eps of the constant times the points. Null outside the domain.</summary>
    public static Comparison? Change(FunctionMoment now, FunctionMoment before, double change, double lipschitz)
    {
        if (!now.IsInDomain || !before.IsInDomain)
            return null;
        var size = now.Point.Max(Math.Abs) * Math.Sqrt(now.Point.Count);
        return new(change, lipschitz * Distance(now.Point, before.Point), 1e-14 * lipschitz * (size + 1));
    }

    private static Assumption IsKnown(string name, double value) => new(name, value, Relation.Above, 0, $"give {name} with the setting");
}
