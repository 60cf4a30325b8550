using System.Runtime.InteropServices;

namespace Surefoot.Cli;

/// <summary>
/// Turns SIGINT (Ctrl-C) and SIGTERM into a cancellation that work ends on by itself. A second signal, or work that does
/// not end in time, ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // A step of the largest networks takes a second or two; drawing a start may take longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _end;

    public Interruption()
    {
        _end = new Timer(_ => End());
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _end.Dispose();
        _source.Dispose();
    }

    private static void End()
    {
        Console.Error.WriteLine(Application.Interrupted);
        Environment.Exit(ExitCode.Interrupted);
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
            End();
        _end.Change(Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
