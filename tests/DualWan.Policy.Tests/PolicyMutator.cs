using DualWan.Policy.Templates;

namespace DualWan.Policy.Tests;

/// <summary>
/// Changes policies where it hurts: values for values of other kinds, keys twice, lines moved, brackets lost. Half of the
/// changes keep the text YAML, so that what lies behind the parser is reached.
/// </summary>
internal sealed class PolicyMutator(int seed)
{
    public static readonly string[] Corpus =
    [
        ExamplePolicy.Demo,
        TestPolicies.WholeSchema,
        WithoutLater(TestPolicies.WholeSchema),
        """
        uplinks:
          a: {interface: wan1, weight: 3, gateway: none, monitors: [1.1.1.1, "tcp:[2001:db8::1]:53"]}
          b: {interface: wan2, bandwidth: 500M/50M, nat: 192.0.2.1, mss: 1400, failback: manual}
          c: {interface: wan3, distance: 2, metered: yes, health: {up-when: 1, max-loss: 2.5%}}
        balance: {method: ecmp, per-connection-classifier: src-port}
        address-lists:
          one:
            - 10.0.0.0/8
            - 10.0.0.1-10.0.0.2
            - 2001:db8::/32
        rules:
          - dst-address-list: !one
            protocol: tcp
            dst-port: [443, "8000-8100"]
            uplink: [b, c]
            failover: no
          - {in-interface: "!tun0", dscp: 46, uplink: none, comment: 'it''s "x"'}
        router: balance
        on-failback: {connections: drain, after: 1h30m}
        """,
    ];

    private static readonly string[] Values =
    [
        "", "~", "null", "0", "1", "-1", "010", "1e3", "0x10", "255", "256", "65536", "99999999999999999999", "yes", "no", "auto",
        "none", "all", "isp1", "[isp1, isp2]", "[]", "{}", "[[]]", "{a: b}", "[{a: [b]}]", "10.0.0.1", "10.0.0.0/8", "10.0.0.9-10.0.0.1",
        "::", "2001:db8::1", "::/0", "0.0.0.0/0", "10.0.0.1/33", "1s", "500ms", "9999999d", "1.5", ".5s", "5.s", "30%", "%", "1G/1k", "G",
        "/", "-", "!", "!!", "!x", "! x", "!!str x", "*x", "&x y", "<<", "\"", "'", "\"\\u0000\"", "\"\\x1b[31m\"", "\"a\\nb\"", "|", ">", "@",
        "#", "tcp:", "tcp:1.1.1.1:443", "dns:/", "dns:1.1.1.1/", "http://", "https://[::1]:443/", "https://a:b@c/", "arp:", "gateway", "443,",
        "1-2-3", "tcp", "both-ports", "ecmp", "ååå", "\U0001F600", "\u2028", "\u0085", "\t", "x: y", ": ", "- ", "? ", "[", "]", "{", "}", ",",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = Pick(Corpus);
        for (var change = _random.Next(1, 5); change > 0; change--)
            text = Change(text);
        return text;
    }

    private static string WithoutLater(string text)
    {
        string[] later = ["dns: auto", "networks:", "  guest:", "devices:", "  work:", "from:", "to: ", "port-forwards:", "notify:", "{on: "];
        return string.Join('\n', text.Split('\n').Where(line => !later.Any(line.Contains)));
    }

    private string Change(string text) => _random.Next(12) switch
    {
        0 => ReplaceValue(text),
        1 => ReplaceValue(text),
        2 => ReplaceWord(text),
        3 => ReplaceWord(text),
        4 => OnLines(text, static (lines, at, _) => lines.RemoveAt(at)),
        5 => OnLines(text, static (lines, at, other) => lines.Insert(other, lines[at])),
        6 => OnLines(text, static (lines, at, other) => (lines[at], lines[other]) = (lines[other], lines[at])),
        7 => OnLines(text, (lines, at, _) => lines[at] = Pick([" ", "  ", "\t", "- ", "? "]) + lines[at]),
        8 => OnLines(text, (lines, at, _) => lines[at] = lines[at].TrimStart(' ')),
        9 => Splice(text, Pick(Values)),
        10 => Misspell(text),
        _ => text.Length == 0 ? text : text.Remove(_random.Next(text.Length), 1),
    };

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];

    /// <summary>What stands between a colon and the next comma, brace or line end.</summary>
    private string ReplaceValue(string text)
    {
        var colons = Places(text, ": ");
        if (colons.Count == 0)
            return text;
        var start = colons[_random.Next(colons.Count)] + 2;
        var end = text.IndexOfAny([',', '}', '\n', '#'], start);
        return text[..start] + Pick(Values) + (end < 0 ? "" : " " + text[end..]);
    }

    /// <summary>One word of the text for another word of the text: right kinds at wrong places.</summary>
    private string ReplaceWord(string text)
    {
        var words = text.Split([' ', '\n', ',', '[', ']', '{', '}', ':'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? text : ReplaceOnce(text, Pick(words), Pick(words));
    }

    private string ReplaceOnce(string text, string word, string other)
    {
        var places = Places(text, word);
        var at = places[_random.Next(places.Count)];
        return text[..at] + other + text[(at + word.Length)..];
    }

    private string Misspell(string text)
    {
        if (text.Length < 2)
            return text;
        var at = _random.Next(text.Length - 1);
        return text[..at] + text[at + 1] + text[at] + text[(at + 2)..];
    }

    private string Splice(string text, string piece) => text.Insert(_random.Next(text.Length + 1), piece);

    private string OnLines(string text, Action<List<string>, int, int> change)
    {
        var lines = text.Split('\n').ToList();
        change(lines, _random.Next(lines.Count), _random.Next(lines.Count));
        return string.Join('\n', lines);
    }

    private static List<int> Places(string text, string word)
    {
        var places = new List<int>();
        for (var at = -1; (at = text.IndexOf(word, at + 1, StringComparison.Ordinal)) >= 0;)
            places.Add(at);
        return places;
    }
}
