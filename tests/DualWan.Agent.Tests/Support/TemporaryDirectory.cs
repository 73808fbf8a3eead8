namespace DualWan.Agent.Tests.Support;

/// <summary>A directory that is gone after the test. Its path is short: a socket must fit into 107 bytes.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dwa").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
