using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace DualWan.Agent.Control;

/// <summary>Writes the answers of the control socket: one JSON document, or one JSON object per line.</summary>
internal static class ControlAnswer
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static async Task DocumentAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length + 1;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.WriteAsync(NewLine, context.RequestAborted);
    }

    /// <summary>Nothing where the answer has begun already: a line of another kind would only confuse.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string error, string? hint = null) =>
        context.Response.HasStarted
            ? Task.CompletedTask
            : DocumentAsync(context, status, new ErrorReport(error, hint), ControlJson.Document.ErrorReport);

    public static async Task TextAsync(HttpContext context, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public static void BeginLines(HttpContext context)
    {
        context.Response.StatusCode = 200;
        context.Response.ContentType = "application/x-ndjson";
    }

    public static Task LineAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        LineAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static Task LineAsync(HttpContext context, string line) => LineAsync(context, Encoding.UTF8.GetBytes(line));

    private static async Task LineAsync(HttpContext context, byte[] line)
    {
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
        await context.Response.Body.WriteAsync(NewLine, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
