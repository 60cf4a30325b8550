using Surefoot.Arithmetic;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Objectives;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;
using Statement = Surefoot.Theory.Arora2019.Theorem1;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, appendices B and D.3 to D.5: how likely random starts are balanced and have a deficiency margin, beside the bounds and, where
/// there is one, the exact probability.
/// </summary>
/// <remarks>A start of deviation s is s times one of deviation 1, so each draw serves for every s.</remarks>
public sealed class AppendixB : Study
{
    // ||Phi|| = 1 throughout. Frequencies are compared with what they estimate within four standard deviations: left once in 16000 times.
    private const double Deviations = 4;

    /// <inheritdoc/>
    public override string Id => "arora-2019/appendix-b";

    /// <inheritdoc/>
    public override string Title => "how likely random starts are balanced and have a margin, and that small deviations trade one for the other";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, claims 2 and 3, lemmas 10, 14 and 15, (38), section 3.1";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var (draws, layers) = isPaper ? (400_000, 10_000) : (40_000, 1_000);
        var balance = Balance.Of(layers, stream.Named("balance"), cancellation);
        progress?.Report(new StudyProgress(0.2, "margins of balanced starts"));
        var balanced = MarginLaw.OfBalanced(draws, stream.Named("balanced"), cancellation);
        progress?.Report(new StudyProgress(0.4, "margins of Gaussian starts"));
        var gaussian = MarginLaw.OfGaussian(draws, stream.Named("gaussian"), cancellation);
        progress?.Report(new StudyProgress(0.7, "caps of spheres"));
        List<Caps> caps = [.. Caps.Dimensions.Select(dimension => Caps.Of(dimension, draws, stream.Named("caps")))];
        progress?.Report(new StudyProgress(0.8, "balance against margin"));
        var trade = Trade.Of(layers, stream.Named("trade"), cancellation);
        return new StudyResult(
            [.. balance.Facts(), .. balanced.Facts(), .. gaussian.Facts(), .. caps.SelectMany(each => each.Facts()), .. trade.Facts()],
            [new NamedFigure("figure", new Figure([balance.Panel(), MarginLaw.Panel(balanced, gaussian), Caps.Panel(caps), trade.Panel()], columns: 2))],
            [
                new Table("balance", ["s", "share", "claim2"], [.. balance.Rows()]),
                new Table("margins", ["start", "s", "shareWithMargin", "shareWithTheMarginNeeded", "bound"], [.. balanced.Rows(), .. gaussian.Rows()]),
                new Table("caps", ["dimension", "a", "share", "exact", "bound"], [.. caps.SelectMany(each => each.Rows())]),
                new Table("trade", ["s", "shareBalanced", "medianMargin", "shareTheorem1"], [.. trade.Rows()]),
            ],
            [
                $"Setting: claim 2 with four dimensions of 10 and delta = {Balance.Delta}; starts with one output of {MarginLaw.Inputs} inputs, Gaussian ones with two hidden layers of {MarginLaw.Hidden}; ||Phi|| = 1.",
                "Setting: claim 3's constant C_1 is at least 2000 whatever the constant of Carbery and Wright; the deviation is the largest that C_1 = 2000 allows.",
                "Loose: claim 2's bound says something only where s is about half of what is needed; lemma 14's only for caps that are nearly hemispheres.",
                "Loose: what theorem 1 needs of balance is of the order of the squared margin; no Gaussian start that was drawn has both.",
            ]);
    }

    // The distance of a frequency from a probability in standard deviations of the frequency.
    private static double Apart(double share, double probability, int draws) => Math.Abs(share - probability) / Math.Sqrt(probability * (1 - probability) / draws);

    private static double Share(IReadOnlyList<double> values, Func<double, bool> holds) => (double)values.Count(holds) / values.Count;

    /// <summary>max_j ||B_j||_F of Gaussian layers of deviation 1, sorted, and the squares of one of them.</summary>
    private sealed record Balance(IReadOnlyList<double> Imbalances, IReadOnlyList<double> Squares)
    {
        public const double Delta = 0.1;
        private const int Dimension = 10;
        private const int Depth = 3;

        private static double[] Scales { get; } = Spaced.Evenly(0.004, 0.08, 40);

        public static Balance Of(int draws, RandomStream stream, CancellationToken cancellation)
        {
            var network = DeepLinearNetwork.Unscaled([.. Enumerable.Repeat(Dimension, Depth + 1)]);
            var (imbalances, squares) = (new List<double>(), new List<double>());
            for (var draw = 0; draw < draws; draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                var weights = new GaussianInitialization().Sample<double>(network, stream.Named("draw", draw), ThreadTeam.Alone);
                var each = Trade.ImbalancesOf(weights);
                imbalances.Add(each.Max());
                squares.Add(each[0] * each[0]);
            }

            return new(imbalances, squares);
        }

        public IEnumerable<Fact> Facts()
        {
            yield return new Fact(
                $"Gaussian layers, four dimensions of 10: the share that is {Delta}-balanced is at least claim 2's bound, at every s (least difference)",
                Scales.Min(s => At(s) - Claim2.Probability(Depth, s, Dimension, Delta)), Relation.AtLeast, 0, "Arora et al. 2019, claim 2");
            var (mean, exact) = (Squares.Average(), Lemma10.MeanSquare(Dimension, Dimension, Dimension));
            var deviation = Math.Sqrt(Squares.Average(square => (square - mean) * (square - mean)) / Squares.Count);
            yield return new Fact($"the mean of ||B_1||_F^2 / s^4 is {exact:G6}, exactly (distance in standard deviations)", Math.Abs(mean - exact) / deviation, Relation.AtMost, Deviations, "Arora et al. 2019, lemma 10");
        }

        public LinePanel Panel() => new(
        [
            new Series("measured", Scales, Scales.Select(At)),
            new Series("claim 2", Scales, Scales.Select(s => Claim2.Probability(Depth, s, Dimension, Delta))),
        ])
        {
            Title = $"(a) {Delta}-balanced Gaussian starts",
            X = new LogAxis("standard deviation s"),
            Y = new LinearAxis("share of starts", 0, 1.05),
        };

        public IEnumerable<IReadOnlyList<object>> Rows() => Scales.Select(s => (IReadOnlyList<object>)[s, At(s), Claim2.Probability(Depth, s, Dimension, Delta)]);

        private double At(double s) => Share(Imbalances, imbalance => s * s * imbalance <= Delta);
    }

    /// <summary>Maps w of deviation 1 with one output, by ||w|| and w . Phi; a start of deviation s has the map s^p w.</summary>
    private sealed record MarginLaw(string Name, int Power, IReadOnlyList<(double Length, double Inner)> Draws)
    {
        public const int Inputs = 100;
        public const int Hidden = 10;

        private static double[] Scales { get; } = Spaced.Evenly(1e-4, 1, 41);

        // What theorem 2 needs of a balanced start, and (49) gives a Gaussian one.
        private double Needed(double s) => Power == 1 ? Theory.Arora2019.Theorem2.Margin(Inputs, s, 1) : Claim3.Margin(Power, Hidden * Hidden, 1, Lemma12.Spread(0, 0.999), s);

        private double Bound(double s) => Power == 1
            ? Math.Max(0, Theory.Arora2019.Theorem2.Probability(Inputs, 1 / (s * s * Inputs * Inputs)))
            : s <= Largest ? Claim3.Probability : 0;

        private static double Largest => Claim3.DeviationLimit(3, Inputs, Hidden * Hidden, 1, Lemma12.Spread(0, 0.999));

        public static MarginLaw OfBalanced(int count, RandomStream stream, CancellationToken cancellation)
        {
            var draws = new List<(double, double)>(count);
            var map = new double[Inputs];
            for (var draw = 0; draw < count; draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Named("draw", draw).FillNormal<double>(map);
                draws.Add((Math.Sqrt(map.Sum(entry => entry * entry)), map[0]));
            }

            return new("balanced", 1, draws);
        }

        public static MarginLaw OfGaussian(int count, RandomStream stream, CancellationToken cancellation)
        {
            var network = DeepLinearNetwork.Unscaled(Inputs, Hidden, Hidden, 1);
            var draws = new List<(double, double)>(count);
            for (var draw = 0; draw < count; draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                var map = network.EndToEnd(new GaussianInitialization().Sample<double>(network, stream.Named("draw", draw), ThreadTeam.Alone));
                draws.Add((Frobenius.Norm(map), map[0, 0]));
            }

            return new("Gaussian", 3, draws);
        }

        public IEnumerable<Fact> Facts()
        {
            var law = Power == 1 ? "Arora et al. 2019, (38)" : "Arora et al. 2019, claim 3";
            yield return new Fact($"{Name} starts, one output, s = {Scales[0]}: half of them have a margin (distance of the share from 1/2)", Math.Abs(With(Scales[0], 0) - 0.5), Relation.AtMost, 0.02, "Arora et al. 2019, section 3.1");
            double[] between = [.. Scales.Where(s => With(s, 0) is > 0.05 and < 0.45)];
            yield return new Fact(
                $"{Name} starts: where a margin is neither certain nor rare its share is that of caps as long as the starts (largest distance in standard deviations)",
                new[] { between[0], between[between.Length / 2], between[^1] }.Max(s => Apart(With(s, 0), Exact(s), Draws.Count)), Relation.AtMost, Deviations, "Arora et al. 2019, lemma 13");
            yield return new Fact($"{Name} starts: the share with the margin needed is at least the bound, at every s (least difference)", Scales.Min(s => With(s, Needed(s)) - Bound(s)), Relation.AtLeast, 0, law);
            yield return new Fact($"{Name} starts: and the share with any margin falls with s (largest rise)", Enumerable.Range(1, Scales.Length - 1).Max(k => With(Scales[k], 0) - With(Scales[k - 1], 0)), Relation.AtMost, 0, "Arora et al. 2019, section 3.1");
            if (Power > 1)
                yield return new Fact($"{Name} starts, s = {Largest:G4}, the largest that C_1 = 2000 allows: the share with the margin (49)", With(Largest, Needed(Largest)), Relation.AtLeast, 0.49, law);
        }

        public static LinePanel Panel(params IReadOnlyList<MarginLaw> laws) => new(laws.SelectMany((law, place) => new[]
        {
            new Series($"{law.Name}, any margin", Scales, Scales.Select(s => law.With(s, 0))) { Color = Palette.ColorOf(place), Dash = Dash.Solid },
            new Series($"{law.Name}, margin needed", Scales, Scales.Select(s => law.With(s, law.Needed(s)))) { Color = Palette.ColorOf(place), Dash = Dash.Dashed },
            new Series($"{law.Name}, bound", Scales, Scales.Select(law.Bound)) { Color = Palette.ColorOf(place), Dash = Dash.Dotted },
        }))
        {
            Title = $"(b) deficiency margins, d_{{0}} = {Inputs}",
            X = new LogAxis("standard deviation s"),
            Y = new LinearAxis("share of starts", 0, 1.05),
            Legend = LegendPlace.TopRight,
        };

        public IEnumerable<IReadOnlyList<object>> Rows() => Scales.Select(s => (IReadOnlyList<object>)[Name, s, With(s, 0), With(s, Needed(s)), Bound(s)]);

        // ||V - Phi|| < 1 - c, without the 1 on both sides.
        private double With(double s, double margin)
        {
            var scale = Math.Pow(s, Power);
            return margin >= 1 ? 0 : (double)Draws.Count(draw => scale * ((2 * draw.Inner) - (scale * draw.Length * draw.Length)) > margin * (2 - margin)) / Draws.Count;
        }

        // The direction is uniform whatever the length r, and there is a margin where its cosine with Phi is above r / 2.
        private double Exact(double s)
        {
            var scale = Math.Pow(s, Power);
            return Draws.Average(draw => Lemma14.Area(Inputs, 1 - (scale * draw.Length / 2)));
        }
    }

    /// <summary>Cosines of uniform directions with a fixed one.</summary>
    private sealed record Caps(int Dimension, IReadOnlyList<double> Cosines)
    {
        public static IReadOnlyList<int> Dimensions { get; } = [20, 50, 100];

        private static IReadOnlyList<double> Closeness { get; } = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

        private static IReadOnlyList<double> Heights { get; } = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

        public static Caps Of(int dimension, int draws, RandomStream stream) =>
            new(dimension, [.. Enumerable.Range(0, draws).Select(draw => Distributions.Sphere(stream.Named("dimension", dimension).Named("draw", draw), dimension)[0])]);

        public IEnumerable<Fact> Facts()
        {
            yield return new Fact(
                $"d = {Dimension}: caps of heights 0.5 to 1 have the area of the beta law (largest distance in standard deviations)",
                Heights.Max(height => Apart(Share(Cosines, cosine => cosine >= 1 - height), Lemma14.Area(Dimension, height), Cosines.Count)), Relation.AtMost, Deviations, "Arora et al. 2019, lemma 14");
            yield return new Fact(
                $"d = {Dimension}: which is at least the bound (least difference)", Heights.Min(height => Lemma14.Area(Dimension, height) - Lemma14.AreaBound(Dimension, height)), Relation.AtLeast, 0, "Arora et al. 2019, lemma 14");
            yield return new Fact(
                $"d = {Dimension}: starts of length (a d)^(-1/2) have the margin 1 / (a d) as often as the exact law says, a = 1 to 1000 (largest distance in standard deviations)",
                Closeness.Max(a => Apart(WithMargin(a), Lemma15.ExactProbability(Dimension, a), Cosines.Count)), Relation.AtMost, Deviations, "Arora et al. 2019, lemma 15");
            yield return new Fact(
                $"d = {Dimension}: and at least as often as the bound (least difference)", Closeness.Min(a => WithMargin(a) - Lemma15.Probability(a)), Relation.AtLeast, 0, "Arora et al. 2019, lemma 15");
        }

        public static LinePanel Panel(IReadOnlyList<Caps> caps) => new(
        [
            .. caps.Select((each, place) => new Series($"d = {each.Dimension}", Closeness, Closeness.Select(each.WithMargin)) { Color = Palette.ColorOf(place), Marker = (Marker)(1 + place), LineWidth = 0 }),
            .. caps.Select((each, place) => new Series(place == 0 ? "exact" : "", Closeness, Closeness.Select(a => Lemma15.ExactProbability(each.Dimension, a))) { Color = Palette.ColorOf(place), Dash = Dash.Solid }),
            new Series("lemma 15", Closeness, Closeness.Select(a => Math.Max(0, Lemma15.Probability(a)))) { Color = Color.Black, Dash = Dash.Dashed },
        ])
        {
            Title = "(c) starts of length (a d)^{-1/2}",
            X = new LogAxis("a"),
            Y = new LinearAxis("share with margin 1 / (a d)", 0, 0.6),
            Legend = LegendPlace.BottomRight,
        };

        public IEnumerable<IReadOnlyList<object>> Rows() => Closeness.Select(a => (IReadOnlyList<object>)[Dimension, a, WithMargin(a), Lemma15.ExactProbability(Dimension, a), Lemma15.Probability(a)]);

        // The margin itself, 1 - ||V - Phi||.
        private double WithMargin(double a)
        {
            var radius = 1 / Math.Sqrt(a * Dimension);
            return Share(Cosines, cosine => 1 - Math.Sqrt(1 - (2 * radius * cosine) + (radius * radius)) >= radius * radius);
        }
    }

    /// <summary>Gaussian starts with one output, by imbalance and map.</summary>
    private sealed record Trade(IReadOnlyList<(double Imbalance, double Length, double Inner)> Draws)
    {
        private const int Inputs = 20;
        private const int Hidden = 10;
        private const int Depth = 3;
        private const double Delta = 0.1;

        private static double[] Scales { get; } = Spaced.Evenly(0.004, 0.1, 25);

        public static Trade Of(int count, RandomStream stream, CancellationToken cancellation)
        {
            var network = DeepLinearNetwork.Unscaled(Inputs, Hidden, Hidden, 1);
            var draws = new List<(double, double, double)>(count);
            for (var draw = 0; draw < count; draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                var weights = new GaussianInitialization().Sample<double>(network, stream.Named("draw", draw), ThreadTeam.Alone);
                var map = network.EndToEnd(weights);
                draws.Add((ImbalancesOf(weights).Max(), Frobenius.Norm(map), map[0, 0]));
            }

            return new(draws);
        }

        /// <summary>||B_j||_F of layers without reduction.</summary>
        public static double[] ImbalancesOf(Weights<double> weights)
        {
            var imbalances = new double[weights.Count - 1];
            for (var j = 0; j < imbalances.Length; j++)
            {
                var defect = MatrixProduct.Of(weights[j], weights[j].Transposed);
                MatrixProduct.Multiply(weights[j + 1].Transposed, weights[j + 1], defect, 1.0, -1.0, ThreadTeam.Alone);
                imbalances[j] = Frobenius.Norm(defect);
            }

            return imbalances;
        }

        public IEnumerable<Fact> Facts()
        {
            const string Section = "Arora et al. 2019, section 3.1";
            yield return new Fact("Gaussian starts with one output: the larger s, the smaller the share that is balanced (largest rise)", Steps(Balanced).Max(), Relation.AtMost, 0, Section);
            yield return new Fact("and the larger the median of the margins there are (least rise)", Steps(MedianMargin).Min(), Relation.Above, 0, Section);
            yield return new Fact("at the two ends of the range one is near 1 and the other near 0: the share that is balanced at the least s", Balanced(Scales[0]), Relation.AtLeast, 0.99, Section);
            yield return new Fact("and at the largest", Balanced(Scales[^1]), Relation.AtMost, 0.01, Section);
            yield return new Fact("no such start has the balance that theorem 1 asks for its margin (largest share)", Scales.Max(Both), Relation.Equal, 0, "Arora et al. 2019, theorem 1");
        }

        public LinePanel Panel() => new(
        [
            new Series($"share {Delta}-balanced", Scales, Scales.Select(Balanced)),
            new Series("median margin, where there is one", Scales, Scales.Select(MedianMargin)),
        ])
        {
            Title = $"(d) balance against margin, d_{{0}} = {Inputs}",
            X = new LogAxis("standard deviation s"),
            Y = new LogAxis("share, margin", 1e-7, 10),
            Legend = LegendPlace.BottomRight,
        };

        public IEnumerable<IReadOnlyList<object>> Rows() => Scales.Select(s => (IReadOnlyList<object>)[s, Balanced(s), MedianMargin(s), Both(s)]);

        private static IEnumerable<double> Steps(Func<double, double> value) => Enumerable.Range(1, Scales.Length - 1).Select(k => value(Scales[k]) - value(Scales[k - 1]));

        private static double MarginOf((double Imbalance, double Length, double Inner) draw, double s)
        {
            // 1 - sqrt(1 - x) without cancellation.
            var scale = s * s * s;
            var x = (2 * scale * draw.Inner) - (scale * scale * draw.Length * draw.Length);
            return x / (1 + Math.Sqrt(1 - x));
        }

        private double Balanced(double s) => (double)Draws.Count(draw => s * s * draw.Imbalance <= Delta) / Draws.Count;

        private double MedianMargin(double s) => Spread.Of(Draws.Select(draw => MarginOf(draw, s)).Where(margin => margin > 0)).Median;

        private double Both(double s) => (double)Draws.Count(draw => MarginOf(draw, s) is > 0 and var margin && s * s * draw.Imbalance <= Statement.BalanceLimit(Depth, margin, 1)) / Draws.Count;
    }
}
