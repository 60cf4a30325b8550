using Surefoot.Arithmetic;
using Surefoot.Descent;
using Surefoot.Figures;
using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;
using Surefoot.Theory.Arora2019;

namespace Surefoot.Studies.Arora2019;

/// <summary>
/// Arora et al. 2019, section 3.2.2: gradient descent follows gradient flow to first order in the learning rate, and the flow of balanced layers
/// moves their map by equation (11).
/// </summary>
public sealed class Flow : Study
{
    private const string Text = "Arora et al. 2019, section 3.2.2, (11)";

    // Learning rates halve this often, from a quarter of 1 / (N ||Phi||^{2-2/N}), over 64 steps of the largest.
    private const int Halvings = 6;
    private const int Steps = 64;

    private static readonly int[] Depths = [2, 3, 5];

    /// <inheritdoc/>
    public override string Id => "arora-2019/flow";

    /// <inheritdoc/>
    public override string Title => "gradient descent follows the flow to first order in the learning rate, and its balance drifts as slowly";

    /// <inheritdoc/>
    public override string Source => "Arora, Cohen, Golowich and Hu 2019, section 3.2.2, equations 10 and 11, proof of lemma 2";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var drawn = options.Scale == StudyScale.Paper ? 20 : 3;
        List<Start> starts =
        [
            .. Depths.Select(depth => Start.Scalar(depth)),
            .. from depth in Depths from place in Enumerable.Range(0, drawn) select Start.Drawn(depth, place, stream),
        ];
        List<Comparison> comparisons = [];
        foreach (var start in starts)
        {
            progress?.Report(new StudyProgress((double)comparisons.Count / starts.Count, $"{start.Name}, N = {start.Depth}"));
            comparisons.Add(Comparison.Of(start, cancellation));
        }

