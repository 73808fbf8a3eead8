namespace DualWan.Core.Classification;

/// <summary>Which end of a packet a matcher asks; Either only for ports (MM-06).</summary>
internal enum PacketSide
{
    Source,
    Destination,
    Either,
}
