namespace DualWan.Policy.Templates;

/// <summary>Policies that the program brings along.</summary>
internal static class ExamplePolicy
{
    /// <summary>The demo's: two lines of the same kind that share the load, one LAN, everything else as it is by
    /// default.</summary>
    public const string Demo =
        """
        # Two lines that share the load, and stand in for each other.
        uplinks:
          isp1:
            interface: wan1
            gateway: auto
            monitors: [1.1.1.1, 8.8.8.8, 9.9.9.9]
          isp2:
            interface: wan2
            gateway: auto
            monitors: [1.1.1.1, 8.8.8.8, 9.9.9.9]
        lan: {interfaces: [lan0]}
        nat: masquerade

        """;
}
