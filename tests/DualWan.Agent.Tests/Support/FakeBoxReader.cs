using DualWan.Agent.Doctor;

namespace DualWan.Agent.Tests.Support;

/// <summary>A box's files as a table of path and text; directories are what the paths imply.</summary>
internal sealed class FakeBoxReader(params (string Path, string Text)[] files) : IBoxReader
{
    public string? ReadText(string path) => files.FirstOrDefault(f => f.Path == path).Text;

    public IReadOnlyList<string> List(string path) =>
    [
        .. files.Where(f => f.Path.StartsWith(path + "/", StringComparison.Ordinal))
            .Select(f => f.Path[(path.Length + 1)..].Split('/')[0]).Distinct().Order(StringComparer.Ordinal),
    ];

    public bool Exists(string path) =>
        files.Any(f => f.Path == path || f.Path.StartsWith(path + "/", StringComparison.Ordinal));
}
