using DualWan.Core;
using DualWan.Policy.Model;

namespace DualWan.Policy.Lowering;

/// <summary>The weight of every uplink: as written, or the ratio of the speeds of those of its distance.</summary>
internal static class Weights
{
    private const int Most = 255;

    public static IReadOnlyDictionary<string, int> Of(EquatableArray<PolicyUplink> uplinks)
    {
        var weights = uplinks.ToDictionary(static uplink => uplink.Name, static uplink => uplink.Weight?.Value ?? 1);
        foreach (var tier in uplinks.GroupBy(static uplink => uplink.EffectiveDistance))
        {
            if (tier.Any(static uplink => uplink.Weight is not null || uplink.Bandwidth is null))
                continue;
            var ratio = Ratio([.. tier.Select(static uplink => uplink.Bandwidth!.Value.Value.Down)]);
            foreach (var (uplink, weight) in tier.Zip(ratio))
                weights[uplink.Name] = weight;
        }

        return weights;
    }

    /// <summary>The smallest whole numbers in the same ratio, none above 255 and none below 1.</summary>
    public static int[] Ratio(long[] speeds)
    {
        var divisor = speeds.Aggregate(GreatestCommonDivisor);
        var largest = speeds.Max() / divisor;
        if (largest <= Most)
            return [.. speeds.Select(speed => (int)(speed / divisor))];
        var scale = (double)Most / speeds.Max();
        var scaled = speeds.Select(speed => Math.Max(1, (long)Math.Round(speed * scale))).ToArray();
        var common = scaled.Aggregate(GreatestCommonDivisor);
        return [.. scaled.Select(weight => (int)(weight / common))];
    }

    /// <summary>The divisor that leaves the shares of these weights as they are, with the fewest buckets.</summary>
    public static int CommonDivisor(IEnumerable<int> weights) =>
        (int)weights.Select(static weight => (long)weight).Aggregate(GreatestCommonDivisor);

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
