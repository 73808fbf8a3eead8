namespace DualWan.Core.Config;

/// <summary>What a routing table is for: a closed union.</summary>
internal abstract record TableRole
{
    private TableRole()
    {
    }

    /// <summary>Somebody's own table.</summary>
    internal sealed record User : TableRole
    {
        public static User Instance { get; } = new();
    }

    /// <summary>What no mark and no rule caught: table 7700.</summary>
    internal sealed record Unmarked : TableRole
    {
        public static Unmarked Instance { get; } = new();
    }

    /// <summary>One uplink first, then the others of its tier, then the next tier: table 7800+k.</summary>
    internal sealed record Preferred(string Uplink) : TableRole;

    /// <summary>Only this uplink, then <c>unreachable</c>: table 7700+k.</summary>
    internal sealed record Strict(string Uplink) : TableRole;

    /// <summary>
    /// An order of its own (a rule's <c>uplink: [a, b]</c>, or all of a tier together for the ecmp method): it gets an
    /// uplink number of its own. OnlyNamed: nothing behind the named ones.
    /// </summary>
    internal sealed record Preference(string Key, bool OnlyNamed) : TableRole;

    /// <summary>Refused with an ICMP answer (<c>uplink: none</c>).</summary>
    internal sealed record Refuse : TableRole
    {
        public static Refuse Instance { get; } = new();
    }
}
