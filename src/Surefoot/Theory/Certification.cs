namespace Surefoot.Theory;

/// <summary>All statements that speak about one kind of setting, evaluated on one setting; the best guarantee first.</summary>
/// <typeparam name="TMoment">A moment of a run in that setting.</typeparam>
/// <param name="Certificates">
/// Those that hold with a bound, the fewest steps to the target first; the others that hold; those that cannot tell; those that
/// do not apply, the nearest to applying first.
/// </param>
/// <param name="TargetGap">The gap L(t) - L* that steps are counted to.</param>
public sealed record Certification<TMoment>(IReadOnlyList<Certificate<TMoment>> Certificates, double TargetGap)
{
    /// <summary>The statement that holds and guarantees the target soonest; null where none guarantees it.</summary>
    public Certificate<TMoment>? Best => Certificates.FirstOrDefault(
        certificate => certificate.Verdict == Verdict.Holds && double.IsFinite(StepsOf(certificate)));

    /// <summary>Evaluates every statement of the library about such settings.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="targetGap">The gap to count steps to.</param>
    public static Certification<TMoment> Of<TSetting>(TSetting setting, double targetGap)
    {
        var certificates = Library.Theorems.OfType<Theorem<TSetting, TMoment>>().Select(theorem => theorem.Certify(setting)).ToList();
        var unordered = new Certification<TMoment>(certificates, targetGap);
        return unordered with
        {
            Certificates =
            [
                .. certificates
                    .OrderBy(certificate => certificate.Verdict switch { Verdict.Holds => 0, Verdict.CannotTell => 1, _ => 2 })
                    .ThenBy(unordered.StepsOf)
                    .ThenByDescending(certificate => certificate.Verdict == Verdict.DoesNotApply ? certificate.Deciding!.Margin : 0)
                    .ThenBy(certificate => certificate.Theorem.Id, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>The steps a certificate's bound takes to the target; infinite without a bound.</summary>
    public double StepsOf(Certificate<TMoment> certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var steps = certificate.Bound?.StepsTo(TargetGap) ?? double.PositiveInfinity;
        return double.IsNaN(steps) ? double.PositiveInfinity : steps;
    }
}
