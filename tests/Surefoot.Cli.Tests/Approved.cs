namespace Surefoot.Cli.Tests;

/// <summary>Compares a text with the file approved for it in the folder Approved.</summary>
internal static class Approved
{
    public static void ShouldBeApproved(this string text, string name)
    {
        var approved = Path.Combine(Repository.Tests, "Approved", $"{name}.txt");
        var received = Path.Combine(Repository.Tests, "Approved", $"{name}.received.txt");
        if (File.Exists(approved) && File.ReadAllText(approved) == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new ShouldAssertException($"the text is not the approved one. Look at {received}; if it is right, accept it: mv \"{received}\" \"{approved}\"");
    }
}
