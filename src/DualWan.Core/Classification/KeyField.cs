namespace DualWan.Core.Classification;

/// <summary>A field that a map can be keyed by; in the order in which a key is written.</summary>
internal enum KeyField
{
    InInterface,
    Protocol,
    Source,
    Destination,
    SourcePort,
    DestinationPort,
}
