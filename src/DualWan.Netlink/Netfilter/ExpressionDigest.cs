using System.Text;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Netfilter;

/// <summary>
/// Digests the expressions of a rule without what changes by itself: the state of counters, quotas and `last`, and the
/// numbers in the names of anonymous sets (__set3, __map7), which differ at every load.
/// </summary>
internal sealed class ExpressionDigest
{
    private Fnv64 _hash = new();

    public ulong Value => _hash.Value;

    public List<string> AnonymousSets { get; } = [];

    /// <summary>A list of NFTA_LIST_ELEM.</summary>
    public void Expressions(NetlinkAttributeReader list)
    {
        while (list.Read())
        {
            if (list.Type == NFTA_LIST_ELEM)
                Expression(list.Nested);
        }
    }

    private void Expression(NetlinkAttributeReader expression)
    {
        var name = "";
        var data = default(ReadOnlySpan<byte>);
        while (expression.Read())
        {
            if (expression.Type == NFTA_EXPR_NAME)
                name = expression.Text();
            else if (expression.Type == NFTA_EXPR_DATA)
                data = expression.Value;
        }

        _hash.Add(Encoding.UTF8.GetBytes(name));
        _hash.Add((byte)0);
        Data(name, data);
    }

    private void Data(string name, ReadOnlySpan<byte> data)
    {
        switch (name)
        {
            case "counter" or "last":
                break;
            case "lookup":
                Attributes(data, NFTA_LOOKUP_SET, []);
                break;
            case "objref":
                Attributes(data, NFTA_OBJREF_SET_NAME, []);
                break;
            case "quota":
                Attributes(data, 0, [NFTA_QUOTA_CONSUMED]);
                break;
            case "dynset":
                Attributes(data, NFTA_DYNSET_SET_NAME, [NFTA_DYNSET_EXPR, NFTA_DYNSET_EXPRESSIONS]);
                Nested(data);
                break;
            default:
                _hash.Add((ulong)data.Length);
                _hash.Add(data);
                break;
        }
    }

    private void Attributes(ReadOnlySpan<byte> data, ushort setName, ReadOnlySpan<ushort> skipped)
    {
        var reader = new NetlinkAttributeReader(data);
        while (reader.Read())
        {
            if (skipped.Contains(reader.Type))
                continue;
            _hash.Add(reader.Type);
            if (reader.Type == setName)
                SetName(reader.Text());
            else
                _hash.Add(reader.Value);
        }
    }

    /// <summary>The statements inside a dynset: <c>update @s { ip saddr counter }</c>.</summary>
    private void Nested(ReadOnlySpan<byte> data)
    {
        var reader = new NetlinkAttributeReader(data);
        while (reader.Read())
        {
            if (reader.Type == NFTA_DYNSET_EXPR)
                Expression(reader.Nested);
            else if (reader.Type == NFTA_DYNSET_EXPRESSIONS)
                Expressions(reader.Nested);
        }
    }

    private void SetName(string name)
    {
        var anonymous = name.StartsWith("__set", StringComparison.Ordinal)
            || name.StartsWith("__map", StringComparison.Ordinal);
        if (anonymous)
            AnonymousSets.Add(name);
        _hash.Add(Encoding.UTF8.GetBytes(anonymous ? name[..5] : name));
        _hash.Add((byte)0);
    }
}
