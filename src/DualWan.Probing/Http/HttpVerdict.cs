namespace DualWan.Probing.Http;

/// <summary>How an exchange ended.</summary>
/// <param name="Status">The HTTP status, or 0.</param>
/// <param name="Reason"><see cref="ProbeReason.None"/> for 200 to 299.</param>
internal readonly record struct HttpVerdict(int Status, ProbeReason Reason);
