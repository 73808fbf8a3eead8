using DualWan.Netlink.Conntrack;

namespace DualWan.Kernel.Connections;

/// <summary>Looks at the pins in conntrack's marks.</summary>
internal sealed class PinReader(ConntrackClient conntrack)
{
    // kernel.md section 3: the uplink's number without the bits that say how it was pinned.
    private const uint NumberMask = 0x1F00_0000;
    private const int NumberShift = 24;

    // 0x9f: the agent's own probes.
    private const int ProbeNumber = 31;

    /// <summary>
    /// How many connections each uplink number has. One dump of the table, of which only the marks are read; about
    /// 0.1 s for 100,000 entries, so for the status and not for every tick.
    /// </summary>
    public IReadOnlyDictionary<int, int> CountPins()
    {
        var counts = new Dictionary<int, int>();
        foreach (var (mark, count) in conntrack.CountByMark(NumberMask))
        {
            var number = (int)(mark >> NumberShift);
            if (number is > 0 and < ProbeNumber)
                counts[number] = count;
        }

        return counts;
    }
}
