using DualWan.Policy.Model;

namespace DualWan.Policy.Lowering;

/// <summary>Names of the routing tables. Uplinks can't be called so (see NameText), so that they never meet.</summary>
internal static class TableNames
{
    public const string Unmarked = "unmarked";

    public const string Refuse = "refuse";

    public const string Ecmp = "ecmp";

    public static string Preferred(string uplink) => uplink;

    public static string Strict(string uplink) => $"{uplink}-only";

    /// <summary>The table of a rule: an uplink's own, or one for its order of preference.</summary>
    public static string Of(PolicyRule rule)
    {
        if (rule.Target?.Value is not RuleTarget.Uplinks target)
            return Refuse;
        var key = string.Join('+', target.Names.Select(static name => name.Value));
        return rule.MayFailOver ? Preferred(key) : Strict(key);
    }
}
