namespace DualWan.Probing.Engine;

/// <summary>A descriptor that the loop waits for.</summary>
internal interface IPollHandler
{
    int Descriptor { get; }

    /// <summary>POLLIN, POLLOUT.</summary>
    short Wanted { get; }

    /// <summary>Called on the loop's thread with what poll(2) found.</summary>
    void OnReady(short found);
}
