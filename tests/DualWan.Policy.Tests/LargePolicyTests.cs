using System.Text;
using DualWan.Core.Net;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>A list of a hundred thousand entries is an ordinary list.</summary>
public sealed class LargePolicyTests
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hundred_thousand_entries_arrive_one_by_one_with_their_lines(bool asLines)
    {
        var config = Load.Config(Text(asLines, ""));
        Assert.Equal(Count, config.AddressLists.Count);
        var expected = Enumerable.Range(0, Count).Select(i => (new IpRange(Prefix(i)), asLines ? i + 4 : 3));
        var actual = config.AddressLists
            .Select(static entry => (entry.Value.Address, entry.Origin.Location!.Value.Line));
        Assert.True(expected.SequenceEqual(actual));
        Assert.Equal("big", config.AddressLists[^1].Value.List);
    }

    [Fact]
    public void An_error_at_the_end_of_a_large_list_has_its_place() =>
        Assert.StartsWith(
            $"{Count + 4}:7: error: big: expected an address", Load.Diagnostics(Text(true, "    - 10.0.0.300\n")));

    [Fact]
    public void Entries_repeated_a_hundred_thousand_times_are_told_in_short()
    {
        var text = "uplinks: {isp1: {interface: wan1}}\naddress-lists:\n  a:\n"
            + string.Concat(Enumerable.Repeat("  - 10.0.0.1\n", Count));
        var lines = Load.Diagnostics(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(21, lines.Length);
        Assert.Contains($"4:3: warning: a: {Count - 21} more entries are in the list twice", lines);
        Assert.Single(Load.Config(text).AddressLists);
    }

    private static string Text(bool asLines, string end)
    {
        var text = new StringBuilder("uplinks: {isp1: {interface: wan1}}\naddress-lists:\n");
        text.Append(asLines ? "  big:\n" : "  big: [");
        for (var i = 0; i < Count; i++)
            text.Append(asLines ? $"    - {Prefix(i)}\n" : $"{Prefix(i)}, ");
        return text.Append(asLines ? "" : "]\n").Append(end).ToString();
    }

    private static IpPrefix Prefix(int i) => i % 3 == 0
        ? new IpPrefix(new IpAddress(IpFamily.IPv6, ((UInt128)0x20010DB8 << 96) | ((UInt128)i << 64)), 64)
        : new IpPrefix(new IpAddress(IpFamily.IPv4, 0x0A000000 + ((uint)i << 4)), 28);
}
