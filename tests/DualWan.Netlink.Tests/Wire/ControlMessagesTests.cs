using DualWan.Netlink.Interop;
using Xunit;

namespace DualWan.Netlink.Tests.Wire;

/// <summary>Ancillary data as a 64-bit kernel lays it out.</summary>
public sealed class ControlMessagesTests
{
    [Fact]
    public void Walk_OfStampAndPacketInformation_FindsBoth()
    {
        Assert.SkipUnless(nint.Size == 8, "the bytes are of a 64-bit kernel");
        // SO_TIMESTAMPNS (35) of 16 bytes, then IPV6_PKTINFO (50) of 20 with its padding.
        var found = Walk(
            "2000000000000000" + "01000000" + "23000000" + "0200000000000000" + "0700000000000000"
            + "2400000000000000" + "29000000" + "32000000" + "20010db8000000000000000000000001"
            + "0a000000" + "00000000");
        Assert.Equal(
            ["1/35 02000000000000000700000000000000", "41/50 20010DB80000000000000000000000010A000000"], found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2000000000000000" + "01000000")]
    [InlineData("0f00000000000000" + "01000000" + "23000000")]
    [InlineData("2100000000000000" + "01000000" + "23000000" + "0200000000000000" + "0700000000000000")]
    [InlineData("ffffffffffffffff" + "01000000" + "23000000")]
    public void Walk_OfALengthThatLies_Ends(string hex) => Assert.Empty(Walk(hex));

    private static List<string> Walk(string hex)
    {
        var found = new List<string>();
        var reader = new ControlMessages(Convert.FromHexString(hex));
        while (reader.Read())
            found.Add($"{reader.Level}/{reader.Type} {Convert.ToHexString(reader.Data)}");
        return found;
    }
}
