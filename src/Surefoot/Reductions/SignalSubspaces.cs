using Surefoot.Arithmetic;
using Surefoot.Networks;
using Surefoot.Objectives;

namespace Surefoot.Reductions;

/// <summary>
/// The smallest subspaces S_1, ..., S_{N-1} of the hidden layers that hold all that ever happens to a start: with
/// S_0 = range(X) and S_N the whole output space, W_i S_{i-1} lies in S_i for i &lt; N and W_i^T S_i in S_{i-1} for i > 1.
/// </summary>
/// <remarks>
/// Found by closure: images forward and backward until nothing new appears. What counts as new is decided by a tolerance of
/// 16 sqrt(N) eps ||W_i||_F: the image of a unit vector carries a rounding error of some eps ||W_i||_F, and the errors of up
/// to N layers in a row, independent of each other, add like sqrt(N). What is left out is below it, so the reduced run is the
/// exact run of a start that differs from the given one by no more than that (`docs/exact-reduction.md`).
/// </remarks>
public sealed class SignalSubspaces
{
    private const double Epsilon = 1.0 / (1L << 52);

    private SignalSubspaces(IReadOnlyList<Matrix<double>> bases) => Bases = bases;

    /// <summary>B_0, ..., B_{N-1}: orthonormal columns, n_i x s_i.</summary>
    public IReadOnlyList<Matrix<double>> Bases { get; }

    /// <summary>
    /// The largest dimensions s_0, ..., s_N that the subspaces of any start can have, and those of almost every Gaussian start
    /// do have: the least solution of s_i = min(n_i, s_{i-1} + s_{i+1}).
    /// </summary>
    /// <param name="widths">n_0 to n_N.</param>
    /// <param name="rank">The dimension of the span of the inputs.</param>
    public static IReadOnlyList<int> LargestDimensions(IReadOnlyList<int> widths, int rank)
    {
        ArgumentNullException.ThrowIfNull(widths);
        var last = widths.Count - 1;
        var dimensions = new int[widths.Count];
        dimensions[0] = rank;
        dimensions[last] = widths[last];
        bool grew;
        do
        {
            grew = false;
            for (var i = 1; i < last; i++)
                grew |= Grow(i);
            for (var i = last - 1; i > 0; i--)
                grew |= Grow(i);
        }
        while (grew);
        return dimensions;

        bool Grow(int i)
        {
            var before = dimensions[i];
            dimensions[i] = Math.Min(widths[i], dimensions[i - 1] + dimensions[i + 1]);
            return dimensions[i] > before;
        }
    }

    /// <summary>Whether weights between layers of some dimensions are few enough, beside those of the full widths, to be worth a change of basis.</summary>
    public static bool Saves(IReadOnlyList<int> dimensions, IReadOnlyList<int> widths)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(widths);
        long reduced = 0, full = 0;
        for (var i = 1; i < dimensions.Count; i++)
        {
            reduced += (long)dimensions[i] * dimensions[i - 1];
            full += (long)widths[i] * (i == 1 ? dimensions[0] : widths[i - 1]);
        }

