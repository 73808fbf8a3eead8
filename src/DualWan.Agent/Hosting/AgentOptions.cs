namespace DualWan.Agent.Hosting;

/// <summary>What <c>dualwan run</c> was told.</summary>
/// <param name="ConfigFile">Exists and is the only config; its content is read by the core, at start and at each
/// reload.</param>
internal sealed record AgentOptions(string ConfigFile, string RuntimeDirectory, string StateDirectory);
