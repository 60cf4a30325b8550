using Surefoot.Cli;
using Surefoot.Cli.Output;
using Surefoot.Studies;

using var interruption = new Interruption();
return await Application.RunAsync(args, new Display(Console.Out, Console.Error, !Console.IsErrorRedirected), Catalogue.Studies, interruption.WaitForWork, interruption.Token);