        return new StudyResult(
            [.. Facts(comparisons)],
            [new NamedFigure("figure", Draw(comparisons))],
            [
                new Table("deviations", ["start", "depth", "rate", "largestDistance", "imbalanceDrift"], [.. comparisons.SelectMany(each => each.Rows())]),
            ],
            [
                "Setting: the work has no experiments; Phi = diag(4, 3) from W_j = 4^(1/N) I, and drawn targets 2 x 3 of singular values 2 and 1 from balanced layers half-way to losing their margin, 4 hidden units.",
                "Loose: (10) keeps half of what the flow has; its loss falls at least as fast as exp(-2 c^(2-2/N) time).",
            ]);
    }

    private static IEnumerable<Fact> Facts(IReadOnlyList<Comparison> comparisons)
    {
        foreach (var group in comparisons.GroupBy(each => each.Start.Name))
        {
            yield return new Fact($"{group.Key}: the map of the flow of the layers obeys (11) (largest distance over ||Phi||)", group.Max(each => each.FromEquation), Relation.AtMost, 1e-7, Text);
            yield return new Fact($"{group.Key}: the distance of descent from the flow grows like the power 1 of the learning rate (largest distance of the power from 1)", group.Max(each => Math.Abs(each.Order - 1)), Relation.AtMost, 0.1, Text);
            yield return new Fact($"{group.Key}: the flow's loss is at most l(0) exp(-2 c^(2-2/N) time) (largest ratio)", group.Max(each => each.LargestRatio), Relation.AtMost, 1 + 1e-7, "Arora et al. 2019, (10), for gradient flow");
        }

        List<Comparison> drawn = [.. comparisons.Where(each => each.Start.IsDrawn)];
        yield return new Fact("drawn: halving the learning rate and doubling the steps halves the drift of the balance (largest distance of the ratio from 1/2)", drawn.Max(each => Math.Abs(each.DriftRatio - 0.5)), Relation.AtMost, 0.05, "Arora et al. 2019, proof of lemma 2");
        yield return new Fact("drawn: the flow by the implicit midpoint rule keeps it to rounding (largest drift over the square of the largest norm)", drawn.Max(each => each.MidpointDrift), Relation.AtMost, 1e-12, Text);
    }

    private static Figure Draw(IReadOnlyList<Comparison> comparisons)
    {
        List<Comparison> kinds = [.. comparisons.GroupBy(each => (each.Start.Name, each.Start.Depth)).Select(group => group.First())];
        return new Figure(
            [
                new LinePanel(
                [
                    .. kinds.Select((each, place) => new Series($"{each.Start.Name}, N = {each.Start.Depth}", each.Descents.Select(descent => descent.Rate), each.Descents.Select(descent => descent.Distance))
                    {
                        Marker = (Marker)(1 + (place % 3)),
                        Color = Palette.ColorOf(place / 3),
                        Dash = each.Start.IsDrawn ? Dash.Dashed : Dash.Solid,
                    }),
                    new Series("slope 1", [1e-4, 1e-2], [1e-5, 1e-3]) { Color = Color.Gray(0x55), Dash = Dash.Dotted },
                ])
                {
                    Title = "(a) distance of descent from the flow",
                    X = new LogAxis("learning rate"),
                    Y = new LogAxis("max ||W - W_{flow}||_{F}", 1e-5, 10),
                    Legend = LegendPlace.TopLeft,
                },
                new LinePanel(
                [
                    .. kinds.Where(each => each.Start.IsDrawn).Select((each, place) => new Series($"N = {each.Start.Depth}", each.Descents.Select(descent => descent.Rate), each.Descents.Select(descent => descent.Drift)) { Marker = (Marker)(1 + place) }),
                ])
                {
                    Title = "(b) balance at the end, drawn targets",
                    X = new LogAxis("learning rate"),
                    Y = new LogAxis("max_{j} ||B_{j}||_{F}"),
                    Legend = LegendPlace.BottomRight,
                },
            ],
            columns: 2);
    }

    /// <summary>A balanced start for a target.</summary>
    private sealed record Start(string Name, int Depth, WhitenedTask Task, IReadOnlyList<Matrix<double>> Layers, double Largest)
    {
        public bool IsDrawn => Name == "drawn";

        /// <summary>A quarter of 1 / (N ||Phi||^{2-2/N}), where ||Phi|| is the spectral norm: the curvature of the loss near Phi is up to N ||Phi||^{2-2/N}.</summary>
        public double Rate => 0.25 / (Depth * Math.Pow(Largest, 2 - (2.0 / Depth)));

        public static Start Scalar(int depth) => new(
            "diag(4, 3)", depth, WhitenedTask.Diagonal(4, 3), [.. Enumerable.Repeat(Matrix<double>.Diagonal(Math.Pow(4, 1.0 / depth), Math.Pow(4, 1.0 / depth)), depth)], 4);

        public static Start Drawn(int depth, int place, RandomStream root)
        {
            var stream = root.Named("depth", depth).Named("start", place);
            var (left, right) = (Distributions.Frame(stream.Named("left"), 2, 2, ThreadTeam.Alone), Distributions.Frame(stream.Named("right"), 3, 2, ThreadTeam.Alone));
            var target = MatrixProduct.Of(MatrixProduct.Of<double>(left, Matrix<double>.Diagonal(2, 1)), right.Transposed);

            // Half of sigma_min(Phi) = 1 away in a drawn direction.
            var start = new Matrix<double>(2, 3);
            stream.Named("direction").FillNormal(start, ThreadTeam.Alone);
            var norm = Frobenius.Norm(start);
            for (var k = 0; k < start.Span.Length; k++)
                start.Span[k] = target.Span[k] + (0.5 * start.Span[k] / norm);
            var weights = BalancedInitialization.Spread(DeepLinearNetwork.Unscaled([3, .. Enumerable.Repeat(4, depth - 1), 2]), start);
            return new("drawn", depth, new WhitenedTask(target), [.. Enumerable.Range(0, depth).Select(j => weights[j].Clone())], 2.5);
        }
    }

    /// <summary>Gradient descent at one learning rate beside the flow.</summary>
    private sealed record DescentBeside(double Rate, double Distance, double Drift);

    /// <summary>Descents at halved learning rates beside the flow, and the flow beside equation (11).</summary>
    private sealed record Comparison(Start Start, IReadOnlyList<DescentBeside> Descents, double FromEquation, double LargestRatio, double MidpointDrift)
    {
        /// <summary>p in distance ~ eta^p, without the largest rate.</summary>
        public double Order => LineFit.OfPower(Descents.Skip(1).Select(descent => (descent.Rate, descent.Distance))).Slope;

        /// <summary>The drift at the smallest rate over that at the next.</summary>
        public double DriftRatio => Descents[^1].Drift / Descents[^2].Drift;

        public static Comparison Of(Start start, CancellationToken cancellation)
        {
            var setting = start.Task.At(start.Layers, start.Rate);
            var flow = Maps(setting, new GradientFlow(start.Rate) { Accuracy = 1e-12 }, 1, cancellation);
            var midpoint = Maps(setting, new GradientFlow(start.Rate) { Integrator = FlowIntegrator.ImplicitMidpoint }, 1, cancellation);
            List<DescentBeside> descents = [];
            for (var k = 0; k < Halvings; k++)
            {
                var rate = start.Rate / (1 << k);
                var run = Maps(setting, new GradientDescent(rate), 1 << k, cancellation);
                descents.Add(new(rate, Largest(run.Maps, flow.Maps), run.Drift));
            }

            double[] times = [.. Enumerable.Range(0, Steps + 1).Select(step => step * start.Rate)];
            double[] losses = [.. flow.Maps.Select(map => 0.5 * Math.Pow(Frobenius.Distance(map, setting.Minimizer), 2))];
            var decay = 2 * Math.Pow(WhitenedTask.Margin(setting), 2 - (2.0 / start.Depth));
            return new(
                start,
                descents,
                Largest(ByEquation(setting, start), flow.Maps) / start.Task.TargetNorm,
                times.Zip(losses, (time, loss) => loss / (losses[0] * Math.Exp(-decay * time))).Max(),
                midpoint.Drift / Math.Pow(setting.Reduction.LayerNorms(setting.Run.Start).Max(), 2));
        }

        public IEnumerable<IReadOnlyList<object>> Rows() => Descents.Select(descent => (IReadOnlyList<object>)[Start.Name, Start.Depth, descent.Rate, descent.Distance, descent.Drift]);

        // The map at equal times, and the imbalance at the last.
        private static (List<Matrix<double>> Maps, double Drift) Maps(DeepLinearSetting setting, Method method, int every, CancellationToken cancellation)
        {
            var state = new DescentState<double>(setting.Run.Start.Clone());
            List<Matrix<double>> maps = [setting.Run.Network.EndToEnd(state.Weights)];
            while (maps.Count <= Steps)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var step = 0; step < every; step++)
                    method.Step(setting.Run.Objective, state);
                maps.Add(setting.Run.Network.EndToEnd(state.Weights));
            }

            return (maps, setting.Reduction.Imbalances(state.Weights).Max());
        }

        // (11) by the classical Runge-Kutta rule, sixteen steps between two times: an error of some 1e-9.
        private static List<Matrix<double>> ByEquation(DeepLinearSetting setting, Start start)
        {
            const int Between = 16;
            var h = start.Rate / Between;
            var map = setting.Run.Network.EndToEnd(setting.Run.Start);
            List<Matrix<double>> maps = [map];
            while (maps.Count <= Steps)
            {
                for (var step = 0; step < Between; step++)
                {
                    var k1 = Velocity(map);
                    var k2 = Velocity(Moved(map, h / 2, k1));
                    var k3 = Velocity(Moved(map, h / 2, k2));
                    var k4 = Velocity(Moved(map, h, k3));
                    map = Moved(Moved(Moved(Moved(map, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
                }

                maps.Add(map);
            }

            return maps;

            Matrix<double> Velocity(Matrix<double> at) => BalancedFlow.Velocity(at, Moved(at, -1, setting.Minimizer), start.Depth);
        }

        private static Matrix<double> Moved(Matrix<double> from, double time, Matrix<double> velocity)
        {
            var moved = from.Clone();
            for (var k = 0; k < moved.Span.Length; k++)
                moved.Span[k] += time * velocity.Span[k];
            return moved;
        }

        private static double Largest(IReadOnlyList<Matrix<double>> a, IReadOnlyList<Matrix<double>> b) => a.Zip(b, Frobenius.Distance).Max();
    }
}
