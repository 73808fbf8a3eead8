using System.Diagnostics;

namespace DualWan.RepositoryTests;

/// <summary>What is shipped beside the program.</summary>
public sealed class PackagingTests
{
    private static readonly string[] Scripts =
    [
        .. new[] { "packaging", ".ci" }
            .SelectMany(static folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(static file => Path.GetExtension(file) is "" or ".sh")
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Scripts_are_what_bash_can_read()
    {
        Assert.Contains(Scripts, static file => file.EndsWith(".ci/run", StringComparison.Ordinal));
        foreach (var file in Scripts)
        {
            var start = new ProcessStartInfo("bash", ["-n", file]) { RedirectStandardError = true };
            using var bash = Process.Start(start)!;
            var said = bash.StandardError.ReadToEnd();
            bash.WaitForExit();
            Assert.True(bash.ExitCode == 0, said);
        }
    }

    [Fact]
    public void Scripts_that_are_started_are_executable() => Sources.AssertNone(
        Scripts.Where(static file => File.ReadLines(file).First().StartsWith("#!", StringComparison.Ordinal))
            .Where(static file => (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) == 0)
            .Select(Sources.Relative));

    [Theory]
    [InlineData("CapabilityBoundingSet", "CAP_NET_ADMIN CAP_NET_RAW")]
    [InlineData("AmbientCapabilities", "CAP_NET_ADMIN CAP_NET_RAW")]
    [InlineData("Type", "notify")]
    [InlineData("RuntimeDirectory", "dualwan")]
    [InlineData("StateDirectory", "dualwan")]
    [InlineData("RuntimeDirectoryPreserve", "restart")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("ProtectSystem", "strict")]
    public void The_unit_says(string key, string value) => Assert.Equal(value, Unit(key));

    [Theory]
    [InlineData("MemoryDenyWriteExecute")] // .NET's JIT dies of it
    [InlineData("ProtectKernelTunables")] // ip_forward is written
    [InlineData("ExecStop")] // stopping leaves forwarding as it is
    [InlineData("ExecStopPost")]
    public void The_unit_does_not_say(string key) => Assert.Null(Unit(key));

    [Fact]
    public void The_unit_allows_the_sockets_that_the_program_opens() => Assert.Equal(
        ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_UNIX"],
        Unit("RestrictAddressFamilies")!.Split(' ').Order(StringComparer.Ordinal));

    private static string? Unit(string key) =>
        File.ReadLines(Path.Combine(Repository.Root, "systemd/dualwan.service"))
            .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..])
            .FirstOrDefault();
}
