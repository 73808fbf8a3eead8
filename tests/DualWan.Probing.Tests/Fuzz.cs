namespace DualWan.Probing.Tests;

/// <summary>
/// Damage to real packets: bits, bytes, cuts, insertions; the first bytes no more often than the last.
/// </summary>
internal static class Fuzz
{
    public static byte[] Mutate(Random random, byte[] packet)
    {
        var result = new List<byte>(packet);
        for (var changes = random.Next(1, 4); changes > 0 && result.Count > 0; changes--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(6))
            {
                case 0: result[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: result[at] = (byte)random.Next(256); break;
                case 2: result[at] = random.Next(2) == 0 ? (byte)0 : (byte)255; break;
                case 3: result.RemoveRange(at, result.Count - at); break;
                case 4: result.Insert(at, (byte)random.Next(256)); break;
                default: result.AddRange(result.GetRange(at, result.Count - at)); break;
            }
        }

        return [.. result];
    }
}
