using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DualWan.Lab.Meters;

/// <summary>
/// A name server on every address of a namespace, UDP port 53. Every name has the address 192.0.2.80 (IPv6
/// 2001:db8:ffff::80) until told otherwise.
/// </summary>
internal sealed class DnsServer : IDisposable
{
    private const int Header = 12;
    private const int TypeA = 1;
    private const int TypeAaaa = 28;
    private const int NameError = 3;
    private readonly ConcurrentDictionary<string, IPAddress[]> _records = new(StringComparer.OrdinalIgnoreCase);
    private readonly UdpResponder _udp;
    private long _queries;

    private DnsServer(NetworkNamespace space)
    {
        var sockets = space.Do(() => EchoServer.BindUdp(53).ToList());
        _udp = new UdpResponder(space, sockets, Reply);
    }

    /// <summary>Queries received so far, also those that were not answered.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Seconds that an answer may be kept.</summary>
    public int TimeToLive { get; set; } = 60;

    /// <summary>Says nothing any more while the host stays well.</summary>
    public bool Silent { get; set; }

    public static DnsServer Start(NetworkNamespace space) => new(space);

    /// <summary>Gives a name these addresses; none at all makes it a name that does not exist.</summary>
    public void Set(string name, params string[] addresses) =>
        _records[name.TrimEnd('.')] = [.. addresses.Select(IPAddress.Parse)];

    public void Dispose() => _udp.Dispose();

    private int Reply(IPEndPoint peer, ReadOnlySpan<byte> question, Span<byte> answer)
    {
        Interlocked.Increment(ref _queries);
        if (Silent || question.Length < Header || !TryReadName(question, out var name, out var end))
            return 0;
        var type = BinaryPrimitives.ReadUInt16BigEndian(question[end..]);
        var known = _records.GetValueOrDefault(name);
        var addresses = (known ?? [IPAddress.Parse("192.0.2.80"), IPAddress.Parse("2001:db8:ffff::80")])
            .Where(a => a.AddressFamily == FamilyOf(type)).ToArray();
        question[..(end + 4)].CopyTo(answer);
        WriteHeader(answer, addresses.Length, known is { Length: 0 } ? NameError : 0);
        var at = end + 4;
        foreach (var address in addresses)
            at += WriteRecord(answer[at..], type, address);
        return at;
    }

    private static AddressFamily FamilyOf(int type) => type switch
    {
        TypeA => AddressFamily.InterNetwork,
        TypeAaaa => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    /// <summary>
    /// The name as text; <paramref name="end"/> is where its type stands. False for a malformed question.
    /// </summary>
    private static bool TryReadName(ReadOnlySpan<byte> query, out string name, out int end)
    {
        var text = new StringBuilder();
        (name, end) = ("", Header);
        while (end < query.Length && query[end] is var length and not 0)
        {
            if (length > 63 || end + 1 + length >= query.Length)
                return false;
            text.Append(text.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(query.Slice(end + 1, length)));
            end += 1 + length;
        }

        end++;
        name = text.ToString();
        return end + 4 <= query.Length;
    }

    // Answer, recursion desired and available; one question, no authority, nothing additional.
    private static void WriteHeader(Span<byte> answer, int count, int code)
    {
        BinaryPrimitives.WriteUInt16BigEndian(answer[2..], (ushort)(0x8180 | code));
        BinaryPrimitives.WriteUInt16BigEndian(answer[4..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(answer[6..], (ushort)count);
        BinaryPrimitives.WriteUInt32BigEndian(answer[8..], 0);
    }

    // The name is a pointer to the question's.
    private int WriteRecord(Span<byte> at, int type, IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        BinaryPrimitives.WriteUInt16BigEndian(at, 0xc000 | Header);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(at[4..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(at[6..], (uint)TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(at[10..], (ushort)bytes.Length);
        bytes.CopyTo(at[12..]);
        return 12 + bytes.Length;
    }
}
