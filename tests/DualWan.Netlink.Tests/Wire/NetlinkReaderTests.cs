using DualWan.Core.Net;
using DualWan.Netlink.Wire;
using Xunit;

namespace DualWan.Netlink.Tests.Wire;

/// <summary>The bounds of messages and attributes.</summary>
public sealed class NetlinkReaderTests
{
    [Theory]
    [InlineData("0f0000001000000000000000000000", "nlmsghdr has 15 bytes")]
    [InlineData("0f000000100000000000000000000000", "nlmsg_len is 15")]
    [InlineData("14000000100000000000000000000000", "nlmsg_len is 20, of 16")]
    [InlineData("ffffffff100000000000000000000000", "nlmsg_len is 4294967295")]
    public void Message_WithALengthThatLies_Throws(string hex, string expected) =>
        Assert.Contains(expected, Assert.Throws<NetlinkFormatException>(() => ReadMessages(hex)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Message_LastOneUnpadded_IsRead() =>
        Assert.Equal(["AA", "BB"],
            ReadMessages("1100000010000000010000000000000" + "0aa000000" + "11000000100000000200000000000000bb"));

    [Theory]
    [InlineData("03000100", "nla_len is 3")]
    [InlineData("09000100aabbccdd", "nla_len is 9, of 8")]
    [InlineData("0400010008000200aabb", "nla_len is 8, of 6")]
    public void Attribute_WithALengthThatLies_Throws(string hex, string expected) =>
        Assert.Contains(expected, Assert.Throws<NetlinkFormatException>(() => ReadAttributes(hex)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Attribute_FlagsPaddingAndStrayTail_AreNotPartOfIt() =>
        Assert.Equal(["1:AA", "2:", "3:BBCC"],
            ReadAttributes("05000180aa000000" + "04000240" + "06000300bbcc" + "0000" + "0102"));

    [Theory]
    [InlineData("0500010001", 4)]
    [InlineData("0c0001000102030405060708", 4)]
    [InlineData("0600010001", 1)]
    public void Scalar_OfAnotherSize_ThrowsWithItsName(string hex, int size)
    {
        var bytes = Convert.FromHexString(hex);
        bytes[0] = (byte)bytes.Length;
        var e = Assert.Throws<NetlinkFormatException>(() =>
        {
            var reader = new NetlinkAttributeReader(bytes);
            reader.Read();
            _ = size == 4 ? reader.UInt32("RTA_TABLE") : reader.UInt16("RTA_TABLE");
        });
        Assert.StartsWith("RTA_TABLE has ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Struct_LongerThanKnown_IsRead_AndAShorterOneIsNot()
    {
        var longer = new NetlinkAttributeReader(Convert.FromHexString("0c0001000100000002000000"));
        longer.Read();
        Assert.Equal(1, longer.Struct<int>("x"));
        Assert.Throws<NetlinkFormatException>(() =>
        {
            var shorter = new NetlinkAttributeReader(Convert.FromHexString("0600010001000000"));
            shorter.Read();
            shorter.Struct<int>("x");
        });
    }

    [Fact]
    public void Writer_NestsAndPads_AndRefusesWhatDoesNotFit()
    {
        var writer = new NetlinkMessageWriter(4);
        writer.Begin(24, 5);
        var nest = writer.BeginNested(9);
        writer.UInt8(1, 0xAA);
        writer.Text(2, "lo");
        writer.EndNested(nest);
        writer.Address(3, IpAddress.Parse("10.1.1.1"));
        writer.End();
        Assert.Equal(
            "2C000000" + "1800" + "0500" + "0000000000000000" + "14000980" + "05000100AA000000" + "070002006C6F0000"
            + "080003000A010101",
            Convert.ToHexString(writer.Written));
        Assert.Throws<ArgumentException>(() => writer.Bytes(1, new byte[70_000]));
        Assert.Throws<InvalidOperationException>(() =>
        {
            writer.Clear().Begin(1, 0);
            writer.Begin(1, 0);
        });
    }

    private static List<string> ReadMessages(string hex)
    {
        var found = new List<string>();
        var reader = new NetlinkMessageReader(Convert.FromHexString(hex));
        while (reader.Read(out var message))
            found.Add(Convert.ToHexString(message.Payload));
        return found;
    }

    private static List<string> ReadAttributes(string hex)
    {
        var found = new List<string>();
        var reader = new NetlinkAttributeReader(Convert.FromHexString(hex));
        while (reader.Read())
            found.Add($"{reader.Type}:{Convert.ToHexString(reader.Value)}");
        return found;
    }
}
