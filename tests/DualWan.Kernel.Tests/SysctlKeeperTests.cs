using DualWan.Kernel.Sysctls;

namespace DualWan.Kernel.Tests;

public sealed class SysctlKeeperTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dualwan-sysctl-").FullName;

    private string State => Path.Combine(_root, "state");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Save_ForwardingSwitch_KeepsAllThatItsWriteChanges()
    {
        Set("net/ipv4/ip_forward", "0");
        Set("net/ipv4/conf/all/forwarding", "0");
        Set("net/ipv4/conf/all/accept_redirects", "1");
        Set("net/ipv4/conf/enp1s0.7/forwarding", "1");

        Assert.Null(Keeper().Save(["net/ipv4/ip_forward"]));

        Assert.Equal(
            [
                "net/ipv4/ip_forward=0", "net/ipv4/conf/all/accept_redirects=1", "net/ipv4/conf/all/forwarding=0",
                "net/ipv4/conf/enp1s0.7/forwarding=1",
            ], Original(Keeper()));
    }

    [Fact]
    public void Save_Again_NeverOverwritesTheFirstValue()
    {
        Set("net/ipv4/conf/wan1/rp_filter", "1");
        Keeper().Save(["net/ipv4/conf/wan1/rp_filter"]);
        Set("net/ipv4/conf/wan1/rp_filter", "2");
        Set("net/ipv4/conf/wan2/rp_filter", "1");

        Keeper().Save(["net/ipv4/conf/wan1/rp_filter", "net/ipv4/conf/wan2/rp_filter"]);

        Assert.Equal(["net/ipv4/conf/wan1/rp_filter=1", "net/ipv4/conf/wan2/rp_filter=1"], Original(Keeper()));
    }

    [Fact]
    public void Save_ValueWithTabs_ComesBackWhole()
    {
        Set("net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");

        Keeper().Save(["net/ipv4/tcp_rmem", "net/ipv4/not/there"]);

        Assert.Equal(["net/ipv4/tcp_rmem=4096\t131072\t6291456"], Original(Keeper()));
    }

    [Fact]
    public void Save_CrashWhileWriting_LeavesTheOldFile()
    {
        Set("net/ipv4/ip_forward", "0");
        Keeper().Save(["net/ipv4/ip_forward"]);
        File.WriteAllText(Path.Combine(State, SysctlKeeper.FileName + ".new"), "net/ipv4/ip_for");

        Assert.Equal(["net/ipv4/ip_forward=0"], Original(Keeper()));
    }

    [Fact]
    public void Save_DirectoryThatCanNotBe_SaysWhatToDo()
    {
        Set("net/ipv4/ip_forward", "0");
        File.WriteAllText(State, "a file where the directory should be");

        var keeper = Keeper();
        var why = keeper.Save(["net/ipv4/ip_forward"]);

        Assert.Contains("'dualwan cleanup' could not restore the old sysctls: " + State, why, StringComparison.Ordinal);
        Assert.Equal(why, keeper.Trouble);
        Assert.Equal(["net/ipv4/ip_forward=0"], Original(keeper));
    }

    [Fact]
    public void Retry_DiskHasRoomAgain_WritesTheFirstValues()
    {
        Set("net/ipv4/ip_forward", "0");
        File.WriteAllText(State, "a file where the directory should be");
        var keeper = Keeper();
        keeper.Save(["net/ipv4/ip_forward"]);
        Set("net/ipv4/ip_forward", "1");

        File.Delete(State);
        keeper.Retry();

        Assert.Null(keeper.Trouble);
        Assert.Equal(["net/ipv4/ip_forward=0"], Original(Keeper()));
    }

    [Theory]
    [InlineData("/etc/passwd=x")]
    [InlineData("net/../../../etc/passwd=x")]
    [InlineData("kernel/core_pattern=|/bin/sh")]
    [InlineData("\0\u0001=")]
    public void Original_JunkInTheFile_IsNeverWrittenBack(string line)
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, SysctlKeeper.FileName), line + "\nnet/ipv4/ip_forward=0\n");

        Assert.Equal(["net/ipv4/ip_forward=0"], Original(Keeper()));
    }

    [Fact]
    public void Forget_WithoutADirectory_IsNoTrouble() => Assert.Null(Keeper().Forget());

    [Fact]
    public void Forget_AfterCleanup_NextStartSavesAnew()
    {
        Set("net/ipv4/ip_forward", "0");
        var keeper = Keeper();
        keeper.Save(["net/ipv4/ip_forward"]);

        keeper.Forget();

        Assert.Empty(Keeper().Original);
        Assert.Empty(keeper.Original);
    }

    private static IEnumerable<string> Original(SysctlKeeper keeper) =>
        keeper.Original.Select(setting => $"{setting.Key}={setting.Value}");

    private SysctlKeeper Keeper() => new(State, new SysctlFiles(_root));

    private void Set(string key, string value)
    {
        var path = Path.Combine(_root, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, value);
    }
}
