using System.Globalization;
using System.Text;
using System.Text.Json;
using DualWan.Agent.Rendering;
using DualWan.Core.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Control;

/// <summary>The paths of the control socket. Every write leaves an audit line with the caller's uid and pid.</summary>
internal sealed partial class ControlEndpoints
{
    /// <summary>The loop answers within milliseconds; a minute covers a reload with large lists.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private readonly IAgentControl _control;
    private readonly EventJournal _journal;
    private readonly ILogger _log;

    private ControlEndpoints(IAgentControl control, EventJournal journal, ILogger log)
    {
        _control = control;
        _journal = journal;
        _log = log;
    }

    public static void Map(WebApplication application, IAgentControl control, EventJournal journal, ILogger log)
    {
        var endpoints = new ControlEndpoints(control, journal, log);
        application.Use(next => context => endpoints.GuardAsync(context, next));
        application.UseRouting();
        endpoints.MapReads(application);
        endpoints.MapWrites(application);
    }

    private void MapReads(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/status", Read(StatusAsync));
        routes.MapGet("/v1/config", Read(context =>
            ControlAnswer.DocumentAsync(context, 200, _control.GetConfig(), ControlJson.Document.ConfigReport)));
        routes.MapGet("/v1/events", Read(EventsAsync));
        routes.MapGet("/v1/plan", Read(context => PlanAsync(context, new PlanRequest(null, null))));
        routes.MapGet("/v1/explain", Read(ExplainAsync));
    }

    private void MapWrites(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/plan", Read(PlanOfBodyAsync));
        routes.MapPost("/v1/probe", Write(ProbeAsync));
        routes.MapPost("/v1/reload", Write(ReloadAsync));
        routes.MapPost("/v1/uplinks/{name}/disable", Operate(UplinkAction.Disable));
        routes.MapPost("/v1/uplinks/{name}/enable", Operate(UplinkAction.Enable));
        routes.MapPost("/v1/uplinks/{name}/drain", Operate(UplinkAction.Drain));
        routes.MapPost("/v1/uplinks/{name}/failback", Operate(UplinkAction.Failback));
    }

    private static RequestDelegate Read(Func<HttpContext, Task> handle) => new(handle);

    private RequestDelegate Write(Func<HttpContext, Caller, Task> handle) => context =>
    {
        var caller = PeerCredentials.Of(context);
        LogWrite(_log, context.Request.Path.ToString(), caller.Uid, caller.Pid);
        return handle(context, caller);
    };

    private RequestDelegate Operate(UplinkAction action) => Write(async (context, caller) =>
    {
        var name = (string)context.Request.RouteValues["name"]!;
        using var limit = Limited(context);
        var result = await _control.OperateAsync(new UplinkCommand(name, action), caller, limit.Token);
        var status = result.Outcome switch
        {
            OperationOutcome.Done => 200,
            OperationOutcome.NoSuchUplink => 404,
            _ => 409,
        };
        await ControlAnswer.DocumentAsync(context, status, result, ControlJson.Document.OperationResult);
    });

    private async Task ReloadAsync(HttpContext context, Caller caller)
    {
        using var limit = Limited(context);
        var result = await _control.ReloadAsync(caller, limit.Token);
        var status = result.Applied ? 200 : result.InputWrong ? 422 : 409;
        await ControlAnswer.DocumentAsync(context, status, result, ControlJson.Document.ReloadResult);
    }

