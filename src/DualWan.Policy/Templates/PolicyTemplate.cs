using System.Globalization;
using System.Text;
using DualWan.Policy.Reading;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Templates;

/// <summary>
/// Writes the policy file that <c>dualwan init</c> leaves behind: what was found as keys, what one may want next as
/// comments. It can be used as it is.
/// </summary>
internal static class PolicyTemplate
{
    /// <summary>Where the comments begin, as far as the keys let them.</summary>
    private const int CommentColumn = 34;

    public static string Render(IReadOnlyList<DetectedUplink> uplinks, IReadOnlyList<string> lan)
    {
        var text = new StringBuilder();
        Comment(text, "The policy of this router. `dualwan check` tells what is wrong with it,");
        Comment(text, "`dualwan reload` uses it.");
        text.Append('\n').Append("uplinks:\n");
        var names = Names(uplinks);
        if (uplinks.Count == 0)
        {
            Line(text, "  isp1:", "");
            Line(text, "    interface: eth0", "no line was found on this box: write its interface here");
        }

        var allMetered = uplinks.All(static uplink => uplink.Metered);
        for (var i = 0; i < uplinks.Count; i++)
            AddUplink(text, names[i], uplinks[i], standsBy: uplinks[i].Metered && !allMetered);
        var inside = lan.Where(name => uplinks.All(uplink => uplink.Interface != name)).Distinct().ToList();
        AddLan(text, inside);
        AddHints(text, names.Count > 0 ? names[0] : "isp1", names.Count > 1 ? names[1] : "isp1");
        return text.ToString();
    }

    private static void AddUplink(StringBuilder text, string name, DetectedUplink uplink, bool standsBy)
    {
        Line(text, $"  {name}:", "");
        Line(text, $"    interface: {Quoted(uplink.Interface)}", Description(uplink));
        if (uplink.Gateway is { } gateway)
            Line(text, $"    gateway: {gateway}", "or auto: learned from what configures the interface");
        else
            Line(text, "    gateway: auto", "learned from what configures the interface; or an address");
        if (standsBy)
        {
            Line(text, "    distance: 2", "stands by until the lines with a lower distance are down");
            Line(text, "    metered: yes", "asked only now and then while it stands by");
            Line(text, "    failback: 5m", "the better line must be well for so long before it is used again");
            return;
        }

        if (uplink.Metered)
            Line(text, "    metered: yes", "asked only now and then while it stands by");
        Line(text, "    # bandwidth: 500M/50M", "down/up as your provider sells it: sets the share of the load");
    }

    private static void AddLan(StringBuilder text, IReadOnlyList<string> lan)
    {
        text.Append('\n');
        if (lan.Count == 0)
        {
            Line(text, "# lan: {interfaces: [br0]}", "no inside network was found: this box is a host, not a router");
            Line(text, "# nat: masquerade", "needed by inside networks with private addresses");
            return;
        }

        Line(text, $"lan: {{interfaces: [{string.Join(", ", lan.Select(Quoted))}]}}", "");
        Line(text, "nat: masquerade", "the inside has private addresses");
        Line(text, "# firewall: none", "default router: nothing new from an uplink comes in");
    }

    private static void AddHints(StringBuilder text, string first, string second)
    {
        text.Append('\n');
        Comment(text, "Lines of one distance share new connections. What decides which one a connection takes:");
        Comment(text, "balance: {method: pcc, per-connection-classifier: both-addresses}");
        text.Append('\n');
        Comment(text, $"What must go by one line (first match wins); with 'failover: no' by no other, ever:");
        Comment(text, "rules:");
        Comment(text, $"  - {{src-address: 192.168.1.50, uplink: {first}}}");
        Comment(text, $"  - {{protocol: tcp, dst-port: \"443,8000-8100\", uplink: {second}, failover: no}}");
        text.Append('\n');
        Comment(text, "How soon a silent line is given up (these are the defaults):");
        Comment(text, "health: {interval: 1s, failures: 3, recoveries: 5}");
    }

    private static string Description(DetectedUplink uplink)
    {
        var speed = uplink.SpeedMbps is { } mbps and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{mbps} Mbit/s")
            : "";
        return string.Join(", ", new[] { YamlScalar.Shown(uplink.Kind), speed }.Where(static part => part.Length > 0));
    }

    private static List<string> Names(IReadOnlyList<DetectedUplink> uplinks)
    {
        var names = new List<string>();
        foreach (var uplink in uplinks)
        {
            var valid = NameText.IsUplinkName(uplink.Name) && NameText.WhyNoUplinkName(uplink.Name) is null;
            var name = valid ? uplink.Name : NameText.NearUplinkName(uplink.Name) ?? $"isp{names.Count + 1}";
            for (var number = 1; names.Contains(name); number++)
                name = $"isp{number}";
            names.Add(name);
        }

        return names;
    }

    /// <summary>Plain where YAML can't take it for anything else.</summary>
    private static string Quoted(string name) =>
        name.Length > 0 && name != "null" && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? name
            : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    private static void Line(StringBuilder text, string line, string comment)
    {
        text.Append(line);
        if (comment.Length > 0)
            text.Append(' ', Math.Max(1, CommentColumn - line.Length)).Append("# ").Append(comment);
        text.Append('\n');
    }

    private static void Comment(StringBuilder text, string comment) => text.Append("# ").Append(comment).Append('\n');
}
