namespace DualWan.Core.Config;

/// <summary>/routing table</summary>
internal sealed record RoutingTable
{
    public const string Main = "main";

    public required string Name { get; init; }

    /// <summary>False: for the RIB only, never used to forward (TB-01).</summary>
    public bool Fib { get; init; } = true;

    /// <summary>What the table is for; decides its number in the kernel and the marks that lead to it.</summary>
    public TableRole Role { get; init; } = TableRole.User.Instance;
}
