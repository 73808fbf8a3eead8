namespace DualWan.Core.Health;

/// <summary>What became of a round, as seen at one moment: a later answer may change it.</summary>
internal enum RoundOutcome
{
    Pending,
    Good,

    /// <summary>Enough answers, but after the deadline: not a failure, and no proof of recovery either.</summary>
    Late,
    Failed,

    /// <summary>The agent slept through the deadline: says nothing.</summary>
    Void,
}
