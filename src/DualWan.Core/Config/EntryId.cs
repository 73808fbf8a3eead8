using System.Globalization;

namespace DualWan.Core.Config;

/// <summary>The id of an entry, stable for the life of the agent; printed as RouterOS prints it: <c>*1A</c>.</summary>
internal readonly record struct EntryId(uint Value)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"*{Value:X}");
}
