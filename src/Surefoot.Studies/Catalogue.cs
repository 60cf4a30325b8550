namespace Surefoot.Studies;

/// <summary>All studies there are.</summary>
public static class Catalogue
{
    /// <summary>Every study of this library, ordered by its id.</summary>
    public static IReadOnlyList<Study> Studies { get; } =
    [
        .. typeof(Study).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Study)) && !type.IsAbstract)
            .Select(type => (Study)Activator.CreateInstance(type)!)
            .OrderBy(study => study.Id, StringComparer.Ordinal),
    ];
}
