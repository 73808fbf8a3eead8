using DualWan.Core.Net;
using Xunit;

namespace DualWan.Core.Tests.Reconciliation;

public sealed class IpRangeSetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.2 10.0.0.1", "10.0.0.1-10.0.0.2")]
    [InlineData("10.0.0.0/24 10.0.1.0/24", "10.0.0.0/23")]
    [InlineData("10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8")]
    [InlineData("10.0.0.1-10.0.0.9 10.0.0.5-10.0.0.20 10.0.0.22", "10.0.0.1-10.0.0.20 10.0.0.22")]
    [InlineData("255.255.255.255 ::", "255.255.255.255 ::")]
    [InlineData("255.255.255.255 255.255.255.255", "255.255.255.255")]
    [InlineData("::/1 8000::/1", "::/0")]
    [InlineData("0.0.0.0/0 10.0.0.1", "0.0.0.0/0")]
    [InlineData("fd00::1 fd00::2 10.0.0.1", "10.0.0.1 fd00::1-fd00::2")]
    public void Merge_OverlappingAndAdjacent_BecomeOne(string ranges, string merged) =>
        Assert.Equal(merged, Text(IpRangeSet.Merge(Parse(ranges))));

    [Theory]
    [InlineData("10.0.0.0/8", "", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", "")]
    [InlineData("10.0.0.0/30", "10.0.0.1", "10.0.0.0 10.0.0.2/31")]
    [InlineData("10.0.0.0/30", "10.0.0.0 10.0.0.3", "10.0.0.1-10.0.0.2")]
    [InlineData("10.0.0.0/30 11.0.0.0/8", "9.0.0.0-11.0.0.255", "11.0.1.0-11.255.255.255")]
    [InlineData("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")]
    public void Subtract_LeavesWhatIsOnlyInTheFirst(string left, string right, string rest) =>
        Assert.Equal(rest, Text(IpRangeSet.Subtract(IpRangeSet.Merge(Parse(left)), IpRangeSet.Merge(Parse(right)))));

    [Fact]
    public void Subtract_RandomSmallSets_AgreesWithASetOfSingleAddresses()
    {
        var random = new Random(20_26);
        for (var round = 0; round < 500; round++)
        {
            var left = IpRangeSet.Merge(RandomRanges(random));
            var right = IpRangeSet.Merge(RandomRanges(random));
            var expected = Addresses(left).Except(Addresses(right)).Order();
            Assert.Equal(expected, Addresses(IpRangeSet.Subtract(left, right)));
        }
    }

    [Fact]
    public void ElementsOnlyIn_DeletedAndAdded_TurnOneSetIntoTheOther()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var old = IpRangeSet.Merge(RandomRanges(random));
            var wanted = IpRangeSet.Merge(RandomRanges(random));
            var changed = old.Except(IpRangeSet.ElementsOnlyIn(old, wanted))
                .Concat(IpRangeSet.ElementsOnlyIn(wanted, old));
            Assert.Equal(wanted, changed.Order());
        }
    }

    private static IpRange[] RandomRanges(Random random) => [.. Enumerable.Range(0, random.Next(6)).Select(_ =>
    {
        var first = (uint)random.Next(60);
        return new IpRange(V4(first), V4(first + (uint)random.Next(8)));
    })];

    private static IpAddress V4(uint bits) => new(IpFamily.IPv4, bits);

    private static IEnumerable<uint> Addresses(EquatableArray<IpRange> ranges)
    {
        foreach (var range in ranges)
        {
            for (var address = (uint)range.First.Bits; address <= (uint)range.Last.Bits; address++)
                yield return address;
        }
    }

    private static IEnumerable<IpRange> Parse(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => IpRange.TryParse(part, out var range) ? range : throw new FormatException(part));

    private static string Text(EquatableArray<IpRange> ranges) => string.Join(' ', ranges);
}
