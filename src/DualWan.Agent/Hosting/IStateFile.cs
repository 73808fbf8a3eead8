namespace DualWan.Agent.Hosting;

/// <summary>The file behind a <see cref="StateStore"/>: the seam for full and broken disks. Failures are IOException or
/// UnauthorizedAccessException.</summary>
internal interface IStateFile
{
    string Path { get; }

    /// <summary>The whole content, or null where there is no file.</summary>
    byte[]? Read();

    /// <summary>Replaces the content as a whole: after a crash there is the old or the new one, nothing
    /// between.</summary>
    void Write(byte[] content);

    /// <summary>Renames a file that can't be read, so that a person can look at it; returns its new path.</summary>
    string SetAside(string suffix);
}
