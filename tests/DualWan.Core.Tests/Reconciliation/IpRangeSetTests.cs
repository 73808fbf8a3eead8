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

    private static IEnumerable<IpRange> Parse(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => IpRange.TryParse(part, out var range) ? range : throw new FormatException(part));

    private static string Text(EquatableArray<IpRange> ranges) => string.Join(' ', ranges);
}
