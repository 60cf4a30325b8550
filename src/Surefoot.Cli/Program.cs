using Surefoot.Cli;
using Surefoot.Cli.Output;

return await Application.RunAsync(args, new Display(Console.Out, Console.Error, !Console.IsErrorRedirected));