        return 4 * reduced <= 3 * full;
    }

    /// <summary>The subspaces of a start, or null where they are no smaller than a run is worth.</summary>
    /// <remarks>
    /// Given up as soon as one has more than half the dimensions of the widest hidden layer. A start that does not close costs
    /// as much as some tens of steps on few samples until it is known for it; one that closes costs a few.
    /// </remarks>
    /// <param name="start">The layers, as stored.</param>
    /// <param name="inputBasis">B_0.</param>
    /// <param name="team">The threads to use.</param>
    public static SignalSubspaces? Close(Weights<double> start, Matrix<double> inputBasis, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(inputBasis);
        ArgumentNullException.ThrowIfNull(team);
        var depth = start.Count;
        if (depth < 2)
            return null;
        var tolerances = Enumerable.Range(0, depth).Select(i => 16 * Math.Sqrt(depth) * Epsilon * Frobenius.Norm(start[i])).ToList();
        if (!tolerances.TrueForAll(double.IsFinite))
            return null;
        var most = Enumerable.Range(0, depth - 1).Max(i => start[i].Rows) / 2;
        var spaces = new List<Subspace> { Subspace.Of(inputBasis.Transpose()) };
        for (var i = 0; i < depth - 1; i++)
            spaces.Add(new Subspace(start[i].Rows));
        spaces.Add(Subspace.Of(Matrix<double>.Identity(start[depth - 1].Rows)));

        bool grew;
        do
        {
            grew = false;
            for (var i = 1; i < depth; i++)
            {
                foreach (var rows in spaces[i - 1].TakeForward())
                    grew |= spaces[i].Extend(MatrixProduct.Of(rows, start[i - 1].Transposed, team), tolerances[i - 1], team);
            }

            for (var i = depth; i > 1; i--)
            {
                foreach (var rows in spaces[i].TakeBackward())
                    grew |= spaces[i - 1].Extend(MatrixProduct.Of<double>(rows, start[i - 1], team), tolerances[i - 1], team);
                if (spaces[i - 1].Dimension > most)
                    return null;
            }
        }
        while (grew);

        // Where no signal gets to, as between layers of zeros, there is no subspace to run in.
        if (spaces.Exists(space => space.Dimension == 0))
            return null;
        List<int> widths = [start[0].Columns, .. Enumerable.Range(0, depth).Select(i => start[i].Rows)];
        return Saves([.. spaces.Select(space => space.Dimension)], widths)
            ? new SignalSubspaces([inputBasis, .. spaces.Skip(1).Take(depth - 1).Select(space => space.Basis())])
            : null;
    }

    /// <summary>The start in coordinates of the subspaces: B_i^T W_i B_{i-1}.</summary>
    internal ReducedStart Reduce(DeepLinearNetwork network, Weights<double> start, ThreadTeam team)
    {
        var reduced = network.WithWidths([.. Bases.Select(basis => basis.Columns), network.OutputDimension]);
        var weights = new Weights<double>(reduced.Shapes);
        for (var i = 0; i < start.Count; i++)
        {
            var right = MatrixProduct.Of<double>(start[i], Bases[i], team);
            if (i == start.Count - 1)
                right.Span.CopyTo(weights[i].Span);
            else
                MatrixProduct.Multiply(Bases[i + 1].Transposed, right, weights[i], 1.0, 0.0, team);
        }

        return new ReducedStart(reduced, weights, new Lazy<Complement>(() => new DenseComplement([.. Bases], start)));
    }

    /// <summary>The full weights of a point of the reduced run: W_i(0) + B_i (R_i - R_i(0)) B_{i-1}^T.</summary>
    internal Weights<double> Lift(Weights<double> start, Weights<double> reducedStart, Weights<double> reduced, ThreadTeam team)
    {
        var lifted = start.Clone();
        for (var i = 0; i < start.Count; i++)
        {
            var moved = reduced[i].Clone();
            for (var k = 0; k < moved.Span.Length; k++)
                moved.Span[k] -= reducedStart[i].Span[k];
            if (i < start.Count - 1)
                moved = MatrixProduct.Of<double>(Bases[i + 1], moved, team);
            MatrixProduct.Multiply(moved, Bases[i].Transposed, lifted[i], 1.0, 1.0, team);
        }

        return lifted;
    }

    /// <summary>A growing subspace: blocks of orthonormal rows, each sent forward and backward once.</summary>
    private sealed class Subspace(int width)
    {
        private readonly List<Matrix<double>> _blocks = [];
        private int _sentForward;
        private int _sentBackward;

        public int Dimension => _blocks.Sum(block => block.Rows);

        public static Subspace Of(Matrix<double> orthonormalRows)
        {
            var space = new Subspace(orthonormalRows.Columns);
            space._blocks.Add(orthonormalRows);
            return space;
        }

        public List<Matrix<double>> TakeForward() => Take(ref _sentForward);

        public List<Matrix<double>> TakeBackward() => Take(ref _sentBackward);

        // Adds what the rows have beyond the subspace; whether there was anything.
        public bool Extend(Matrix<double> rows, double tolerance, ThreadTeam team)
        {
            RemoveInside(rows, team);
            var qr = PivotedQr.Of(rows.Transpose());
            var found = 0;
            while (found < qr.R.Rows && Math.Abs(qr.R[found, found]) > tolerance)
                found++;
            if (found == 0)
                return false;

            // A direction barely above the tolerance is known to a few digits only until it is made orthogonal again.
            var directions = qr.Q(found, team).Transpose();
            RemoveInside(directions, team);
            _blocks.Add(HouseholderQr.Of(directions.Transpose(), team).Q.Transpose());
            return true;
        }

        public Matrix<double> Basis()
        {
            var rows = new Matrix<double>(Dimension, width);
            var place = 0;
            foreach (var block in _blocks)
            {
                block.Span.CopyTo(rows.Span[(place * width)..]);
                place += block.Rows;
            }

            return rows.Transpose();
        }

        // Twice is enough (Giraud, Langou and Rozloznik, "The Loss of Orthogonality in the Gram-Schmidt Process", 2005).
        private void RemoveInside(Matrix<double> rows, ThreadTeam team)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var block in _blocks)
                {
                    var inside = MatrixProduct.Of(rows, block.Transposed, team);
                    MatrixProduct.Multiply(inside, block, rows, -1.0, 1.0, team);
                }
            }
        }

        private List<Matrix<double>> Take(ref int sent)
        {
            var fresh = _blocks[sent..];
            sent = _blocks.Count;
            return fresh;
        }
    }
}
