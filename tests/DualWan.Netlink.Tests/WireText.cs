using System.Text;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Tests;

/// <summary>
/// A message as text that two programs agree on: type, flags, header, and the attributes sorted, since their order
/// means nothing and differs between tools. NLA_F_NESTED is left out: old families don't set it.
/// </summary>
internal static class WireText
{
    public static string Of(CapturedMessage message, int headerSize) =>
        Of(message.Type, message.Flags, message.Payload, headerSize);

    public static string Of(NetlinkMessageWriter writer, int headerSize)
    {
        var message = Capture.Split(writer.Written.ToArray()).Single();
        const ushort added = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK;
        return Of(message.Type, (ushort)(message.Flags | added), message.Payload, headerSize);
    }

    private static string Of(ushort type, ushort flags, byte[] payload, int headerSize)
    {
        var text = new StringBuilder();
        text.Append($"type {type} flags {flags:x}\n");
        text.Append(Convert.ToHexString(payload.AsSpan(0, headerSize))).Append('\n');
        var lines = new List<string>();
        var reader = new NetlinkAttributeReader(payload.AsSpan(headerSize));
        while (reader.Read())
            lines.Add($"{reader.Type,3}: {Convert.ToHexString(reader.Value)}");
        lines.Sort(StringComparer.Ordinal);
        return text.AppendJoin('\n', lines).ToString();
    }
}
