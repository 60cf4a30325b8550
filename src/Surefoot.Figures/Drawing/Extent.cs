namespace Surefoot.Figures.Drawing;

/// <summary>Collects the least and greatest value that an axis can show.</summary>
internal sealed class Extent(Axis axis)
{
    private double _low = double.NaN;
    private double _high = double.NaN;

    public void Include(double value)
    {
        if (!axis.Shows(value))
            return;
        // Written so that the first value replaces NaN.
        if (!(value >= _low))
            _low = value;
        if (!(value <= _high))
            _high = value;
    }

    public Interval Range(double padding) => axis.RangeFor(_low, _high, padding);
}
