namespace DualWan.Core.Health;

/// <summary>
/// Smoothed round-trip time and its mean deviation, as RFC 6298 section 2: alpha 1/8, beta 1/4, and the first sample R
/// sets SRTT = R, RTTVAR = R/2.
/// </summary>
internal sealed class RttEstimator
{
    private double _smoothed;
    private double _deviation;

    public bool HasSample { get; private set; }

    public int Samples { get; private set; }

    public TimeSpan Last { get; private set; }

    public TimeSpan Smoothed => TimeSpan.FromTicks((long)_smoothed);

    /// <summary>RTTVAR.</summary>
    public TimeSpan Jitter => TimeSpan.FromTicks((long)_deviation);

    /// <summary>
    /// When an answer is overdue: SRTT + 4 x RTTVAR, RFC 6298's retransmission timer without its floor of 1 s.
    /// </summary>
    public TimeSpan Overdue => TimeSpan.FromTicks((long)(_smoothed + 4 * _deviation));

    /// <summary>4 x SRTT + 4 x RTTVAR, not clamped.</summary>
    public TimeSpan Patience => TimeSpan.FromTicks((long)(4 * _smoothed + 4 * _deviation));

    public void Add(TimeSpan sample)
    {
        double ticks = Math.Max(0, sample.Ticks);
        if (!HasSample)
        {
            _smoothed = ticks;
            _deviation = ticks / 2;
        }
        else
        {
            // The deviation first: it is measured from the old mean.
            _deviation += (Math.Abs(_smoothed - ticks) - _deviation) / 4;
            _smoothed += (ticks - _smoothed) / 8;
        }

        HasSample = true;
        Samples++;
        Last = sample;
    }
}
