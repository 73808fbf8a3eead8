namespace DualWan.Core.Config;

/// <summary>What becomes of the connections of an uplink that went down.</summary>
internal enum OnFailover
{
    /// <summary>Forgotten, and TCP ends are told at once with a reset.</summary>
    Reset,

    /// <summary>Forgotten: the next packet goes by another uplink, with its address.</summary>
    Move,

    /// <summary>Left alone, on the dead uplink, until they end or it returns.</summary>
    Keep,
}
