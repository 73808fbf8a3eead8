namespace DualWan.Agent.Control;

/// <summary>Who asked, by SO_PEERCRED; the kernel vouches for it.</summary>
internal readonly record struct Caller(int Pid, uint Uid)
{
    /// <summary>The agent itself: a signal, a timer.</summary>
    public static Caller Self { get; } = new(Environment.ProcessId, 0);

    public override string ToString() => $"uid {Uid}, pid {Pid}";
}
