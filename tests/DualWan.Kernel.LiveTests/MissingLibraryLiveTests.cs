using System.Diagnostics;
using System.Runtime.InteropServices;
using DualWan.Core.Reconciliation;

namespace DualWan.Kernel.LiveTests;

/// <summary>A box without libnftables: one clear line that says what to install, and nothing half done.</summary>
public sealed class MissingLibraryLiveTests
{
    private const string Library = "libnftables.so.1";
    private const string Hidden = "DUALWAN_TEST_LIBRARY_HIDDEN";

    [Fact]
    public async Task Without_libnftables_the_refusal_names_the_library_and_the_package()
    {
        // The test below, by the same test program in a mount namespace where the library is an empty file.
        const string Inner = nameof(An_apply_is_whole_or_names_the_missing_library);
        var info = new ProcessStartInfo("unshare", ["-m", "bash", "-ec",
            $"for file in $(find /usr/lib* -name '{Library}*'); do mount --bind /dev/null $file; done\n"
            + $"exec {Environment.ProcessPath} --filter-method '*{Inner}'"])
        {
            RedirectStandardOutput = true,
        };
        info.Environment[Hidden] = "1";
        using var process = Process.Start(info)!;

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("succeeded: 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_apply_is_whole_or_names_the_missing_library()
    {
        using var router = new LiveRouter();

        var result = router.Apply(router.Plan(LiveRouter.TwoUplinks));

        if (Environment.GetEnvironmentVariable(Hidden) is null)
        {
            Assert.True(NativeLibrary.TryLoad(Library, out _));
            Assert.True(result.Succeeded);
            return;
        }

        var failure = Assert.Single(result.Failures);
        Assert.IsType<KernelOperation.NftTransaction>(failure.Operation);
        Assert.Contains(Library, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Install the package nftables", failure.Message, StringComparison.Ordinal);
        Assert.Equal("", router.Ip("nexthop show"));
        Assert.Equal("0", router.Space.Sysctl("net.ipv4.ip_forward"));
    }
}
