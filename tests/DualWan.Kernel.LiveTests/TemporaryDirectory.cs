namespace DualWan.Kernel.LiveTests;

/// <summary>A directory that goes with its test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dualwan-kernel-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
