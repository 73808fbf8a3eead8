using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Policy.Model;

/// <summary>The <c>balance</c> block.</summary>
internal sealed record PolicyBalance
{
    /// <summary>RouterOS's common choice: one client and one server always meet by the same uplink.</summary>
    public const PccFields DefaultClassifier = PccFields.BothAddresses;

    /// <summary>Null where there is no such block.</summary>
    public TextLocation? Location { get; init; }

    public Located<BalanceMethod>? Method { get; init; }

    public Located<PccFields>? Classifier { get; init; }

    /// <summary>The classifier of what is not TCP.</summary>
    public Located<PccFields>? Other { get; init; }

    public PccFields EffectiveClassifier => Classifier?.Value ?? DefaultClassifier;

    public PccFields EffectiveOther => Other?.Value ?? EffectiveClassifier;
}
