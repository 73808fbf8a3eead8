using System.Text;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Kernel.Explaining;

/// <summary>The attributes of one expression, by number; nf_tables numbers are big-endian.</summary>
internal readonly ref struct NftAttributes(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public bool Has(ushort type) => Find(type, out _);

    /// <summary>0 where it is missing.</summary>
    public uint UInt32(ushort type) => Find(type, out var attribute) ? attribute.UInt32BigEndian("nft attribute") : 0;

    public string Text(ushort type) => Find(type, out var attribute) ? attribute.Text() : "";

    /// <summary>NFTA_DATA_VALUE inside the attribute; empty where there is none.</summary>
    public ReadOnlySpan<byte> Value(ushort type)
    {
        if (!Find(type, out var attribute))
            return [];
        var nested = attribute.Nested;
        while (nested.Read())
        {
            if (nested.Type == NFTA_DATA_VALUE)
                return nested.Value;
        }

        return [];
    }

    /// <summary>NFTA_DATA_VERDICT inside the attribute, or null.</summary>
    public int? Verdict(ushort type, out string chain)
    {
        chain = "";
        if (!Find(type, out var attribute))
            return null;
        var nested = attribute.Nested;
        while (nested.Read())
        {
            if (nested.Type == NFTA_DATA_VERDICT)
                return Code(nested.Nested, out chain);
        }

        return null;
    }

    private static int Code(NetlinkAttributeReader verdict, out string chain)
    {
        var code = 0;
        chain = "";
        while (verdict.Read())
        {
            if (verdict.Type == NFTA_VERDICT_CODE)
                code = (int)verdict.UInt32BigEndian(nameof(NFTA_VERDICT_CODE));
            else if (verdict.Type == NFTA_VERDICT_CHAIN)
                chain = Encoding.UTF8.GetString(verdict.Value.TrimEnd((byte)0));
        }

        return code;
    }

    private bool Find(ushort type, out NetlinkAttributeReader attribute)
    {
        attribute = new NetlinkAttributeReader(_data);
        while (attribute.Read())
        {
            if (attribute.Type == type)
                return true;
        }

        return false;
    }
}
