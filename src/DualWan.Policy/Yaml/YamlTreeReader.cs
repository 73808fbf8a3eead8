using DualWan.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DualWan.Policy.Yaml;

/// <summary>
/// Reads a file into nodes. A syntax error ends YamlDotNet's parser, so reading goes on from the next line that looks
/// like a key of the top level: one forgotten bracket does not hide what is wrong further down.
/// </summary>
internal sealed class YamlTreeReader
{
    /// <summary>A file with more syntax errors than this is no policy file; each costs a new parser.</summary>
    private const int MaxSyntaxErrors = 20;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly YamlTreeBuilder _builder;
    private bool _complete = true;

    private YamlTreeReader(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
        _builder = new YamlTreeBuilder(source, diagnostics);
    }

    public static YamlTree Read(SourceText source, DiagnosticBag diagnostics)
    {
        var reader = new YamlTreeReader(source, diagnostics);
        reader.RefuseDirectives();
        reader.ReadPieces();
        return new YamlTree(reader._builder.Root, reader._complete);
    }

    /// <summary>YamlDotNet skips the directives it does not know: a line that counts for nothing should be
    /// told.</summary>
    private void RefuseDirectives()
    {
        var text = _source.Text;
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at == 0 || text[at - 1] == '\n')
                _diagnostics.Error(_source.LocationOf(at), "a line can't begin with '%'; expected 'key: value'");
        }
    }

    private void ReadPieces()
    {
        int? next = 0;
        for (var errors = 0; next is { } start && errors < MaxSyntaxErrors; errors++)
            next = ReadPiece(start);
    }

    /// <summary>The offset to go on from after a syntax error, or null at the end.</summary>
    private int? ReadPiece(int offset)
    {
        var last = offset;
        try
        {
            var parser = new Parser(new StringReader(_source.Text[offset..]));
            while (parser.MoveNext())
            {
                var item = parser.Current!;
                if (!_builder.Take(item, offset))
                {
                    _complete = false;
                    return null;
                }

                last = LastPlace(item, offset, last);
            }

            return null;
        }
        catch (Exception error) when (IsParserError(error))
        {
            return GoOnAfter(error, offset, last);
        }
    }

    private static int LastPlace(ParsingEvent item, int offset, int last) =>
        item is StreamEnd ? last : Math.Max(last, offset + (int)item.Start.Index);

    /// <summary>YamlDotNet 16.3.0 answers some unclosed brackets with InvalidOperationException; the rest is what a
    /// scanner that meets anything could throw.</summary>
    private static bool IsParserError(Exception error) =>
        error is YamlException or InvalidOperationException or ArgumentException or FormatException
            or IndexOutOfRangeException or OverflowException;

    private int? GoOnAfter(Exception error, int offset, int last)
    {
        _complete = false;
        var place = PlaceOf(error, offset, last);
        var location = _source.LocationOf(place);
        if (IsTab(place))
        {
            _diagnostics.Error(location, "a tab in the indentation; expected spaces");
        }
        else if (_builder.OpenBracket is { } open && (error is not YamlException || IsEnd(place)))
        {
            location = open.Location;
            _diagnostics.Error(location, $"'{open.Bracket}' is never closed");
        }
        else
        {
            var (message, hint) = YamlErrorText.Explain(error.Message, _source, place);
            _diagnostics.Error(location, message, hint);
        }

        _builder.Abandon();
        return NextTopLevelKey(location.Line, offset);
    }

    private bool IsEnd(int place) => _source.Text.AsSpan(place).IsWhiteSpace();

    private bool IsTab(int place) => place < _source.Text.Length && _source.Text[place] == '\t';

    private int PlaceOf(Exception error, int offset, int last)
    {
        if (error is not YamlException yaml)
            return last;
        // A tab is reported at 1:1: it is the first one that indents a line after the last thing understood.
        if (yaml.Message.Contains("tab", StringComparison.Ordinal) && FindTab(last) is { } tab)
            return tab;
        var place = Math.Min(offset + (int)yaml.Start.Index, _source.Text.Length);
        // In a tag the parser points behind it; the user wrote no tag but a value that begins with '!'.
        return yaml.Message.Contains(" tag", StringComparison.Ordinal) ? StartOfTag(place) : place;
    }

    private int StartOfTag(int place)
    {
        var start = _source.OffsetOfLine(_source.LocationOf(place).Line);
        var tag = _source.Text.AsSpan(start, place - start).LastIndexOf('!');
        return tag < 0 ? place : start + tag;
    }

    private int? FindTab(int from)
    {
        for (var line = _source.LocationOf(from).Line; line <= _source.LineCount; line++)
        {
            var text = _source.LineAt(line);
            var indent = text.Length - text.TrimStart(' ', '\t').Length;
            var tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && tab < indent)
                return _source.OffsetOfLine(line) + tab;
        }

        return null;
    }

    private int? NextTopLevelKey(int line, int offset)
    {
        for (var next = line + 1; next <= _source.LineCount; next++)
        {
            var start = _source.OffsetOfLine(next);
            if (start > offset && LooksLikeKey(_source.LineAt(next)))
                return start;
        }

        return null;
    }

    private static bool LooksLikeKey(string line) =>
        line.Length > 0 && char.IsAsciiLetter(line[0]) && line.Contains(':', StringComparison.Ordinal);
}
