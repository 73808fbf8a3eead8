using System.Diagnostics;

namespace DualWan.Benchmarks.Measurements;

/// <summary>How a TCP client fared: told that its connection is over, connected anew.</summary>
internal sealed class TcpOutcome
{
    private int _never;

    /// <summary>After the end of the outage for new flows.</summary>
    public Samples Told { get; } = Samples.Milliseconds();

    public Samples Connected { get; } = Samples.Milliseconds();

    /// <summary>Says so where some were not told within the patience, which is what they are counted with.</summary>
    public string Never { get; private set; } = "moved by hand";

    public void Add(TcpFlow flow, long fault, long moved, double patience)
    {
        if (flow.First(TcpFlowEventKind.Broken, fault) is not { } broken
            || flow.First(TcpFlowEventKind.Connected, broken.At) is not { } connected)
        {
            Never = $"moved by hand; {++_never} not within {patience:0} s";
            Told.Add(TimeSpan.FromSeconds(patience));
            Connected.Add(TimeSpan.FromSeconds(patience));
            return;
        }

        Told.Add(Between(moved, broken.At));
        Connected.Add(Between(moved, connected.At));
    }

    /// <summary>Negative where the end came first: a connection is reset by the router before the next new flow.</summary>
    private static TimeSpan Between(long from, long to) =>
        TimeSpan.FromSeconds((to - from) / (double)Stopwatch.Frequency);
}
