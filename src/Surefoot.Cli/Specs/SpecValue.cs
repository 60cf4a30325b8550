using System.Text.Json;
using System.Text.Json.Nodes;
using Surefoot.Sweeps;
using YamlDotNet.RepresentationModel;

namespace Surefoot.Cli.Specs;

/// <summary>What a node of a spec holds, as the value of a cell.</summary>
internal static class SpecValue
{
    /// <summary>The value; equal numbers are equal however they are written.</summary>
    public static CellValue Of(YamlNode node, bool isWhole)
    {
        if (node is not YamlScalarNode scalar)
            return CellValue.Of(JsonSerializer.SerializeToElement(ToJson(node)));
        var text = scalar.Value ?? "";
        if (isWhole && SpecMap.TryInteger(text, out var whole))
            return whole;
        if (SpecMap.TryNumber(text, out var number))
            return number;
        return text is "true" or "false" ? text == "true" : text;
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), ToJson(pair.Value)))),
        _ => JsonNode.Parse(Of(node, isWhole: true).Json),
    };
}
