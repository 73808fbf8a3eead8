using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using DualWan.Agent.Control;

namespace DualWan.Agent.Hosting;

/// <summary>
/// Keeps an <see cref="AgentState"/> on disk. A disk that is full, read-only or broken never stops the agent: it goes
/// on with what it has in memory and shows a problem. Used by the loop alone.
/// </summary>
internal sealed class StateStore
{
    private readonly IStateFile _file;

    private StateStore(IStateFile file, AgentState state, Problem? problem)
    {
        _file = file;
        State = state;
        Trouble = problem;
    }

    public AgentState State { get; private set; }

    /// <summary>What is wrong with the disk now, or null; cleared by the next write that succeeds.</summary>
    public Problem? Trouble { get; private set; }

    /// <summary>Reads the state of a directory, which need not exist. A <see cref="CommandException"/> for a file of a
    /// newer version: to guess at it could hand out numbers that live connections carry.</summary>
    public static StateStore Open(string directory, TimeProvider time) => Open(new StateFile(directory), time);

    /// <summary>What a directory knows, for a reader that changes nothing: a broken file stays where it is.</summary>
    public static AgentState Look(string directory)
    {
        var file = new StateFile(directory);
        try
        {
            return file.Read() is { } content ? Parse(content, file.Path) : Fresh();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Fresh();
        }
    }

    public static StateStore Open(IStateFile file, TimeProvider time)
    {
        try
        {
            if (file.Read() is not { } content)
                return new StateStore(file, Fresh(), null);
            return new StateStore(file, Parse(content, file.Path), null);
        }
        catch (JsonException)
        {
            return new StateStore(file, Fresh(), SetAside(file, time));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StateStore(file, Fresh(), Unreadable(file.Path));
        }
    }

    /// <summary>Makes <paramref name="state"/> the current one and writes it where it differs; false where the disk
    /// would not.</summary>
    public bool Save(AgentState state)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.AgentState);
        State = state;
        try
        {
            if (_file.Read() is not { } old || !old.AsSpan().SequenceEqual(content))
                _file.Write(content);
            Trouble = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = NotSaved(_file.Path);
            return false;
        }
    }

    private static AgentState Parse(byte[] content, string path)
    {
        var state = JsonSerializer.Deserialize(content, StateJson.Default.AgentState) ?? throw new JsonException();
        if (state.Version > AgentState.CurrentVersion)
        {
            throw new CommandException(
                ExitCode.Refused,
                $"{path} was written by a newer dualwan (format {state.Version}; this one knows "
                    + $"{AgentState.CurrentVersion})",
                "install the newer version again, or after 'dualwan cleanup' remove the file");
        }

        if (state.Version < 1
            || state.UplinkNumbers.Values.Any(static n => n is < 1 or > Core.Reconciliation.KernelNumbers.MaxUplinks)
            || state.UplinkNumbers.Values.Distinct().Count() != state.UplinkNumbers.Count)
            throw new JsonException();
        return state;
    }

    private static AgentState Fresh() => new()
    {
        // Not a secret, only different from box to box; the random number generator would load OpenSSL (5 MB).
        HashSeed = BinaryPrimitives.ReadUInt32LittleEndian(Guid.NewGuid().ToByteArray()),
    };

    private static Problem SetAside(IStateFile file, TimeProvider time)
    {
        var suffix = "broken-" + time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string where;
        try
        {
            where = $"it is kept as {file.SetAside(suffix)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            where = "it could not be renamed and will be overwritten";
        }

        return new Problem(
            "state-broken", Severity.Warning, $"{file.Path} could not be understood and was not used; {where}",
            "Uplink numbers were given anew where the kernel did not show them; disabled and draining uplinks are "
                + "in use again.",
            "Disable or drain again what was; see whether the disk is sound.");
    }

    private static Problem Unreadable(string path) => new(
        "state-unreadable", Severity.Warning, $"{path} can't be read",
        "The agent goes on without what it knew before its start.",
        "Look at the file's owner and mode, and at the disk.");

    private static Problem NotSaved(string path) => new(
        "state-not-saved", Severity.Warning, $"{path} can't be written",
        "Forwarding is not affected. What was disabled or drained by hand is forgotten at the next restart.",
        $"Make room, or make the disk writable: df {Path.GetDirectoryName(path)}");
}
