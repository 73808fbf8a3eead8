namespace DualWan.Core.Config;

/// <summary>How new connections are spread over the uplinks of one distance.</summary>
internal enum BalanceMethod
{
    None,
    Pcc,
    Ecmp,
    Nth,
}
