using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Descent.Probes;
using Surefoot.Figures;
using Surefoot.GramMatrices;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Theory;

namespace Surefoot.Studies.Du2019;

/// <summary>
/// Du 2019, figure 2.1: training error, changed patterns and the greatest distance from the start of two-layer ReLU networks of growing width on points of
/// the unit sphere.
/// </summary>
public sealed class Figure21 : Study
{
    private const string Text = "Du 2019, section 2.4 and figure 2.1";
    private const double Rate = 0.5;
    private const int Epochs = 100;
    private const int Late = 50;

    /// <inheritdoc/>
    public override string Id => "du-2019/figure-2.1";

    /// <inheritdoc/>
    public override string Title => "the wider a two-layer ReLU network, the faster it is trained, the fewer patterns change and the less far its units travel";

    /// <inheritdoc/>
    public override string Source => "Du 2019, figure 2.1 and section 2.4";

    /// <inheritdoc/>
    public override StudyResult Run(StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var isPaper = options.Scale == StudyScale.Paper;
        var order = isPaper ? 1000 : 200;
        int[] widths = isPaper ? [100, 250, 500, 1000, 2000, 4000, 8000] : [100, 200, 400, 800, 1600, 3200];
        var stream = RandomStream.FromSeed(options.Seed).Named(Id);
        var data = UnitSphere.Sample(order, 1, order, 1, stream.Named("data"));
        using var team = new ThreadTeam(options.Threads);
        var curves = new List<Curve>();
        foreach (var width in widths)
        {
            cancellation.ThrowIfCancellationRequested();

            // A run costs what its width is.
            progress?.Report(new StudyProgress((double)widths.TakeWhile(other => other < width).Sum() / widths.Sum(), $"width {width}"));
            curves.Add(Curve.Of(width, data, stream.Named("width", width), team, cancellation));
        }

        var limit = new Limit(data, team);
        return new StudyResult(
            [.. FactsOf(curves, limit)],
            [new NamedFigure("figure", Draw(curves, limit))],
            [
                new Table("curves", ["width", "epoch", "loss", "flips", "travel"], [.. curves.SelectMany(curve => curve.Rows())]),
                new Table("gram", ["width", "leastEigenvalueAtStart", "leastEigenvalueAtEnd"], [.. curves.Select(curve => (IReadOnlyList<object>)[curve.Width, curve.LeastAtStart, curve.LeastAtEnd])]),
                new Table("limit", ["epoch", "loss"], [.. limit.From(curves[^1].Residual).Select((loss, epoch) => (IReadOnlyList<object>)[epoch, loss])]),
            ],
            [
                $"Setting: the text names neither the step size nor the widths. eta = {Rate} is used, where the limit of infinite width, whose Gram matrix has eigenvalues from {limit.Least:F4} to {limit.Largest:F4}, descends for eta below {2 / limit.Largest:F2}.",
                "Setting: the training error is L = 1/2 ||u - y||^2, on a logarithmic axis. The data are the same for all widths, the weights independent.",
                "Misprint: the sum over patterns runs over the n samples, not over m of them; there are m n patterns.",
                $"Numbers are in single precision, with sums in double; {order} points in as many dimensions.",
            ]);
    }

