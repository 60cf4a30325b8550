namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>Zhao and Xu 2024, definition 2 and (14): the region of starts that lemmas 3, 4 and 6 speak about, measured.</summary>
public sealed class Definition2 : Theorem<DeepLinearSetting, DeepLinearMoment>
{
    /// <inheritdoc/>
    public override string Id => "zhao-xu-2024/definition-2";

    /// <inheritdoc/>
    public override string Source => "Zhao and Xu 2024, definition 2";

    /// <inheritdoc/>
    public override string Statement =>
        "How near the products of layers of a start are to multiples of isometries, and how near its loss is to the least: the smallest c1, c2, M and B0 of the convergence region.";

    /// <inheritdoc/>
    public override Scope Scope => Scope.Start;

    /// <inheritdoc/>
    public override Certificate<DeepLinearMoment> Certify(DeepLinearSetting setting)
    {
        var problem = new NormalizedProblem(setting);
        var region = Region.Outer(problem, setting.Start);
        return new(this, [.. problem.Standing(), new("the smallest ratio of a singular value in (14)", Math.Exp(-region.C2 / 2), Relation.Above, 0, "use a start whose products have full rank")])
        {
            Yields =
            [
                ("c1", region.C1),
                ("c2", region.C2),
                ("B0", region.InitialGap),
                .. Region.InnerNormsAreCheap(problem) ? [("M", Region.InnerNorms(problem, setting.Start))] : Array.Empty<(string, double)>(),
            ],
        };
    }
}
