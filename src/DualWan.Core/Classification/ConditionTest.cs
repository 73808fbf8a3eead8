namespace DualWan.Core.Classification;

/// <summary>Whether one condition holds for a packet.</summary>
internal delegate bool ConditionTest(PacketView packet, ClassifierState state);
