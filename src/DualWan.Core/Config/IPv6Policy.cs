namespace DualWan.Core.Config;

/// <summary>What happens to forwarded IPv6, which this version does not steer.</summary>
internal enum IPv6Policy
{
    Pass,
    Block,
}
