using System.CommandLine;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary>The options that every verb has, and those that several share.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Color { get; } = Recursive(new Option<string>("--color")
    {
        Description = "Use colour: auto, always or never (NO_COLOR is honoured)",
        DefaultValueFactory = static _ => "auto",
        HelpName = "auto|always|never",
    });

    public Option<string> RuntimeDirectory { get; } = Recursive(new Option<string>("--runtime-dir")
    {
        Description = "Directory of the control socket and the lock",
        DefaultValueFactory = static _ => ControlPaths.DefaultRuntimeDirectory,
        HelpName = "DIR",
    });

    public Option<string> StateDirectory { get; } = Recursive(new Option<string>("--state-dir")
    {
        Description = "Directory of what must survive a restart",
        DefaultValueFactory = static _ => ControlPaths.DefaultStateDirectory,
        HelpName = "DIR",
    });

    public Option<bool> Json { get; } = new("--json", "-j") { Description = "Print JSON" };

    /// <summary>Null where not given: then the default file, and only if it is the only one.</summary>
    public Option<string?> Config { get; } = new("--config", "-c")
    {
        Description = $"The policy file (default: {ControlPaths.DefaultConfigFile})",
        HelpName = "FILE",
    };

    public GlobalOptions()
    {
        CommandFactory.OneOf(Color.Validators, "--color", "auto", "always", "never");
    }

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Color);
        root.Options.Add(RuntimeDirectory);
        root.Options.Add(StateDirectory);
    }

    public static ColorMode ColorModeOf(string? word) => word switch
    {
        "always" => ColorMode.Always,
        "never" => ColorMode.Never,
        _ => ColorMode.Auto,
    };

    private static Option<string> Recursive(Option<string> option)
    {
        option.Recursive = true;
        return option;
    }
}
