using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Testing.Kernel;
using Xunit;

namespace DualWan.Core.Tests.Reconciliation;

/// <summary>From any state that the layout can be in to any other, through flaps, foreign hands and crashes.</summary>
public sealed class ReconcilerPropertyTests
{
    private static readonly SnapshotRequest All = new(true, ["net/ipv4/ip_forward"]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Plan_AppliedToRandomStates_LeavesNothingToPlan(int seed)
    {
        var random = new Random(seed);
        var kernel = NewKernel();
        for (var round = 0; round < 200; round++)
        {
            ToggleCarrier(random, kernel);
            var desired = RandomState(random, kernel);
            Disturb(random, kernel);
            var plan = Reconciler.Plan(desired, kernel.Read(All));
            var result = kernel.Apply(plan);
            Assert.True(result.Succeeded, OperationText.Of(plan) + string.Join('\n', result.Failures));
            var second = Reconciler.Plan(desired, kernel.Read(All));
            Assert.True(second.IsEmpty, OperationText.Of(second));
        }
    }

    [Fact]
    public void Crash_BetweenAnyTwoOperations_SecondStartEndsInTheSameState_K16()
    {
        var first = TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2));
        var second = TestLayout.Of(
            TestLayout.Uplink(2) with { Alive = false }, TestLayout.Uplink(3), TestLayout.Uplink6(2));
        var reference = NewKernel();
        reference.Apply(Reconciler.Plan(second, reference.Read(All)));
        var expected = Normal(reference.Read(All));
        var operations = LiveChange(first, second, int.MaxValue, out _);
        Assert.True(operations > 40);
        for (var stop = 0; stop < operations; stop++)
        {
            LiveChange(first, second, stop, out var kernel);
            var again = kernel.Apply(Reconciler.Plan(second, kernel.Read(All)));
            Assert.True(again.Succeeded, $"stopped at {stop}: {string.Join('\n', again.Failures)}");
            Assert.Equal(expected, Normal(kernel.Read(All)));
        }
    }

    [Fact]
    public void Cleanup_OfRandomStates_LeavesNothingOfOurs()
    {
        var random = new Random(99);
        for (var round = 0; round < 50; round++)
        {
            var kernel = NewKernel();
            kernel.Apply(Reconciler.Plan(RandomState(random, kernel), kernel.Read(All)));
            var cleanup = Reconciler.Cleanup(kernel.Read(All), [new("net/ipv4/ip_forward", "0")]);
            Assert.True(kernel.Apply(cleanup).Succeeded);
            var left = kernel.Read(All);
            Assert.Empty(left.Rules);
            Assert.Empty(left.Routes);
            Assert.Empty(left.NextHops);
            Assert.Empty(left.Groups);
            Assert.Null(left.Nft);
            Assert.Equal("0", left.Sysctls["net/ipv4/ip_forward"]);
        }
    }

    private static int LiveChange(DesiredState from, DesiredState to, int stop, out InMemoryKernel kernel)
    {
        kernel = NewKernel();
        kernel.Apply(Reconciler.Plan(from, kernel.Read(All)));
        var before = kernel.Journal.Count;
        kernel.BeforeOperation = number =>
        {
            if (number - before == stop)
                throw new OperationCanceledException("the program dies here");
        };
        try
        {
            kernel.Apply(Reconciler.Plan(to, kernel.Read(All)));
        }
        catch (OperationCanceledException)
        {
            // What a test of a crash is about.
        }

        kernel.BeforeOperation = null;
        return kernel.Journal.Count - before;
    }

    private static DesiredState RandomState(Random random, InMemoryKernel kernel)
    {
        var carrier = kernel.Read(All).Links.Where(link => link.Carrier).Select(link => link.Name).ToHashSet();
        var numbers = Enumerable.Range(1, 4).Where(_ => random.Next(3) > 0).DefaultIfEmpty(1).ToArray();
        var state = TestLayout.Of([.. numbers.SelectMany(number => Families(number))]);
        return state with { Forwarding = [new("net/ipv4/ip_forward", random.Next(2) == 0 ? "1" : "0")] };

        IEnumerable<LayoutUplink> Families(int number)
        {
            var usable = carrier.Contains($"wan{number}");
            var alive = usable && random.Next(4) > 0;
            yield return TestLayout.Uplink(number) with { Usable = usable, Alive = alive };
            if (number % 2 == 0)
                yield return TestLayout.Uplink6(number) with { Usable = usable, Alive = alive };
        }
    }

    private static void Disturb(Random random, InMemoryKernel kernel)
    {
        var snapshot = kernel.Read(All);
        switch (random.Next(6))
        {
            case 0:
                kernel.FlushRuleset();
                break;
            case 1:
                Delete(snapshot.Rules.Select(rule => new KernelOperation.DeleteRule(rule)));
                break;
            case 2:
                Delete(snapshot.NextHops.Select(hop => new KernelOperation.DeleteNextHop(hop.Id)));
                break;
            case 3:
                var name = $"wan{random.Next(1, 5)}";
                var link = snapshot.Links.First(link => link.Name == name);
                kernel.SetLink(link with { Carrier = false });
                kernel.SetLink(link);
                break;
            case 4:
                Delete(snapshot.Routes.Select(route => new KernelOperation.DeleteRoute(route)));
                break;
        }

        void Delete(IEnumerable<KernelOperation> operations) =>
            kernel.Apply(new([.. operations.Where(_ => random.Next(2) == 0)]));
    }

    private static void ToggleCarrier(Random random, InMemoryKernel kernel)
    {
        var links = kernel.Read(All).Links;
        var link = links[random.Next(links.Count)];
        kernel.SetLink(link with { Carrier = !link.Carrier });
    }

    private static string Normal(KernelSnapshot snapshot) => string.Join('\n', new object?[]
    {
        string.Join(' ', snapshot.NextHops),
        string.Join(' ', snapshot.Groups.Select(group => $"{group.Id}:{string.Join(',', group.Members)}")),
        string.Join(' ', snapshot.Routes.OrderBy(route => route.ToString(), StringComparer.Ordinal)),
        string.Join(' ', snapshot.Rules.OrderBy(rule => rule.ToString(), StringComparer.Ordinal)),
        string.Join(' ', snapshot.Nft!.Chains.Select(chain =>
            $"{chain.Name} {chain.Hook} {string.Join(',', chain.Comments)}")),
        string.Join(' ', snapshot.Nft.Sets.Select(set =>
            $"{set.Name} {string.Join(',', set.Names)} {string.Join(',', set.Ranges)}")),
        string.Join(' ', snapshot.Sysctls),
    });

    private static InMemoryKernel NewKernel()
    {
        var kernel = new InMemoryKernel();
        for (var number = 1; number <= 4; number++)
            kernel.SetLink(new(number, $"wan{number}", true, true, 1500, "veth", 0, false, false, null));
        kernel.SetSysctl("net/ipv4/ip_forward", "0");
        return kernel;
    }
}
