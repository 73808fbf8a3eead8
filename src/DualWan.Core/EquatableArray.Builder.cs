using System.Collections.Immutable;

namespace DualWan.Core;

/// <summary>Makes <see cref="EquatableArray{T}"/> from collection expressions and sequences.</summary>
internal static class EquatableArray
{
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);

    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new([.. items]);

    public static EquatableArray<T> From<T>(ImmutableArray<T> items) => new(items);
}
