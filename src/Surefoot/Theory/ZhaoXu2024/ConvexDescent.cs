namespace Surefoot.Theory.ZhaoXu2024;

/// <summary>What gradient descent does on a convex problem that is alpha-strongly convex and beta-smooth in the data semi-norm.</summary>
public static class ConvexDescent
{
    /// <summary>q = max((1 - alpha eta*)^2, (1 - beta eta*)^2), eq. (10): ||W(t+1) - W*||_X^2 &lt;= q ||W(t) - W*||_X^2.</summary>
    /// <remarks>
    /// (10) gives the first branch up to eta* = 2/(alpha+beta) and the second beyond, which is their maximum. It says 0 &lt; q; q is
    /// 0 for alpha = beta = 1/eta*.
    /// </remarks>
    /// <param name="strongConvexity">alpha.</param>
    /// <param name="smoothness">beta.</param>
    /// <param name="rate">eta*; below 2/beta for q &lt; 1.</param>
    public static double ContractionFactor(double strongConvexity, double smoothness, double rate)
    {
        var (slow, fast) = (1 - (strongConvexity * rate), 1 - (smoothness * rate));
        return Math.Max(slow * slow, fast * fast);
    }
}
