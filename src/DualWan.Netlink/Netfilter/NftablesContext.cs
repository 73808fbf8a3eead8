using System.Buffers;
using System.Runtime.InteropServices;
using DualWan.Netlink.Interop;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// libnftables: writes chains, rules, and the declarations of sets. One context per transaction, because a context's
/// cache goes stale; one thread at a time, because the library caches interfaces globally. Each run works in the
/// network namespace of the calling thread. It never reads and never touches elements: with a large set in the table
/// that costs seconds and 130 MB.
/// </summary>
internal static class NftablesContext
{
    private static readonly Lock Gate = new();

    /// <summary>Whether the library can be loaded, for a diagnosis; null if so, what is wrong otherwise.</summary>
    public static string? Diagnose()
    {
        if (!NativeLibrary.TryLoad(Libnftables.Library, out var library))
            return $"{Libnftables.Library} can't be loaded, and the firewall's rules are written through it";
        NativeLibrary.Free(library);
        return null;
    }

    /// <summary>Runs the commands dry, then for real: one transaction, all or nothing.</summary>
    /// <param name="commands">UTF-8 in nft's language; a NUL at the end spares a copy.</param>
    /// <exception cref="NftablesException">Refused; nothing was changed.</exception>
    /// <exception cref="NftablesUnavailableException">The library is missing.</exception>
    public static void Apply(ReadOnlySpan<byte> commands)
    {
        var rehearsal = Run(commands, dryRun: true);
        var result = rehearsal.Succeeded ? Run(commands, dryRun: false) : rehearsal;
        if (!result.Succeeded)
            throw new NftablesException(result.Error.Trim());
    }

    /// <summary>Runs the commands and returns what was said, refusals too.</summary>
    public static NftablesResult Run(ReadOnlySpan<byte> commands, bool dryRun)
    {
        if (commands.EndsWith("\0"u8))
            return RunTerminated(commands, dryRun);
        var copy = ArrayPool<byte>.Shared.Rent(commands.Length + 1);
        try
        {
            commands.CopyTo(copy);
            copy[commands.Length] = 0;
            return RunTerminated(copy.AsSpan(0, commands.Length + 1), dryRun);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Gives back the heap that a large transaction leaves behind. Does nothing on a libc without it
    /// (musl).</summary>
    public static void TrimMemory()
    {
        try
        {
            _ = Libc.malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl returns memory by itself.
        }
    }

    private static NftablesResult RunTerminated(ReadOnlySpan<byte> commands, bool dryRun)
    {
        lock (Gate)
        {
            try
            {
                return RunInContext(commands, dryRun);
            }
            catch (DllNotFoundException e)
            {
                throw new NftablesUnavailableException("the library is not installed", e);
            }
            catch (EntryPointNotFoundException e)
            {
                throw new NftablesUnavailableException("the library is too old", e);
            }
        }
    }

    private static unsafe NftablesResult RunInContext(ReadOnlySpan<byte> commands, bool dryRun)
    {
        var context = Libnftables.nft_ctx_new(Libnftables.NFT_CTX_DEFAULT);
        if (context == 0)
            throw new NftablesUnavailableException("no netlink socket, or no memory");
        try
        {
            Libnftables.nft_ctx_set_dry_run(context, dryRun ? (byte)1 : (byte)0);
            if (Libnftables.nft_ctx_buffer_output(context) != 0 || Libnftables.nft_ctx_buffer_error(context) != 0)
                throw new NftablesUnavailableException("no memory");
            fixed (byte* text = commands)
            {
                var code = Libnftables.nft_run_cmd_from_buffer(context, text);
                return new NftablesResult(code == 0,
                    Text(Libnftables.nft_ctx_get_output_buffer(context)),
                    Text(Libnftables.nft_ctx_get_error_buffer(context)));
            }
        }
        finally
        {
            Libnftables.nft_ctx_free(context);
        }
    }

    private static unsafe string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
