namespace DualWan.Core.Config;

/// <summary>RouterOS's words for the field sets.</summary>
internal static class PccFieldsText
{
    public static IReadOnlyList<(string Text, PccFields Fields)> All { get; } =
    [
        ("src-address", PccFields.SrcAddress),
        ("dst-address", PccFields.DstAddress),
        ("both-addresses", PccFields.BothAddresses),
        ("src-port", PccFields.SrcPort),
        ("dst-port", PccFields.DstPort),
        ("both-ports", PccFields.BothPorts),
        ("src-address-and-port", PccFields.SrcAddressAndPort),
        ("dst-address-and-port", PccFields.DstAddressAndPort),
        ("both-addresses-and-ports", PccFields.BothAddressesAndPorts),
    ];

    public static string ToText(PccFields fields) => All.First(known => known.Fields == fields).Text;

    public static PccFields? Parse(string text)
    {
        foreach (var (known, fields) in All)
        {
            if (known == text)
                return fields;
        }

        return null;
    }
}
