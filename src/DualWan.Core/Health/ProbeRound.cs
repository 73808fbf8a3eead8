namespace DualWan.Core.Health;

/// <summary>One probe of every monitor is to be sent now.</summary>
/// <param name="Number">Grows by one with each round of the uplink; answers name it.</param>
/// <param name="Deadline">When it is judged. Answers are welcome after it: they repair history.</param>
internal readonly record struct ProbeRound(long Number, TimeSpan SentAt, TimeSpan Deadline);
