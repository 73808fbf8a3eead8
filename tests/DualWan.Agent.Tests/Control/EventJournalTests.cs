using DualWan.Agent.Control;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Control;

public sealed class EventJournalTests
{
    [Fact]
    public void Add_BeyondCapacity_DropsTheOldestAndKeepsCounting()
    {
        var journal = new EventJournal(new ManualTimeProvider(), capacity: 3);
        for (var i = 1; i <= 5; i++)
            journal.Add("isp1", "up", null, $"{i}");

        Assert.Equal([3L, 4, 5], journal.Last(10).Select(static e => e.Id));
        Assert.Equal(["4", "5"], journal.Last(2).Select(static e => e.Text));
        Assert.Empty(journal.Last(0));
    }

    [Fact]
    public async Task FollowAsync_MissesNothingBetweenPastAndPresent()
    {
        var journal = new EventJournal(new ManualTimeProvider());
        journal.Add(null, "started", null, "1");
        await using var follower = journal.FollowAsync(100, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await follower.MoveNextAsync());
        journal.Add(null, "up", null, "2");

        Assert.True(await follower.MoveNextAsync());

        Assert.Equal("2", follower.Current.Text);
    }

    [Fact]
    public async Task FollowAsync_SlowFollower_LosesTheOldestAndTheIdsShowIt()
    {
        var journal = new EventJournal(new ManualTimeProvider());
        journal.Add(null, "up", null, "first");
        await using var follower = journal.FollowAsync(1, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await follower.MoveNextAsync());
        for (var i = 0; i < 1000; i++)
            journal.Add(null, "up", null, "more");

        Assert.True(await follower.MoveNextAsync());

        Assert.Equal(1001 - 256 + 1, follower.Current.Id);
    }
}
