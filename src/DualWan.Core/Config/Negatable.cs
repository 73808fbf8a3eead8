namespace DualWan.Core.Config;

/// <summary>A matcher's value with RouterOS's <c>!</c>.</summary>
internal readonly record struct Negatable<T>(T Value, bool Negated = false)
{
    public override string ToString() => Negated ? $"!{Value}" : $"{Value}";
}
