namespace DualWan.Agent.Hosting;

/// <summary>Keeps signal registrations alive for as long as the host runs.</summary>
internal sealed class SignalHandlers(params IDisposable[] registrations) : IDisposable
{
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }
}
