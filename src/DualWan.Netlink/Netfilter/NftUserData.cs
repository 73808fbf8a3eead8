using System.Text;
using DualWan.Netlink.Interop;

namespace DualWan.Netlink.Netfilter;

/// <summary>The notes that nft keeps with its objects: type, length, value, one byte each for the first two.</summary>
internal static class NftUserData
{
    /// <summary>The comment; null where there is none or the notes are another program's.</summary>
    public static string? Comment(ReadOnlySpan<byte> userData)
    {
        while (userData.Length >= 2)
        {
            var (type, length) = (userData[0], userData[1]);
            if (length > userData.Length - 2)
                return null;
            var value = userData.Slice(2, length);
            if (type == NftablesConstants.NFTNL_UDATA_COMMENT)
                return Encoding.UTF8.GetString(value.TrimEnd((byte)0));
            userData = userData[(2 + length)..];
        }

        return null;
    }
}