    private static IEnumerable<Fact> FactsOf(List<Curve> curves, Limit limit)
    {
        yield return new Fact($"the loss after {Late} epochs falls with the width (rises between neighbours)", Rises(curves.Select(curve => curve.Losses[Late])), Relation.Equal, 0, Text);
        yield return new Fact($"L({Late}) / L(0) of the widest over that of the narrowest", curves[^1].Fall / curves[0].Fall, Relation.AtMost, 0.25, Text);

        // The same start in the limit takes away what the draw of u(0) does to a run.
        double[] excess = [.. curves.Select(curve => curve.Losses[Late] / limit.From(curve.Residual)[Late])];
        yield return new Fact($"the gain saturates: L({Late}) over that of infinite width from the same predictions falls with the width (rises)", Rises(excess), Relation.Equal, 0, Text);
        yield return new Fact("and is near to 1 for the widest", excess[^1], Relation.AtMost, 1.5, Text);
        yield return new Fact("and never below 1 (least)", excess.Min(), Relation.AtLeast, 1, Text);
        yield return new Fact("losses never rise (rising epochs, all widths)", curves.Sum(curve => Rises(curve.Losses)), Relation.Equal, 0, Text);
        foreach (var (name, of) in new (string, Func<Curve, IReadOnlyList<double>>)[] { ("the share of changed patterns", curve => curve.Flips), ("the greatest distance from the start", curve => curve.Travel) })
        {
            yield return new Fact(
                $"{name} falls with the width at every epoch from 1 on (rises)",
                Enumerable.Range(1, Epochs).Sum(epoch => Rises(curves.Select(curve => of(curve)[epoch]))), Relation.Equal, 0, Text);
            yield return new Fact(
                $"{name} levels off: its change after epoch {Late} (largest share of the last value)",
                curves.Max(curve => Math.Abs((of(curve)[Epochs] - of(curve)[Late]) / of(curve)[Epochs])), Relation.AtMost, 0.02, Text);

            // What moves units is the residual, whose norm at the start is the draw's; beyond it, single runs scatter by a few per cent.
            double[] scaled = [.. curves.Select(curve => of(curve)[Epochs] * Math.Sqrt(curve.Width / curve.Losses[0]))];
            yield return new Fact($"{name} scales as (L(0) / m)^(1/2) (largest over least quotient after {Epochs} epochs)", scaled.Max() / scaled.Min(), Relation.AtMost, 1.15, Text);
        }

        yield return new Fact("lambda_min(H) after the run grows with the width, as the text explains it (falls)", Rises(curves.Select(curve => -curve.LeastAtEnd)), Relation.Equal, 0, Text);

        // Predictions have a common part, a normal number of variance 1 / (2 pi) a network: sum u^2 / n deviates by sqrt(2) / (2 pi) = 0.23, of 1.5 with y. Four
        // standard deviations of the mean over the widths, the samples' own scatter included.
        yield return new Fact(
            "initial losses are about (||y||^2 + n / 2) / 2 (relative deviation of their mean)",
            Math.Abs((curves.Average(curve => curve.Losses[0]) / limit.ExpectedLoss) - 1),
            Relation.AtMost,
            4 * Math.Sqrt(((0.15 * 0.15) + (2.0 / curves[0].Residual.Length)) / curves.Count),
            Text);
    }

    private static int Rises(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Enumerable.Range(1, all.Length - 1).Count(k => !(all[k] <= all[k - 1]));
    }

    private static Figure Draw(List<Curve> curves, Limit limit)
    {
        double[] epochs = [.. Enumerable.Range(0, Epochs + 1).Select(epoch => (double)epoch)];
        return new Figure(
            [
                new LinePanel(
                [
                    .. curves.Select((curve, place) => new Series($"m = {curve.Width}", epochs, curve.Losses) { Color = Shade(place) }),
                    new Series("m = ∞", epochs, limit.From(curves[^1].Residual)) { Dash = Dash.Dashed, Color = Palette.Vermillion },
                ])
                {
                    Title = "(a) training error",
                    X = new LinearAxis("epoch", 0, Epochs),
                    Y = new LogAxis("L"),
                },
                Panel("(b) share of changed patterns", curve => curve.Flips),
                Panel("(c) greatest distance from the start", curve => curve.Travel),
            ],
            columns: 3)
        {
            SharedLegend = true,
        };

        LinePanel Panel(string title, Func<Curve, IReadOnlyList<double>> values) => new(
            [.. curves.Select((curve, place) => new Series($"m = {curve.Width}", epochs, values(curve)) { Color = Shade(place) })])
        {
            Title = title,
            X = new LinearAxis("epoch", 0, Epochs),
            Y = new LinearAxis("", 0),
        };

        // Narrow is yellow and wide is purple.
        Color Shade(int place) => ColorMap.Viridis.At(0.95 * (1 - ((double)place / (curves.Count - 1))));
    }

