using System.Runtime.InteropServices;

namespace Surefoot.Cli;

/// <summary>
/// Turns SIGINT (Ctrl-C) and SIGTERM into a cancellation that work ends on by itself. A second signal ends the process; so does
/// work that does not end in time, unless it has something to lose.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // Drawing a start or analysing data may take longer, but then nothing has been computed that would be lost.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Timer _end;
    private volatile bool _isPatient;

    public Interruption()
    {
        _end = new Timer(_ => End());
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From now on work has something to lose: it is waited for until it has ended its step and written.</summary>
    public void WaitForWork()
    {
        _isPatient = true;
        _end.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

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
        if (!_isPatient)
            _end.Change(Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
