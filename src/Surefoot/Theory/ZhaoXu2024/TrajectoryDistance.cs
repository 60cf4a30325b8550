namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>
/// How far the network's map V(t) and its twin's W(t) may be apart: ||V(t) - W(t)||_X^2 &lt;= D(t) ||V(0) - W*||_X^2, where
/// ||R(t)||_X &lt;= tau ||V(t) - W*||_X (lemma 4) and W(0) = V(0).
/// </summary>
public static class TrajectoryDistance
{
    /// <summary>D(tau, q, t) = min(tau / (1 - q), 2 (q + tau)^t), the printed form: there tau is 14 times the remainder's.</summary>
    public static double Printed(double tau, double q, double step) => Math.Min(tau / (1 - q), 2 * Math.Pow(q + tau, step));

    /// <summary>
    /// min(14 tau / (1 - q) if sqrt(q) + tau &lt;= 1, 2 ((q + 7 tau)^t - q^t)): what the proof of lemma 6 gives for the remainder's tau.
    /// </summary>
    /// <remarks>The proof needs q + 7 tau &lt;= 1 for the first of the two, which the statement does not say; sqrt(q) + tau &lt;= 1 is enough.</remarks>
    public static double FromProof(double tau, double q, double step)
    {
        var growth = 2 * (Math.Pow(q + (7 * tau), step) - Math.Pow(q, step));
        return Math.Sqrt(q) + tau <= 1 ? Math.Min(14 * tau / (1 - q), growth) : growth;
    }

    /// <summary>((sqrt(q) + tau)^t - sqrt(q)^t)^2: never above the other two, and true without any condition on tau.</summary>
    /// <remarks>
    /// A convex step contracts by sqrt(q) between any two maps, so ||V(t) - W*||_X grows by a factor of at most a = sqrt(q) + tau, and
    /// d(t) = ||V(t) - W(t)||_X obeys d(t+1) &lt;= sqrt(q) d(t) + tau a^t ||V(0) - W*||_X from d(0) = 0.
    /// </remarks>
    public static double Sharp(double tau, double q, double step)
    {
        var root = Math.Sqrt(q);
        var difference = Math.Pow(root + tau, step) - Math.Pow(root, step);
        return difference * difference;
    }

    /// <summary>q^{t/2} sqrt(D) + D/2: |E_DLN(t) - E(t)| is at most beta ||V(0) - W*||_X^2 times it.</summary>
    public static double LossShare(double distance, double q, double step) => (Math.Pow(q, step / 2) * Math.Sqrt(distance)) + (distance / 2);

    /// <summary>The bound on the distance of maps and the one on the difference of losses, for steps up to the last.</summary>
    internal static IEnumerable<Invariant<DeepLinearMoment>> Invariants(NormalizedProblem problem, string id, string symbol, Func<long, double> distance, long lastStep = long.MaxValue)
    {
        var (q, start) = (problem.ContractionFactor, problem.SquaredStartDistance);
        yield return new($"{id}/distance", $"||V(t) - W(t)||_X^2 <= {symbol} ||V(0) - W*||_X^2", moment =>
        {
            if (moment.Step > lastStep)
                return null;
            var apart = SemiNorm.Distance(moment.Map, moment.Twin);
            var rounding = Rounding(moment);
            return new(apart * apart, distance(moment.Step) * start, ((2 * apart) + rounding) * rounding);
        });
        yield return new($"{id}/losses", $"|E_DLN(t) - E(t)| <= beta (q^(t/2) sqrt({symbol}) + {symbol} / 2) ||V(0) - W*||_X^2", moment =>
        {
            if (moment.Step > lastStep)
                return null;
            var (deep, twin) = (problem.Deep(moment), problem.Twin(moment));
            var rounding = problem.GapRounding(deep, moment.Step) + problem.GapRounding(twin, moment.Step)
                + (Rounding(moment) * problem.Smoothness * (Math.Sqrt(problem.SquaredDistance(moment)) + Math.Sqrt(problem.SquaredDistance(moment.Twin))));
            return new(Math.Abs(deep.Gap - twin.Gap), problem.Smoothness * LossShare(distance(moment.Step), q, moment.Step) * start, rounding);
        });

        // Of both runs, as long as their steps are remembered, and of powers whose difference the bound is.
        double Rounding(DeepLinearMoment moment) =>
            ((problem.MapRounding(moment.Map) + problem.MapRounding(moment.Twin)) * problem.GatheredSteps(moment.Step))
            + (8 * NormalizedProblem.Epsilon * (moment.Step + 1) * (Math.Sqrt(problem.SquaredDistance(moment)) + Math.Sqrt(problem.SquaredDistance(moment.Twin))));
    }
}
