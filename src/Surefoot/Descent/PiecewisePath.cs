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

    private readonly Weights<double> _point;
    private readonly FlowPath _path;
    private Piece _piece;
    private double _begin;
    private int _atOnce;

    /// <summary>A path from a point in a piece.</summary>
    public PiecewisePath(Piece piece, Weights<double> start, double accuracy)
    {
        (_piece, _point) = (piece, start.Clone());
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
        while (true)
        {
            if (_piece.TimeOfLeaving(_path.LastStep, Math.Clamp(time - _begin, _path.From, _path.To), _point) is { } crossing)
            {
                _begin += crossing;
                _atOnce = crossing <= AtOnce * Math.Max(time, _begin) ? _atOnce + 1 : 0;
                _piece = _piece.After(_point, _atOnce > MostAtOnce);
                _path.Restart(_point, _piece.Velocity);
                Crossings++;
            }
            else if (_path.To >= time - _begin)
            {
                break;
            }
            else
            {
                _path.Advance();
            }
        }

        _path.At(Math.Clamp(time - _begin, _path.From, _path.To), point);
    }
}
