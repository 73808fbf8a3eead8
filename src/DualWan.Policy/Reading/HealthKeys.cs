using System.Globalization;
using DualWan.Core.Config;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>The keys of a health block; the limits are those of <see cref="HealthSettings"/>.</summary>
internal static class HealthKeys
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly KeyTable<PolicyHealth> Table = new(
        "health",
        [],
        ("interval", static (v, f, h) => h with { Interval = v.Time(f, ShortestInterval, Hour) }),
        ("timeout", static (v, f, h) => h with { Timeout = Timeout(v, f) }),
        ("confirm-interval", static (v, f, h) => h with { ConfirmInterval = v.Time(f, Shortest, Hour) }),
        ("failures", static (v, f, h) => h with { Failures = v.Number(f, 1, 100) }),
        ("recoveries", static (v, f, h) => h with { Recoveries = v.Number(f, 1, 100) }),
        ("standby-interval", static (v, f, h) => h with { StandbyInterval = v.Time(f, ShortestInterval, Hour) }),
        ("up-when", static (v, f, h) => h with { UpWhen = UpWhen(v, f) }),
        ("max-loss", static (v, f, h) => h with { MaxLoss = MaxLoss(v, f) }),
        ("max-rtt", static (v, f, h) => h with { MaxRtt = v.Time(f, TimeSpan.FromMilliseconds(1), Minute) }));

    public static PolicyHealth Read(ValueReader values, Field field) =>
        values.Block(field, "{interval: 1s, failures: 3}") is { } block
            ? Table.Read(values, block, new PolicyHealth())
            : new PolicyHealth();

    private static Located<TimeSpan?>? Timeout(ValueReader values, Field field)
    {
        if (field.Node is YamlScalar { Text: "auto" })
            return new(null, field.Node.Location);
        return values.Time(field, Shortest, Minute, "auto or ") is { } time ? new(time.Value, time.Location) : null;
    }

    private static Located<UpWhen>? UpWhen(ValueReader values, Field field) =>
        values.Read(
            field,
            "any, all or how many monitors must answer",
            static (string text, out UpWhen value, out string? hint) =>
            {
                hint = null;
                value = text == "all" ? Core.Config.UpWhen.All : Core.Config.UpWhen.Any;
                if (text is "any" or "all")
                    return true;
                var isNumber = NumberText.TryParse(text, out var count, out hint) && count >= 1;
                hint ??= isNumber ? null : ValueReader.Near(text, "any", "all");
                value = isNumber ? new UpWhen(count) : value;
                return isNumber;
            });

    private static Located<double>? MaxLoss(ValueReader values, Field field) =>
        values.Read(
            field,
            "a percentage from 0% to 99% such as 30%",
            static (string text, out double value, out string? hint) =>
            {
                var hasSign = text.EndsWith('%');
                const NumberStyles style = NumberStyles.AllowDecimalPoint;
                var digits = text.TrimEnd('%', ' ');
                var isNumber = decimal.TryParse(digits, style, CultureInfo.InvariantCulture, out var number);
                value = isNumber && number <= 100 ? (double)number : 0;
                hint = isNumber && !hasSign ? "the '%' is missing" : null;
                return isNumber && hasSign && number <= 99;
            });
}
