using System.Text;
using DualWan.Agent.Hosting;
using DualWan.Agent.Tests.Support;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Hosting;

public sealed class StateStoreTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void What_is_saved_is_there_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        var store = StateStore.Open(directory.File("state"), _time);
        var state = store.State with
        {
            UplinkNumbers = store.State.UplinkNumbers.Add("isp2", 1).Add("isp1", 2),
            Disabled = store.State.Disabled.Add("isp2"),
        };
        Assert.True(store.Save(state));

        var again = StateStore.Open(directory.File("state"), _time);

        Assert.Null(again.Trouble);
        Assert.Equal(state.HashSeed, again.State.HashSeed);
        Assert.Equal(1, again.State.UplinkNumbers["isp2"]);
        Assert.Equal(2, again.State.UplinkNumbers["isp1"]);
        Assert.Equal(["isp2"], again.State.Disabled);
        Assert.Equal(["state.json"], Directory.GetFiles(directory.File("state")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"uplinkNumbers\":{\"a\":99}}")]
    [InlineData("{\"version\":1,\"uplinkNumbers\":{\"a\":1,\"b\":1}}")]
    [InlineData("{\"version\":1,\"uplinkNumbers\":{\"a\":1")]
    public void A_broken_file_is_set_aside_and_said(string content)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("state.json"), content);

        var store = StateStore.Open(directory.Path, _time);

        Assert.Equal("state-broken", store.Trouble?.Code);
        Assert.Empty(store.State.UplinkNumbers);
        Assert.Equal(content, File.ReadAllText(directory.File("state.json.broken-20260101-000000")));
        Assert.Contains("state.json.broken-20260101-000000", store.Trouble!.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_with_one_line()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("state.json"), "{\"version\": 2, \"somethingNew\": {}}");

        var e = Assert.Throws<CommandException>(() => StateStore.Open(directory.Path, _time));

        Assert.Equal(ExitCode.Refused, e.ExitCode);
        Assert.Contains("newer dualwan", e.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(directory.File("state.json")));
    }

    [Fact]
    public void A_full_disk_is_a_problem_and_the_agent_goes_on()
    {
        var disk = new FakeDisk { Full = true };
        var store = StateStore.Open(disk, _time);

        Assert.False(store.Save(Numbered(store, "isp1")));

        Assert.Equal("state-not-saved", store.Trouble?.Code);
        Assert.Equal(1, store.State.UplinkNumbers["isp1"]);
        disk.Full = false;
        Assert.True(store.Save(store.State));
        Assert.Null(store.Trouble);
    }

    [Fact]
    public void A_directory_that_can_not_be_made_is_a_problem_and_not_an_end()
    {
        var store = StateStore.Open("/proc/dualwan", _time);

        Assert.False(store.Save(store.State));

        Assert.Equal("state-not-saved", store.Trouble?.Code);
    }

    [Fact]
    public void An_unchanged_state_is_not_written_again()
    {
        var disk = new FakeDisk();
        var store = StateStore.Open(disk, _time);
        store.Save(Numbered(store, "isp1"));
        store.Save(Numbered(store, "isp1"));

        Assert.Equal(1, disk.Writes);
    }

    [Fact]
    public void A_write_that_was_cut_off_leaves_the_old_content()
    {
        using var directory = new TemporaryDirectory();
        var store = StateStore.Open(directory.Path, _time);
        store.Save(Numbered(store, "isp1"));
        File.WriteAllText(directory.File("state.json.new"), "{\"version\"");

        Assert.Equal(1, StateStore.Open(directory.Path, _time).State.UplinkNumbers["isp1"]);
        Assert.True(store.Save(Numbered(store, "isp2")));
    }

    private static AgentState Numbered(StateStore store, string name) =>
        store.State with { UplinkNumbers = store.State.UplinkNumbers.Clear().Add(name, 1) };

    private sealed class FakeDisk : IStateFile
    {
        private byte[]? _content;

        public bool Full { get; set; }

        public int Writes { get; private set; }

        public string Path => "/var/lib/dualwan/state.json";

        public byte[]? Read() => _content;

        public void Write(byte[] content)
        {
            if (Full)
                throw new IOException("No space left on device");
            _content = content;
            Writes++;
        }

        public string SetAside(string suffix) => throw new NotSupportedException();
    }

    [Fact]
    public void Look_BrokenFile_LeavesItWhereItIs()
    {
        // `plan` promises to change nothing.
        var directory = Directory.CreateTempSubdirectory("dualwan-test-").FullName;
        var file = Path.Combine(directory, "state.json");
        File.WriteAllText(file, "{ broken");

        var state = StateStore.Look(directory);

        Assert.Empty(state.UplinkNumbers);
        Assert.Equal([file], Directory.GetFileSystemEntries(directory));
        Directory.Delete(directory, recursive: true);
    }
}
