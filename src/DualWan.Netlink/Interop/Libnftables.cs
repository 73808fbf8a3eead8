using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>libnftables (nftables/libnftables.h), loaded at the first call.</summary>
internal static unsafe partial class Libnftables
{
    public const string Library = "libnftables.so.1";

    // enum nft_ctx flags: NFT_CTX_DEFAULT.
    public const uint NFT_CTX_DEFAULT = 0;

    [LibraryImport(Library)]
    public static partial nint nft_ctx_new(uint flags);

    [LibraryImport(Library)]
    public static partial void nft_ctx_free(nint context);

    /// <summary>bool in C: one byte.</summary>
    [LibraryImport(Library)]
    public static partial void nft_ctx_set_dry_run(nint context, byte dry);

    [LibraryImport(Library)]
    public static partial int nft_ctx_buffer_output(nint context);

    [LibraryImport(Library)]
    public static partial int nft_ctx_buffer_error(nint context);

    [LibraryImport(Library)]
    public static partial byte* nft_ctx_get_output_buffer(nint context);

    [LibraryImport(Library)]
    public static partial byte* nft_ctx_get_error_buffer(nint context);

    /// <summary>The buffer is text that ends with NUL. 0: done; -1: see the error buffer.</summary>
    [LibraryImport(Library)]
    public static partial int nft_run_cmd_from_buffer(nint context, byte* commands);
}
