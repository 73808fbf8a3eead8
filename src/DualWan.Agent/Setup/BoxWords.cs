namespace DualWan.Agent.Setup;

/// <summary>Words for the comments of a policy file and the output of <c>init</c>.</summary>
internal static class BoxWords
{
    public static string Of(BoxLinkKind kind) => kind switch
    {
        BoxLinkKind.Wired => "Ethernet",
        BoxLinkKind.Wifi => "Wi-Fi",
        BoxLinkKind.Mobile => "mobile modem",
        BoxLinkKind.Ppp => "PPP",
        BoxLinkKind.Vlan => "VLAN",
        BoxLinkKind.Bridge => "bridge",
        BoxLinkKind.Bond => "bond",
        _ => "virtual",
    };

    public static string Of(BoxRole role) => role switch
    {
        BoxRole.Uplink => "uplink",
        BoxRole.Lan => "LAN",
        _ => "-",
    };

    /// <summary>A name for an uplink by its kind, unique in <paramref name="taken"/>: <c>isp1</c>, <c>lte</c>,
    /// <c>lte2</c>.</summary>
    public static string UplinkName(BoxLinkKind kind, ISet<string> taken)
    {
        var stem = kind == BoxLinkKind.Mobile ? "lte" : "isp";
        for (var number = 1; ; number++)
        {
            var name = stem == "lte" && number == 1 ? stem : $"{stem}{number}";
            if (taken.Add(name))
                return name;
        }
    }
}
