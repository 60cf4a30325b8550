using System.Text.Json.Nodes;
using Surefoot.Descent;

namespace Surefoot.Cli.Specs;

/// <summary>Batches and how the learning rate changes along them.</summary>
/// <param name="Size">b.</param>
/// <param name="Name">constant, decaying or stepped.</param>
/// <param name="Time">The steps after which a decaying rate begins to fall, or between two falls of a stepped one.</param>
/// <param name="Shape">The power of a decaying rate, or the factor of a stepped one.</param>
internal sealed record BatchSpec(int Size, string Name, double Time, double Shape)
{
    /// <summary>The method's word in a spec.</summary>
    public const string Kind = "stochastic-gradient-descent";

    public const string Constant = "constant";
    public const string Decaying = "decaying";
    public const string Stepped = "stepped";

    /// <summary>Refuses batches larger than the data.</summary>
    public void Require(int samples)
    {
        if (Size > samples)
            throw new RequestException($"method.batch: {Size} was given; there are {samples} samples. Take a batch of at most {samples}.");
    }

    /// <summary>The rate of every step.</summary>
    public RateSchedule Schedule(double rate) => Name switch
    {
        Decaying => new DecayingRate(rate, Time, Shape),
        Stepped => new SteppedRate(rate, (long)Time, Shape),
        _ => rate,
    };

    public JsonNode Settings() => Name switch
    {
        Decaying => new JsonObject { ["kind"] = Name, ["time"] = Time, ["power"] = Shape },
        Stepped => new JsonObject { ["kind"] = Name, ["steps"] = (long)Time, ["factor"] = Shape },
        _ => Name,
    };
}
