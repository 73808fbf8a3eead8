using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Text;

namespace DualWan.Policy.Model;

/// <summary>One entry of <c>address-lists</c>; each range occurs once.</summary>
internal sealed record PolicyAddressList(
    string Name, TextLocation Location, EquatableArray<Located<IpRange>> Ranges);
