namespace DualWan.Core.Classification;

/// <summary>An inclusive range of one field's values as numbers; an interface is its place in the map's list of
/// names.</summary>
internal readonly record struct KeyRange(UInt128 First, UInt128 Last)
{
    public static KeyRange Of(UInt128 value) => new(value, value);

    public bool Contains(UInt128 value) => value >= First && value <= Last;

    public bool Contains(KeyRange other) => other.First >= First && other.Last <= Last;

    public bool Overlaps(KeyRange other) => other.First <= Last && other.Last >= First;
}
