using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Lab;
using DualWan.Lab.Topology;
using DualWan.Policy.Templates;

namespace DualWan.Agent.Demo;

/// <summary>The demo's network and the agent in its router: this very program, started as anybody would start
/// it.</summary>
internal sealed class DemoLab : IDisposable
{
    public const string Prefix = "dwdemo";

    /// <summary>Below /run, where only root makes directories: nobody else can have put something there.</summary>
    private const string Folder = "/run/dualwan-demo";

    private bool _kept;

    private DemoLab(NetworkLab network, LabProgram agent)
    {
        Network = network;
        Agent = agent;
    }

    public NetworkLab Network { get; }

    public LabProgram Agent { get; }

    public static string PolicyFile => Path.Combine(Folder, "dualwan.yaml");

    public static string RuntimeDirectory => Path.Combine(Folder, "run");

    public static string StateDirectory => Path.Combine(Folder, "state");

    public static DemoLab Start()
    {
        Remove();
        Directory.CreateDirectory(Folder);
        File.WriteAllText(PolicyFile, ExamplePolicy.Demo);
        var network = new LabBuilder().Lan().Isps(2).DhcpDefaults().Named(Prefix).Build();
        var agent = LabProgram.Start(
            network.Router, Path.Combine(Folder, "log"), Environment.ProcessPath!, "run", "-c", PolicyFile,
            "--runtime-dir", RuntimeDirectory, "--state-dir", StateDirectory);
        return new DemoLab(network, agent);
    }

    /// <summary>Takes away what an earlier demo left: its namespaces and what runs in them.</summary>
    public static void Remove()
    {
        NetworkLab.Remove(Prefix);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The agent's status, or null while it does not answer.</summary>
    public static StatusSnapshot? Status()
    {
        try
        {
            using var response = new ControlClient(RuntimeDirectory).Send("GET", "/v1/status");
            return response.Succeeded ? response.ReadJson(ControlJson.Line.StatusSnapshot) : null;
        }
        catch (Exception e) when (e is CommandException or IOException or JsonException)
        {
            return null;
        }
    }

    public void Keep()
    {
        _kept = true;
        Network.Keep();
        Agent.Keep();
    }

    public void Dispose()
    {
        Agent.Dispose();
        Network.Dispose();
        if (!_kept && Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
