namespace Surefoot.Objectives;

/// <summary>The shape of one weight matrix and the name a file gives it.</summary>
/// <param name="Name">The name, W1 for the first layer.</param>
/// <param name="Rows">Rows, the layer's output dimension.</param>
/// <param name="Columns">Columns, the layer's input dimension.</param>
public sealed record WeightShape(string Name, int Rows, int Columns)
{
    /// <summary>The number of entries.</summary>
    public long Count => (long)Rows * Columns;
}

/// <summary>The shapes of all trained matrices of an objective, first layer first.</summary>
public sealed class WeightShapes
{
    private readonly WeightShape[] _shapes;

    /// <summary>Shapes in the order in which they lie in the buffer.</summary>
    public WeightShapes(IEnumerable<WeightShape> shapes)
    {
        _shapes = [.. shapes];
        if (_shapes.Length == 0)
            throw new ArgumentException("at least one weight matrix is needed.", nameof(shapes));
        TotalCount = _shapes.Sum(shape => shape.Count);
    }

    /// <summary>The number of matrices.</summary>
    public int Count => _shapes.Length;

    /// <summary>The number of entries of all matrices together.</summary>
    public long TotalCount { get; }

    /// <summary>The shape of one matrix, counted from 0.</summary>
    public WeightShape this[int index] => _shapes[index];
}
