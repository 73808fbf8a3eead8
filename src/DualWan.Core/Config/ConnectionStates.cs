namespace DualWan.Core.Config;

/// <summary>MM-07.</summary>
[Flags]
internal enum ConnectionStates
{
    None = 0,
    Invalid = 1,
    Established = 2,
    Related = 4,
    New = 8,
    Untracked = 16,
}
