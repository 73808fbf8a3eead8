namespace DualWan.ScenarioTests.BadDays;

/// <summary>What a good refusal looks like: one line that says what is wrong, one that says what to do.</summary>
internal static class Refusals
{
    /// <summary>Hides libnftables from the program.</summary>
    public const string NoLibrary =
        "for file in $(find /usr/lib* -name 'libnftables.so.1*'); do mount --bind /dev/null $file; done\nexec \"$0\" \"$@\"";

    /// <summary>Root without the named capabilities: a container, or a unit that took them away.</summary>
    public static string Without(string capabilities) =>
        $"exec setpriv --bounding-set {capabilities} --inh-caps {capabilities} \"$0\" \"$@\"";

    /// <summary>Another user, who may read every file, so that the test works below a private home.</summary>
    public const string Nobody = "exec setpriv --reuid 65534 --regid 65534 --clear-groups "
        + "--bounding-set -all,+dac_read_search --inh-caps -all,+dac_read_search --ambient-caps -all,+dac_read_search "
        + "\"$0\" \"$@\"";

    /// <summary>
    /// The exit code, and on standard error two lines at most: <c>dualwan: what</c> and an indented what to do. No
    /// stack, no "defect".
    /// </summary>
    public static void IsOneClearLine(this CommandResult result, int exitCode, string what, string cure)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Error}{result.Output}");
        Assert.True(lines.Length == 2, result.Error);
        Assert.StartsWith("dualwan: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(what, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  ", lines[1], StringComparison.Ordinal);
        Assert.Contains(cure, lines[1], StringComparison.Ordinal);
    }
}
