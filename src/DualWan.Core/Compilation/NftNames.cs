using System.Globalization;

namespace DualWan.Core.Compilation;

/// <summary>
/// Every name in our table is made here, from numbers and fixed words: a user's word may be one of nft's own (K-33).
/// </summary>
internal static class NftNames
{
    public const string Uplinks = "uplinks";
    public const string Natted = "natted";
    public const string Lans = "lans";
    public const string Armed = "armed";

    public const string GuardCounter = "guard";
    public const string InvalidCounter = "inval";
    public const string ResetCounter = "rst";
    public const string BlockedIPv6Counter = "block6";

    public const string Classify = "classify";
    public const string ClassifyOutput = "classify_out";
    public const string Lost = "lost";

    public static string In(int number) => Numbered("in", number);

    public static string RestorePreferred(int number) => Numbered("re", number);

    public static string RestoreStrict(int number) => Numbered("rs", number);

    public static string RestoreCameIn(int number) => Numbered("ri", number);

    public static string Out(int number) => Numbered("out", number);

    public static string Pin(int number) => Numbered("pin", number);

    public static string Guard(int number) => Numbered("guard", number);

    public static string Stray(int number) => Numbered("stray", number);

    /// <summary>The counter of packets of established connections that came in by an uplink: the line
    /// delivers.</summary>
    public static string Delivered(int number) => Numbered("delivered", number);

    /// <summary>An interface name as nft reads it: always quoted.</summary>
    public static string Quote(string name) => "\"" + name + "\"";

    private static string Numbered(string word, int number) =>
        word + number.ToString(CultureInfo.InvariantCulture);
}
