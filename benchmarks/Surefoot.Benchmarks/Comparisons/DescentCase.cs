using Surefoot.Initializations;
using Surefoot.Networks;
using Surefoot.Reductions;

namespace Surefoot.Benchmarks.Comparisons;

/// <summary>A way of a peer to descend, and the ratio that Surefoot is to reach beside it.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Script">The peer's program.</param>
/// <param name="Way">The program's name for it.</param>
/// <param name="Wanted">The least ratio of the peer's time to Surefoot's; null where none was set.</param>
internal sealed record DescentPeer(string Title, string Script, string Way, double? Wanted);

/// <summary>A descent that Surefoot and its peers do from the same start on the same data.</summary>
internal sealed record DescentCase
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>n_0 to n_N of the network that peers descend.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Samples of the data that peers descend on.</summary>
    public required int Samples { get; init; }

    /// <summary>The threads of every side.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Whether numbers are double; else single.</summary>
    public bool IsDouble { get; init; }

    /// <summary>The law of the start.</summary>
    public Initialization<DeepLinearNetwork> Initialization { get; init; } = new GaussianInitialization();

    /// <summary>Whether Surefoot may reduce.</summary>
    public ReductionMode Reduction { get; init; } = ReductionMode.Off;

    /// <summary>
    /// The learning rate as a part of 2 n_N / (N (alpha + beta)): small, so that no run of the case converges and every step
    /// is work.
    /// </summary>
    public double RateShare { get; init; } = 0.01;

    /// <summary>Steps of one of Surefoot's runs.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether a run's time includes analysing the data and preparing the run; peers have a step's time for each step then.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Steps over which losses are compared.</summary>
    public int ComparedSteps { get; init; } = 10;

    /// <summary>Beside whom.</summary>
    public required IReadOnlyList<DescentPeer> Peers { get; init; }

    /// <summary>All cases, in the order of the table.</summary>
    public static IReadOnlyList<DescentCase> All { get; } =
    [
        new()
        {
            Name = "orthogonal-100x1000",
            Widths = DeepWidths(100, 1000),
            Samples = 16,
            Initialization = new OrthogonalInitialization(),
            Reduction = ReductionMode.Auto,
            Steps = 1000,
            IsWhole = true,
            Peers = PyTorch(500, 150),
        },
        Gaussian(50, 1000, 20, 10, 3.2),
        Gaussian(100, 400, 50, 20, 3.5),
        Gaussian(200, 100, 200, 8, 1.6),
        new()
        {
            Name = "tiny-3x5",
            Widths = [5, 5, 5, 5],
            Samples = 5,
            Threads = 1,
            IsDouble = true,
            RateShare = 0.001,
            Steps = 100_000,
            ComparedSteps = 1000,
            Peers =
            [
                new("PyTorch usual", "descent_torch.py", "usual", null),
                new("PyTorch nn.Linear", "descent_torch.py", "linear", null),
                new("NumPy in place", "descent_numpy.py", "in-place", null),
            ],
        },
        Square("square-3x2000", ReductionMode.Off, 1),
        Square("square-3x2000-compressed", ReductionMode.Auto, 3),
    ];

    private static DescentCase Gaussian(int depth, int width, int steps, double usual, double expert) => new()
    {
        Name = $"gaussian-{depth}x{width}",
        Widths = DeepWidths(depth, width),
        Samples = 16,
        Steps = steps,
        Peers = PyTorch(usual, expert),
    };

    private static DescentCase Square(string name, ReductionMode reduction, double wanted) => new()
    {
        Name = name,
        Widths = [128, 2000, 2000, 10],
        Samples = 1000,
        Reduction = reduction,
        Steps = 10,
        Peers = PyTorch(wanted, wanted),
    };

    private static int[] DeepWidths(int depth, int width) => [1024, .. Enumerable.Repeat(width, depth - 1), 10];

    private static DescentPeer[] PyTorch(double usual, double expert) =>
    [
        new("PyTorch usual", "descent_torch.py", "usual", usual),
        new("PyTorch nn.Linear", "descent_torch.py", "linear", usual),
        new("PyTorch nn.Linear, gradients freed", "descent_torch.py", "linear-freed", null),
        new("PyTorch in place", "descent_torch.py", "in-place", expert),
        new("PyTorch in place, rows", "descent_torch.py", "in-place-rows", expert),
    ];
}
