namespace DualWan.Core.Classification;

/// <summary>What evaluations remember: how often each nth rule was reached, and the source of chance.</summary>
internal sealed class ClassifierState(uint seed = 1)
{
    private readonly Dictionary<(string Chain, int Step), uint> _counters = [];
    private uint _random = seed | 1;

    /// <summary>How many packets reached this place before; counts this one.</summary>
    public uint Count(string chain, int step, uint modulus)
    {
        var value = _counters.GetValueOrDefault((chain, step));
        _counters[(chain, step)] = (value + 1) % modulus;
        return value;
    }

    /// <summary>0 to 99; a xorshift, so that two runs with one seed draw the same.</summary>
    public uint NextPercent()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random % 100;
    }
}
