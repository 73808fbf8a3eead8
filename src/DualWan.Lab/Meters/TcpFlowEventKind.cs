namespace DualWan.Lab.Meters;

/// <summary>See <see cref="TcpFlowEvent"/>.</summary>
internal enum TcpFlowEventKind
{
    Connected,
    Broken,
}
