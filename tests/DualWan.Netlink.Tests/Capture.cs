using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Tests;

/// <summary>What a real tool said to the kernel and heard from it; see Captures/record.py.</summary>
internal sealed class Capture
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Captures");

    private Capture(string name)
    {
        Requests = [.. Datagrams(Path.Combine(Root, name, "request.hex")).Select(Trim).SelectMany(Split)];
        Replies = [.. Datagrams(Path.Combine(Root, name, "reply.hex")).SelectMany(Split)];
    }

    public IReadOnlyList<CapturedMessage> Requests { get; }

    public IReadOnlyList<CapturedMessage> Replies { get; }

    public static Capture Load(string name) => new(name);

    /// <summary>Every datagram ever recorded, for the mutations.</summary>
    public static IReadOnlyList<byte[]> AllDatagrams() =>
        [.. Directory.EnumerateFiles(Root, "*.hex", SearchOption.AllDirectories).Order().SelectMany(Datagrams)];

    public CapturedMessage Request(ushort type) => Requests.Single(m => m.Type == type);

    public IEnumerable<CapturedMessage> RepliesOf(ushort type) => Replies.Where(m => m.Type == type);

    public static IReadOnlyList<CapturedMessage> Split(byte[] datagram)
    {
        var messages = new List<CapturedMessage>();
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
            messages.Add(new CapturedMessage(message.Type, message.Flags, message.Payload.ToArray()));
        return messages;
    }

    /// <summary>ip sends its whole request buffer; the zeroes behind the message are no message.</summary>
    private static byte[] Trim(byte[] request)
    {
        var end = 0;
        while (end + 16 <= request.Length && BitConverter.ToInt32(request, end) is > 0 and var length)
            end += Alignment.Up(length);
        return request[..Math.Min(end, request.Length)];
    }

    private static IEnumerable<byte[]> Datagrams(string file) =>
        File.ReadAllText(file).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Replace("\n", "", StringComparison.Ordinal))
            .Where(text => text.Length > 0)
            .Select(Convert.FromHexString);
}
