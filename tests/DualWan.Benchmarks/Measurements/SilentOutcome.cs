namespace DualWan.Benchmarks.Measurements;

/// <summary>What several runs of <see cref="SilentLoss"/> had.</summary>
internal sealed class SilentOutcome
{
    public Samples Detection { get; } = Samples.Milliseconds();

    public Samples Call { get; } = Samples.Milliseconds();

    public TcpOutcome Sender { get; } = new();

    public TcpOutcome Receiver { get; } = new();

    public Samples Wrong { get; } = new("packets");
}