    /// <summary>The run of one width.</summary>
    private sealed record Curve(
        int Width, IReadOnlyList<double> Losses, IReadOnlyList<double> Flips, IReadOnlyList<double> Travel, double LeastAtStart, double LeastAtEnd, double[] Residual)
    {
        public double Fall => Losses[Late] / Losses[0];

        public static Curve Of(int width, Dataset data, RandomStream stream, ThreadTeam team, CancellationToken cancellation)
        {
            var network = TwoLayerReluNetwork.WithRandomSigns(data.InputDimension, width, stream.Named("signs"));
            var start = new GaussianUnitsInitialization().Sample<float>(network, stream.Named("start"), team);
            var objective = network.Bind(data, new SquaredLoss().Bind<float>(data, data.SampleCount), team);
            double[] residual = [.. objective.Predictions(start).Span.ToArray().Select((u, i) => u - data.Targets[0, i])];
            Probe<float>[] probes = [new PatternFlipsProbe<float>(objective, start), new UnitTravelProbe<float>(start)];
            var gram = new ReluGramProbe<float>(objective, team);
            var least = new double[2];
            gram.Measure(start, least.AsSpan(0, 1));
            var state = new DescentState<float>(start);
            var run = DescentRun.Run(objective, new GradientDescent(Rate), state, new RunOptions { Steps = Epochs, TargetLoss = 0 }, probes, null, cancellation);
            cancellation.ThrowIfCancellationRequested();
            gram.Measure(state.Weights, least.AsSpan(1, 1));
            return new(width, run.Losses, run.Measurement("patternFlips"), run.Measurement("unitTravel"), least[0], least[1], residual);
        }

        public IEnumerable<IReadOnlyList<object>> Rows() =>
            Enumerable.Range(0, Losses.Count).Select(epoch => (IReadOnlyList<object>)[Width, epoch, Losses[epoch], Flips[epoch], Travel[epoch]]);
    }

    /// <summary>The limit of infinite width: y - u(k) = (I - eta H-infinity)^k (y - u(0)).</summary>
    private sealed class Limit
    {
        private readonly Matrix<double> _gram;
        private readonly ThreadTeam _team;

        public Limit(Dataset data, ThreadTeam team)
        {
            (_gram, _team) = (ReluGram.Limit(data.Inputs, team), team);
            Least = LeastEigenvalue.Of(_gram, team: team).Value;

            // The largest is the least of a multiple of I less the matrix, and no row sum is below it.
            var below = new Matrix<double>(_gram.Rows, _gram.Columns);
            var bound = Enumerable.Range(0, _gram.Rows).Max(i => _gram.Row(i).ToArray().Sum(Math.Abs));
            for (var i = 0; i < _gram.Rows; i++)
            {
                for (var j = 0; j < _gram.Columns; j++)
                    below[i, j] = (i == j ? bound : 0) - _gram[i, j];
            }

            Largest = bound - LeastEigenvalue.Of(below, team: team).Value;
            ExpectedLoss = 0.5 * (data.Targets.Span.ToArray().Sum(y => y * y) + (0.5 * data.SampleCount));
        }

        public double Least { get; }

        public double Largest { get; }

        public double ExpectedLoss { get; }

        /// <summary>The losses from given residuals.</summary>
        public double[] From(double[] start)
        {
            var residual = new Matrix<double>(start.Length, 1);
            start.CopyTo(residual.Span);
            var losses = new double[Epochs + 1];
            for (var epoch = 0; epoch <= Epochs; epoch++)
            {
                losses[epoch] = 0.5 * residual.Span.ToArray().Sum(r => r * r);
                var change = MatrixProduct.Of<double>(_gram, residual, _team);
                for (var i = 0; i < start.Length; i++)
                    residual.Span[i] -= Rate * change.Span[i];
            }

            return losses;
        }
    }
}
