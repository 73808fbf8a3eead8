using DualWan.Core.Failover;
using Xunit;

namespace DualWan.Core.Tests.Failover;

/// <summary>What holds after every event, whatever it was.</summary>
internal static class Invariants
{
    public static void Check(FailoverStep? before, FailoverStep after, FailoverEvent happened, TimeSpan now)
    {
        UsableMeansUsed(after);
        OrderHolds(after);
        NothingIsGivenUpForNothing(after);
        RoutesFollowUse(before, after, happened);
        var changes = after.Decisions.OfType<FailoverDecision.Announce>().Select(announce => announce.Change.Uplink);
        Assert.Equal(changes.Distinct(), changes);
        Assert.True(after.NextTick is null || after.NextTick > now, "a tick that is due was not dealt with");
        Assert.All(after.Uplinks, uplink => Assert.InRange(uplink.Penalty, 0, FlapDamping.Ceiling));
    }

    private static void UsableMeansUsed(FailoverStep step)
    {
        var usable = step.Uplinks.Where(uplink => uplink.State is UplinkState.Up or UplinkState.Unknown
            or UplinkState.Standby or UplinkState.Degraded);
        if (usable.Any())
        {
            Assert.Contains(step.Uplinks, uplink => uplink.Use == UplinkUse.Active);
            Assert.DoesNotContain(step.Uplinks, uplink => uplink.Use == UplinkUse.LastResort);
        }

        Assert.All(step.Uplinks, uplink =>
        {
            if (uplink.Use is not UplinkUse.Excluded)
                Assert.True(uplink.LinkReady, $"{uplink.Name} is used without a link");
            if (uplink.State == UplinkState.Disabled)
                Assert.Equal(UplinkUse.Excluded, uplink.Use);
            if (uplink.State == UplinkState.Draining)
            {
                Assert.True(uplink.Use is UplinkUse.PinnedOnly or UplinkUse.Excluded,
                    $"{uplink.Name} drains and is used");
            }
        });
    }

    private static void OrderHolds(FailoverStep step)
    {
        var kinds = step.Decisions.Select(decision => decision.GetType()).ToList();
        Assert.True(kinds.LastIndexOf(typeof(FailoverDecision.RoutesChanged)) <= 0, "routes come first");
        var announce = kinds.IndexOf(typeof(FailoverDecision.Announce));
        Assert.True(announce < 0 || kinds.Skip(announce).All(kind => kind == typeof(FailoverDecision.Announce)),
            "people are told last");
        foreach (var flush in step.Decisions.OfType<FailoverDecision.FlushPins>())
        {
            // Flushed is only what no route of its own leads to any more.
            Assert.Equal(UplinkUse.Excluded, step.Uplinks.Single(uplink => uplink.Name == flush.Uplink).Use);
            if (step.Decisions.Contains(new FailoverDecision.ArmResets(flush.Uplink)))
            {
                var at = step.Decisions.IndexOf(flush);
                Assert.True(step.Decisions.IndexOf(new FailoverDecision.ArmResets(flush.Uplink)) < at);
                Assert.True(step.Decisions.IndexOf(new FailoverDecision.ListReceivers(flush.Uplink)) < at);
                Assert.True(step.Decisions.IndexOf(new FailoverDecision.PokeReceivers(flush.Uplink)) > at);
            }
        }
    }

    private static void NothingIsGivenUpForNothing(FailoverStep step)
    {
        var disabled = step.Uplinks.Where(uplink => uplink.State == UplinkState.Disabled).Select(uplink => uplink.Name);
        if (step.Uplinks.Any(uplink => uplink.Use == UplinkUse.Active))
            return;
        Assert.DoesNotContain(step.Decisions, decision => decision is FailoverDecision.ArmResets);
        Assert.All(step.Decisions.OfType<FailoverDecision.FlushPins>().Where(flush => !flush.Again),
            flush => Assert.Contains(flush.Uplink, disabled));
        Assert.DoesNotContain(step.Decisions, decision => decision is FailoverDecision.FlushBackupPins);
    }

    private static void RoutesFollowUse(FailoverStep? before, FailoverStep after, FailoverEvent happened)
    {
        if (before is null || happened is FailoverEvent.Configured)
            return;
        var same = before.Uplinks.Select(uplink => (uplink.Name, uplink.Use, uplink.LinkReady))
            .SequenceEqual(after.Uplinks.Select(uplink => (uplink.Name, uplink.Use, uplink.LinkReady)));
        Assert.Equal(!same, after.Decisions.Contains(FailoverDecision.RoutesChanged.Instance));
    }
}
