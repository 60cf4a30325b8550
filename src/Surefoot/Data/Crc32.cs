namespace Surefoot.Data;

/// <summary>The checksum of zip archives: CRC-32 with the reflected polynomial EDB88320 (ISO 3309).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = BuildTable();

    /// <summary>The checksum of some bytes after those that gave <paramref name="checksum"/>; it starts at 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var state = ~checksum;
        foreach (var value in bytes)
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        return ~state;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            var entry = value;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB88320;
            table[value] = entry;
        }

        return table;
    }
}
