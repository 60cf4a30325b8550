namespace Surefoot.Theory;

/// <summary>The least number at which a conclusion held in a wanted share of runs, found by going up and then by bisection, on the premise that larger is better.</summary>
/// <param name="Least">That number.</param>
/// <param name="Tried">All numbers tried, rising, with how often the conclusion held.</param>
/// <param name="SurelyTooSmall">The largest that is surely too small; null where none was.</param>
/// <param name="SurelyEnough">The least that is surely enough; null where none was.</param>
internal sealed record ShareSearch(int Least, SortedDictionary<int, ObservedShare> Tried, int? SurelyTooSmall, int? SurelyEnough)
{
    /// <summary>The number below <see cref="Least"/> that was tried and was not enough; null where none was tried.</summary>
    public int? Below => Tried.Keys.Where(tried => tried < Least).Select(tried => (int?)tried).LastOrDefault();

    /// <summary>Searches.</summary>
    /// <param name="from">The least number.</param>
    /// <param name="last">The largest number.</param>
    /// <param name="next">The number to try after one that is not surely enough.</param>
    /// <param name="share">The wanted share.</param>
    /// <param name="runs">The number of runs for each number.</param>
    /// <param name="observe">Tries a number.</param>
    /// <returns>Null where the largest number is not enough either.</returns>
    public static ShareSearch? Of(int from, int last, Func<int, int> next, double share, int runs, Func<int, ObservedShare> observe)
    {
        var tried = new SortedDictionary<int, ObservedShare>();

        // So few runs may be wanted that no number of them is sure.
        var canBeSure = new ObservedShare(runs, runs).Low >= share;
        for (var number = from; ; number = Math.Min(next(number), last))
        {
            tried[number] = observe(number);
            if ((canBeSure ? tried[number].Low >= share : IsEnough(tried[number])) || number == last)
                break;
        }

        var found = tried.Where(each => IsEnough(each.Value)).Select(each => (int?)each.Key).FirstOrDefault();
        if (found is not { } least)
            return null;
        var below = tried.Keys.Where(number => number < least).Select(number => (int?)number).LastOrDefault();
        while (below is { } under && least - under > 1)
        {
            var middle = under + ((least - under) / 2);
            tried[middle] = observe(middle);
            if (IsEnough(tried[middle]))
                least = middle;
            else
                below = middle;
        }

        return new(
            least,
            tried,
            tried.Where(each => each.Value.High < share).Select(each => (int?)each.Key).LastOrDefault(),
            tried.Where(each => each.Value.Low >= share).Select(each => (int?)each.Key).FirstOrDefault());

        bool IsEnough(ObservedShare observed) => observed.Held >= share * observed.Of;
    }
}
