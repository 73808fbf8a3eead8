namespace DualWan.Agent.Control;

/// <summary>An operation on one uplink.</summary>
internal sealed record UplinkCommand(string Uplink, UplinkAction Action);
