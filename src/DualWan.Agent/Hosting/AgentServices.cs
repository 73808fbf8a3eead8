using DualWan.Agent.Control;
using DualWan.Systemd;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>What the host hands to the core.</summary>
/// <param name="Journal">Every event of the core goes in here; <c>status</c> and <c>events</c> read it.</param>
internal sealed record AgentServices(
    AgentOptions Options, StateStore State, EventJournal Journal, ILoggerFactory Loggers, SystemdNotifier Notifier,
    TimeProvider Time);
