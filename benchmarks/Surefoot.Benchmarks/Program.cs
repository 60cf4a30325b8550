using BenchmarkDotNet.Running;
using Surefoot.Benchmarks;

// compare matrix-product [CORETYPE]: the table beside NumPy. Anything else goes to BenchmarkDotNet.
if (args is ["compare", "matrix-product", ..])
    MatrixProductComparison.Print(args.Length > 2 ? args[2] : "SkylakeX");
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
