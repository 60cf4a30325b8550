using System.Text;

namespace Surefoot.Figures.Tests;

/// <summary>Compares a figure, byte for byte, with the file approved for it in the folder Approved.</summary>
internal static class Approved
{
    public static void ShouldBeApproved(this Figure figure, string name)
    {
        string approved = Path.Combine(Folder(), $"{name}.svg");
        string received = Path.Combine(Folder(), $"{name}.received.svg");
        byte[] bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(figure.ToSvg());
        if (File.Exists(approved) && File.ReadAllBytes(approved).AsSpan().SequenceEqual(bytes))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllBytes(received, bytes);
        throw new ShouldAssertException(
            $"the figure is not the approved one. Look at {received}; if it is right, accept it: mv \"{received}\" \"{approved}\"");
    }

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Surefoot.Figures.Tests.csproj")))
                return Path.Combine(folder.FullName, "Approved");
        }

        throw new InvalidOperationException("the tests must run from within their project folder, where the approved files are.");
    }
}