    private async Task PlanOfBodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var file = context.Request.Query["file"].ToString();
        await PlanAsync(context, new PlanRequest(file.Length == 0 ? "-" : file, text));
    }

    private async Task PlanAsync(HttpContext context, PlanRequest request)
    {
        using var limit = Limited(context);
        var report = await _control.PlanAsync(request, limit.Token);
        await ControlAnswer.DocumentAsync(context, 200, report, ControlJson.Document.PlanReport);
    }

    private async Task ExplainAsync(HttpContext context)
    {
        var fields = context.Request.Query;
        var query = new ExplainQuery(
            fields["src"].ToString(), fields["dst"].ToString(), Optional(fields["proto"]), Number(fields["port"]),
            Number(fields["sport"]), Optional(fields["in"]));
        if (!IpAddress.TryParse(query.Source, out var source)
            || !IpAddress.TryParse(query.Destination, out var destination)
            || source.Family != destination.Family)
        {
            await ControlAnswer.ErrorAsync(context, 400, "src and dst must be two addresses of one family",
                "for example /v1/explain?src=192.168.1.50&dst=1.1.1.1&proto=tcp&port=443");
            return;
        }

        using var limit = Limited(context);
        var report = await _control.ExplainAsync(query, limit.Token);
        await ControlAnswer.DocumentAsync(context, 200, report, ControlJson.Document.ExplainReport);
    }

    /// <summary>JSON; or what a person reads, made here because the agent's code is warm and a client's is not:
    /// <c>?format=text</c>, or <c>?format=line</c> for monitoring.</summary>
    private Task StatusAsync(HttpContext context)
    {
        var status = _control.GetStatus();
        var query = context.Request.Query;
        return query["format"].ToString() switch
        {
            "text" => ControlAnswer.TextAsync(context, new StatusRenderer(
                PaletteOf(query), Number(query["width"]) ?? StatusRenderer.DefaultWidth, TimeZoneInfo.Local)
                    .Render(status)),
            "line" => ControlAnswer.TextAsync(context, StatusRenderer.Line(status) + "\n"),
            _ => ControlAnswer.DocumentAsync(context, 200, status, ControlJson.Document.StatusSnapshot),
        };
    }

    private async Task EventsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var count = Number(query["last"]) ?? EventJournal.DefaultCapacity;
        var text = query["format"] == "text" ? new EventRenderer(PaletteOf(query), TimeZoneInfo.Local) : null;
        ControlAnswer.BeginLines(context);
        if (!Flag(query, "follow"))
        {
            foreach (var record in _journal.Last(count))
                await EventAsync(context, record, text);
            return;
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var record in _journal.FollowAsync(count, context.RequestAborted))
            await EventAsync(context, record, text);
    }

    private static Task EventAsync(HttpContext context, EventRecord record, EventRenderer? text) => text is null
        ? ControlAnswer.LineAsync(context, record, ControlJson.Line.EventRecord)
        : ControlAnswer.LineAsync(context, text.Render(record));

    private static Palette PaletteOf(IQueryCollection query) => Flag(query, "color") ? new Palette(true) : Palette.None;

    private async Task ProbeAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var request = new ProbeRequest(
            query["uplink"].ToString(), Optional(query["target"]), Math.Clamp(Number(query["count"]) ?? 5, 1, 1000),
            TimeSpan.FromMilliseconds(Math.Clamp(Number(query["interval"]) ?? 1000, 50, 60_000)));
        ControlAnswer.BeginLines(context);
        await foreach (var line in _control.ProbeAsync(request, context.RequestAborted))
            await ControlAnswer.LineAsync(context, line, ControlJson.Line.ProbeLine);
    }

    /// <summary>A defect of ours is one line for the caller and a full report in the log; a caller who left is
    /// nothing.</summary>
    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response.StatusCode is 404 or 405)
                await NoSuchPathAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up.
        }
        catch (BadHttpRequestException e)
        {
            await ControlAnswer.ErrorAsync(context, e.StatusCode, "the request is too large or malformed");
        }
        catch (CommandException e)
        {
            await ControlAnswer.ErrorAsync(context, e.ExitCode == ExitCode.InputWrong ? 400 : 409, e.Message, e.Hint);
        }
        catch (OperationCanceledException)
        {
            await ControlAnswer.ErrorAsync(context, 503, "the agent did not answer in time", "journalctl -u dualwan");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogDefect(_log, context.Request.Path.ToString(), e);
            await ControlAnswer.ErrorAsync(
                context, 500, "the agent failed on this request",
                "the full report is in its log: journalctl -u dualwan");
        }
    }

    /// <summary>Says what there is, unless the answer was given already.</summary>
    private static Task NoSuchPathAsync(HttpContext context) => ControlAnswer.ErrorAsync(
        context, context.Response.StatusCode,
        context.Response.StatusCode == 404
            ? $"no such path: {context.Request.Path}"
            : $"{context.Request.Method} is not for {context.Request.Path}",
        "GET /v1/status, /v1/events?follow, /v1/plan, /v1/explain, /v1/config; POST /v1/reload, /v1/plan, "
        + "/v1/probe, /v1/uplinks/NAME/disable|enable|drain|failback");

    private static CancellationTokenSource Limited(HttpContext context)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        source.CancelAfter(AnswerLimit);
        return source;
    }

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool Flag(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) && value.ToString() is "" or "1" or "true" or "yes";

    [LoggerMessage(EventId = 701, Level = LogLevel.Information,
        Message = "[CONTROL] {path} asked by uid {uid}, pid {pid}")]
    private static partial void LogWrite(ILogger log, string path, uint uid, int pid);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "[CONTROL] {path} failed")]
    private static partial void LogDefect(ILogger log, string path, Exception e);
}
