using System.Runtime.CompilerServices;

namespace Surefoot.Randomness;

/// <summary>
/// Philox4x64-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3" (2011): a bijection of 256-bit counters, chosen by a 128-bit key.
/// </summary>
public static class Philox
{
    private const ulong Multiplier0 = 0xD2E7470EE14C6C93;
    private const ulong Multiplier1 = 0xCA5A826395121157;
    private const ulong Weyl0 = 0x9E3779B97F4A7C15;
    private const ulong Weyl1 = 0xBB67AE8584CAA73B;
    private const int Rounds = 10;

    /// <summary>The four words that belong to one counter under one key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (ulong Word0, ulong Word1, ulong Word2, ulong Word3) Block(
        ulong counter0, ulong counter1, ulong counter2, ulong counter3, ulong key0, ulong key1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var high0 = Math.BigMul(Multiplier0, counter0, out var low0);
            var high1 = Math.BigMul(Multiplier1, counter2, out var low1);
            (counter0, counter1, counter2, counter3) = (high1 ^ counter1 ^ key0, low1, high0 ^ counter3 ^ key1, low0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return (counter0, counter1, counter2, counter3);
    }
}
