using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>The number of the ruleset's last change. <see cref="ProcessId"/> and <see cref="ProcessName"/> say whose it
/// was in an event; the answer to a question has the asker there.</summary>
internal sealed record NftGeneration(uint Id, uint ProcessId, string ProcessName)
{
    public static NftGeneration Parse(ReadOnlySpan<byte> payload)
    {
        NfHeader.Take(ref payload);
        var generation = new NftGeneration(0, 0, "");
        var reader = new NetlinkAttributeReader(payload);
        while (reader.Read())
        {
            generation = reader.Type switch
            {
                NFTA_GEN_ID => generation with { Id = reader.UInt32BigEndian(nameof(NFTA_GEN_ID)) },
                NFTA_GEN_PROC_PID => generation with { ProcessId = reader.UInt32BigEndian(nameof(NFTA_GEN_PROC_PID)) },
                NFTA_GEN_PROC_NAME => generation with { ProcessName = reader.Text() },
                _ => generation,
            };
        }

        return generation;
    }
}
