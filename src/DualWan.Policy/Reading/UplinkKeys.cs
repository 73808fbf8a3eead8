using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>The keys of an uplink.</summary>
internal static class UplinkKeys
{
    /// <summary>More are no better information, only more packets.</summary>
    private const int MaxMonitors = 32;

    public static KeyTable<PolicyUplink> Table { get; } = new(
        "an uplink",
        ["dns"],
        ("interface", static (v, f, u) => u with { Interface = v.Interface(f) }),
        ("gateway", static (v, f, u) => u with { Gateway = Gateway(v, f) }),
        ("weight", static (v, f, u) => u with { Weight = v.Number(f, 1, 255) }),
        ("bandwidth", static (v, f, u) => u with
        {
            Bandwidth = v.Read<Bandwidth>(f, BandwidthText.Expected, BandwidthText.TryParse),
        }),
        ("distance", static (v, f, u) => u with { Distance = v.Number(f, 1, 255) }),
        ("metered", static (v, f, u) => u with { Metered = v.YesNo(f) }),
        ("nat", static (v, f, u) => u with { Nat = Nat(v, f) }),
        ("mss", static (v, f, u) => u with { Mss = Mss(v, f) }),
        ("failback", static (v, f, u) => u with { Failback = Failback(v, f) }),
        ("monitors", static (v, f, u) => Monitors(v, f, u)),
        ("health", static (v, f, u) => u with { Health = HealthKeys.Read(v, f) }));

    /// <param name="values">Where errors go.</param>
    /// <param name="block">The uplink's keys, or null where what stands there was refused.</param>
    /// <param name="uplink">Its name and place.</param>
    public static PolicyUplink Read(ValueReader values, YamlMapping? block, PolicyUplink uplink) =>
        block is null
            ? uplink with { HasInterfaceKey = true }
            : Table.Read(values, block, uplink) with { HasInterfaceKey = Table.Mentions(block, "interface") };

    public static string? NearMasquerade(string text) =>
        ValueReader.IsYes(text) ? "did you mean 'masquerade'?" : ValueReader.Near(text, "masquerade");

    private static Located<UplinkGateway>? Gateway(ValueReader values, Field field) =>
        values.Read(
            field,
            $"{AddressText.ExpectedAddress}, auto or none",
            static (string text, out UplinkGateway gateway, out string? hint) =>
            {
                hint = null;
                gateway = text == "none" ? UplinkGateway.None.Instance : UplinkGateway.Auto.Instance;
                if (text is "none" or "auto")
                    return true;
                if (!AddressText.TryParseHost(text, out var address, out hint))
                {
                    hint ??= ValueReader.Near(text, "auto", "none");
                    return false;
                }

                gateway = new UplinkGateway.Fixed(address);
                return IsIPv4(address, out hint);
            });

    private static Located<UplinkNat>? Nat(ValueReader values, Field field) =>
        values.Read(
            field,
            "masquerade, no or an address of the uplink",
            static (string text, out UplinkNat nat, out string? hint) =>
            {
                hint = null;
                nat = text == "masquerade" ? UplinkNat.Masquerade.Instance : UplinkNat.None.Instance;
                if (text == "masquerade" || ValueReader.IsNo(text))
                    return true;
                if (!AddressText.TryParseHost(text, out var address, out hint))
                {
                    hint ??= NearMasquerade(text);
                    return false;
                }

                nat = new UplinkNat.Source(address);
                return IsIPv4(address, out hint);
            });

    private static Located<UplinkMss>? Mss(ValueReader values, Field field) =>
        values.Read(
            field,
            "auto, no or a number from 536 to 65495",
            static (string text, out UplinkMss mss, out string? hint) =>
            {
                hint = null;
                mss = text == "auto" ? UplinkMss.Auto.Instance : UplinkMss.None.Instance;
                if (text == "auto" || ValueReader.IsNo(text))
                    return true;
                if (!NumberText.TryParse(text, out var bytes, out hint) || bytes is < 536 or > 65495)
                {
                    hint ??= ValueReader.Near(text, "auto");
                    return false;
                }

                mss = new UplinkMss.Fixed(bytes);
                return true;
            });

    private static Located<Failback>? Failback(ValueReader values, Field field)
    {
        var location = field.Node.Location;
        if (field.Node is YamlScalar { Text: "auto" })
            return new(Core.Config.Failback.Auto.Instance, location);
        if (field.Node is YamlScalar { Text: "manual" })
            return new(Core.Config.Failback.Manual.Instance, location);
        var delay = values.Time(field, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), "auto, manual or ");
        return delay is { } time ? new(new Failback.After(time.Value), location) : null;
    }

    private static PolicyUplink Monitors(ValueReader values, Field field, PolicyUplink uplink)
    {
        var refused = false;
        var monitors = values.Distinct(field, $"{MonitorText.Expected}, or a list of these", MaxMonitors, item =>
        {
            var monitor = values.Read<MonitorTarget>(item, MonitorText.Expected, MonitorText.TryParse);
            refused |= monitor is null;
            return monitor;
        });
        return uplink with { Monitors = [.. monitors], HasRefusedMonitors = refused };
    }

    private static bool IsIPv4(IpAddress address, out string? hint)
    {
        hint = address.Family == IpFamily.IPv4 ? null : "IPv6 is not steered in this version";
        return hint is null;
    }
}
