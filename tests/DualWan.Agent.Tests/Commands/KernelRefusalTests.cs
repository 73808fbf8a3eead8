using DualWan.Agent.Tests.Support;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Netfilter;

namespace DualWan.Agent.Tests.Commands;

public sealed class KernelRefusalTests
{
    [Theory]
    [InlineData(1, "this needs the right to change the network", "use sudo")]
    [InlineData(95, "the kernel refused: add nexthop 1 (error 95)", "dualwan doctor")]
    public async Task What_the_kernel_refuses_is_one_line_and_exit_2(int errno, string expected, string hint)
    {
        var verb = await FailAsync(new NetlinkException("add nexthop 1", errno));

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains(expected, verb.Error, StringComparison.Ordinal);
        Assert.Contains(hint, verb.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_library_is_said_with_the_package_to_install()
    {
        var verb = await FailAsync(new NftablesUnavailableException("the library is not installed"));

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("apt install libnftables1", verb.Error, StringComparison.Ordinal);
    }

    private static async Task<Verb> FailAsync(Exception exception)
    {
        using var directory = new TemporaryDirectory();
        return await Verb.RunAsync(
            e => e with { CreateKernelWork = () => throw exception }, "cleanup", "--runtime-dir", directory.Path);
    }
}
