namespace DualWan.Core.Failover;

/// <summary>
/// Route flap damping as in RFC 2439 (parameters: section 4.2): a figure of merit that grows with each loss and decays
/// exponentially. The RFC leaves the figures open; 1000 per flap, cut-off 2000 and reuse 750 are the defaults of Cisco
/// IOS. Its half-life of 15 min is for routes of the whole internet: a home line that has been quiet for some minutes
/// is fit again, hence 2 min, and never more than 10 min of suppression.
/// One failure never suppresses, three within two minutes do.
/// </summary>
internal sealed class FlapDamping
{
    public const double PerFlap = 1000;
    public const double CutOff = 2000;
    public const double Reuse = 750;

    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan LongestSuppression = TimeSpan.FromMinutes(10);

    // RFC 2439 section 4.2: the ceiling follows from the longest suppression, reuse x 2^(longest / half-life).
    public static readonly double Ceiling = Reuse * Math.Pow(2, LongestSuppression / HalfLife);

    private double _penalty;
    private TimeSpan _at;

    public bool Suppressed { get; private set; }

    public double Penalty(TimeSpan now) =>
        now <= _at ? _penalty : _penalty * Math.Pow(0.5, (now - _at) / HalfLife);

    public void Flap(TimeSpan now)
    {
        _penalty = Math.Min(Ceiling, Penalty(now) + PerFlap);
        _at = now;
        Suppressed |= _penalty > CutOff;
    }

    /// <summary>When it may be used again; null while it is not suppressed.</summary>
    public TimeSpan? ReuseAt => Suppressed ? _at + HalfLife * Math.Log2(Math.Max(1, _penalty / Reuse)) : null;

    public void Expire(TimeSpan now)
    {
        if (ReuseAt <= now)
            Suppressed = false;
    }

    /// <summary>It is needed all the same; the penalty stays for the next flap.</summary>
    public void Release() => Suppressed = false;

    public void Clear()
    {
        _penalty = 0;
        Suppressed = false;
    }
}
