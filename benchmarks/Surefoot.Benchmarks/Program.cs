using BenchmarkDotNet.Running;
using Surefoot.Benchmarks.Comparisons;

if (args is ["compare", ..])
    return ComparisonRunner.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
