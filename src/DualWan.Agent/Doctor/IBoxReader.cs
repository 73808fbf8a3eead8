namespace DualWan.Agent.Doctor;

/// <summary>Small files of the box (/proc, /sys, /etc): the seam for doctor and init. What can't be read is not
/// there.</summary>
internal interface IBoxReader
{
    /// <summary>The text of a file, or null.</summary>
    string? ReadText(string path);

    /// <summary>The names in a directory, sorted; none where there is no such directory.</summary>
    IReadOnlyList<string> List(string path);

    /// <summary>A file or directory is there.</summary>
    bool Exists(string path);
}
