using System.Globalization;
using DualWan.Agent.Control;

namespace DualWan.Agent.Loop;

/// <summary>The bytes of each line as the kernel counts them, for the status: what a metered line has used.</summary>
internal static class LineBytes
{
    public static StatusSnapshot Complete(StatusSnapshot status) => status with
    {
        Uplinks =
        [
            .. status.Uplinks.Select(static uplink => uplink with
            {
                RxBytes = Read(uplink.Interface, "rx_bytes"),
                TxBytes = Read(uplink.Interface, "tx_bytes"),
            }),
        ],
    };

    private static long? Read(string name, string counter)
    {
        try
        {
            return long.Parse(
                File.ReadAllText($"/sys/class/net/{name}/statistics/{counter}"), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
