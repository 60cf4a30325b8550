using Surefoot.Arithmetic;

namespace Surefoot.Data;

/// <summary>The units and the output signs of a two-layer ReLU network, f(x) = m^{-1/2} sum_r a_r max(w_r . x, 0), read from .npz or .safetensors.</summary>
/// <param name="Units">W, m x d: a unit w_r a row.</param>
/// <param name="Signs">a_1, ..., a_m, each 1 or -1.</param>
/// <remarks>
/// Arrays are W1, m x d, and signs, m numbers, as this program writes them; or two layers, W1 and W2 or names that end in "weight", as in a PyTorch state of
/// Linear(d, m, bias=False), ReLU, Linear(m, 1, bias=False): m x d and 1 x m. The second layer is a_r or a_r m^{-1/2}, and never moves.
/// </remarks>
public sealed record ReluUnitsFile(Matrix<double> Units, IReadOnlyList<int> Signs)
{
    private const string FirstLayer = "W1";
    private const string SignArray = "signs";

    // bfloat16, the coarsest type, keeps eight binary digits; some programs cut off what is beyond them.
    private const double Rounding = 1.0 / 128;

    /// <summary>Whether a file names its signs, so that it can be no linear network.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static bool NamesSigns(string path) => LayerFile.Open(path, (names, _) => names.Contains(SignArray));

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file holds something else, shapes that do not fit, or a second layer that is none of signs.</exception>
    public static ReluUnitsFile Read(string path) => LayerFile.Open(path, (names, read) =>
    {
        if (names.Contains(SignArray) && names.Contains(FirstLayer) && names.Count == 2)
            return Of(path, FirstLayer, read(FirstLayer), SignArray, read(SignArray));
        if (LayerFile.Ordered(names) is not [var first, var second])
        {
            throw new DataException(
                $"{path}: a two-layer ReLU network is W1, m x d, with signs, m numbers; or two arrays W1 and W2, or whose names end in 'weight', m x d and 1 x m, and nothing else (it has no biases); "
                + $"found were: {LayerFile.Listed(names)}.");
        }

        var layers = LayerFile.ReadChain(path, [first, second], read);
        return layers[1].Rows == 1
            ? Of(path, first, layers[0], second, layers[1])
            : throw new DataException($"{path}: {second} is {layers[1].Rows} x {layers[1].Columns}; the network has one output, so its second layer is 1 x {layers[0].Rows}.");
    });

    private static ReluUnitsFile Of(string path, string unitsName, Matrix<double> units, string signsName, Matrix<double> signs)
    {
        var width = units.Rows;
        if (width == 0 || units.Columns == 0)
            throw new DataException($"{path}: {unitsName} is {width} x {units.Columns}; it needs a row for each unit and a column for each input.");
        if (signs.Rows * signs.Columns != width)
            throw new DataException($"{path}: {signsName} is {signs.Rows} x {signs.Columns}; {unitsName} is {width} x {units.Columns}, so {width} signs are needed, one for each of its rows.");
        foreach (var x in units.Span)
        {
            if (!double.IsFinite(x))
                throw new DataException($"{path}: {unitsName} contains {x}; weights are finite numbers.");
        }

        // All 1 in size, or all m^{-1/2}.
        var size = Math.Abs(signs.Span[0]) <= 1 - Rounding ? 1 / Math.Sqrt(width) : 1;
        var found = new int[width];
        for (var r = 0; r < width; r++)
        {
            var a = signs.Span[r];
            if (!(Math.Abs(Math.Abs(a) - size) <= Rounding * size))
            {
                throw new DataException(
                    $"{path}: entry {r + 1} of {signsName} is {a:G6}; the second layer of this network is fixed, a_r or a_r / sqrt(m) with every a_r 1 or -1, so allowed are +-1, or +-{1 / Math.Sqrt(width):G6} for all of {width} units.");
            }

            found[r] = Math.Sign(a);
        }

        return new(units, found);
    }
}
