namespace DualWan.Core.Classification;

/// <summary>What a rule does with a packet: a closed union.</summary>
internal abstract record ClassifierVerdict
{
    private ClassifierVerdict()
    {
    }

    /// <summary>Whether no later rule of the same chain sees the packet.</summary>
    public bool IsTerminal => this is Assign or Accept or Return;

    /// <summary>Marked, done, also for the chains that jumped here (MA-18).</summary>
    internal sealed record Assign(RouteMark Mark) : ClassifierVerdict;

    /// <summary>Marked, goes on; a later rule may override it (MA-08 with passthrough).</summary>
    internal sealed record Set(RouteMark Mark) : ClassifierVerdict;

    /// <summary>Done as it is: unmarked, unless a rule with passthrough marked it.</summary>
    internal sealed record Accept : ClassifierVerdict
    {
        public static Accept Instance { get; } = new();
    }

    /// <summary>Back to the chain that jumped here; in the first chain: done (PF-12).</summary>
    internal sealed record Return : ClassifierVerdict
    {
        public static Return Instance { get; } = new();
    }

    internal sealed record Jump(string Chain) : ClassifierVerdict;
}
