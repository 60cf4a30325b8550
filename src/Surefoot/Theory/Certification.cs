namespace Surefoot.Theory;

/// <summary>All statements that speak about one kind of setting, evaluated on one setting; the best guarantee first.</summary>
/// <typeparam name="TMoment">A moment of a run in that setting.</typeparam>
/// <param name="Certificates">
/// Those that hold with a bound, the fewest steps to the target first, and of as many the surer; the others that hold; those that cannot tell; those that
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
    public static Certification<TMoment> Of<TSetting>(TSetting setting, double targetGap) =>
        Ordered(Library.Theorems.OfType<Theorem<TSetting, TMoment>>().Select(theorem => theorem.Certify(setting)), targetGap);

    /// <summary>The same, where what only a run can settle is settled by one: then a certificate speaks about just these steps.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="targetGap">The gap to count steps to.</param>
    /// <param name="steps">The number of steps to take for each statement that needs them.</param>
    /// <param name="cancellation">Ends a run between two steps.</param>
    public static Certification<TMoment> OfRun<TSetting>(TSetting setting, double targetGap, long steps, CancellationToken cancellation = default)
    {
        return Ordered(Library.Theorems.OfType<Theorem<TSetting, TMoment>>().Select(Certified), targetGap);

        Certificate<TMoment> Certified(Theorem<TSetting, TMoment> theorem)
        {
            var certificate = theorem.Certify(setting);
            return certificate.Verdict != Verdict.Holds && theorem is ICertifiesRuns<TSetting, TMoment> runs ? runs.CertifyRun(setting, steps, cancellation) : certificate;
        }
    }

    /// <summary>The steps a certificate's bound takes to the target; infinite without a bound.</summary>
    public double StepsOf(Certificate<TMoment> certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.StepsTo(TargetGap);
    }

    private static Certification<TMoment> Ordered(IEnumerable<Certificate<TMoment>> evaluated, double targetGap)
    {
        var certificates = evaluated.ToList();
        var unordered = new Certification<TMoment>(certificates, targetGap);
        return unordered with
        {
            Certificates =
            [
                .. certificates
                    .OrderBy(certificate => certificate.Verdict switch { Verdict.Holds => 0, Verdict.CannotTell => 1, _ => 2 })
                    .ThenBy(unordered.StepsOf)
                    .ThenBy(certificate => certificate.FailureProbability)
                    .ThenByDescending(certificate => certificate.Verdict == Verdict.DoesNotApply ? certificate.Deciding!.Margin : 0)
                    .ThenBy(certificate => certificate.Theorem.Id, StringComparer.Ordinal),
            ],
        };
    }
}
