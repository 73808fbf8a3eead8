namespace DualWan.Core.Config;

/// <summary>/interface list member</summary>
internal sealed record InterfaceListMember(string List, string Interface)
{
    /// <summary>The list of all uplinks.</summary>
    public const string Wan = "WAN";

    /// <summary>The list of the inside interfaces.</summary>
    public const string Lan = "LAN";
}
