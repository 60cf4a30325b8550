using Surefoot.Objectives;

namespace Surefoot.Descent;

/// <summary>
/// The path of gradient flow of an objective that is smooth piece by piece: in each piece a <see cref="FlowPath"/> of its smooth function, up to the time at which it leaves the piece,
/// located to rounding; from there on in the next one.
/// </summary>
internal sealed class PiecewisePath
{
    // So many borders at once are a border between more than two pieces, which the flow slides along.
    private const int MostAtOnce = 8;
    private const double AtOnce = 1e-12;

    private readonly double _accuracy;
    private readonly Weights<double> _point;
    private Piece _piece;
    private FlowPath _path;
    private double _begin;
    private int _atOnce;

    /// <summary>A path from a point in a piece.</summary>
    public PiecewisePath(Piece piece, Weights<double> start, double accuracy)
    {
        (_piece, _accuracy, _point) = (piece, accuracy, start.Clone());
        _path = new FlowPath(start.Shapes, piece.Velocity, start, accuracy);
        StartLoss = _path.StartLoss;
    }

    /// <summary>The loss at time 0.</summary>
    public double StartLoss { get; }

    /// <summary>The number of borders crossed so far.</summary>
    public long Crossings { get; private set; }

    /// <summary>Steps on until a time is covered, and gives the point there. Times must not go back beyond the last one.</summary>
    public void MoveTo(double time, Weights<double> point)
    {
        while (_path.TimeWhen(at => _piece.Contains(at) ? 1 : -1, time - _begin, _point) is { } crossing)
        {
            _begin += crossing;
            _atOnce = crossing <= AtOnce * Math.Max(time, _begin) ? _atOnce + 1 : 0;
            _piece = _piece.After(_point, _atOnce > MostAtOnce);
            _path = new FlowPath(_point.Shapes, _piece.Velocity, _point, _accuracy);
            Crossings++;
        }

        _path.At(Math.Clamp(time - _begin, _path.From, _path.To), point);
    }
}
