namespace Surefoot.Cli;

/// <summary>A request that cannot be carried out: the message says what was given, what is allowed and what to do.</summary>
internal sealed class RequestException(string message) : Exception(message);
