namespace DualWan.Core.Text;

/// <summary>Offers the known word that a misspelt one most likely meant.</summary>
internal static class NearestWord
{
    /// <summary>The nearest of <paramref name="known"/> within a third of the word's length (at least two edits), or
    /// null. A word of which nothing would be left is no near miss.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        var limit = Math.Max(2, word.Length / 3);
        string? best = null;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate, limit);
            if (distance > limit || distance >= Math.Min(word.Length, candidate.Length))
                continue;
            limit = distance - 1;
            best = candidate;
        }

        return best;
    }

    /// <summary>Levenshtein distance with swaps of neighbours (optimal string alignment), given up past the
    /// limit.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
            return limit + 1;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
                rows[i, j] = Cell(rows, a, b, i, j);
        }

        return rows[a.Length, b.Length];
    }

    private static int Cell(int[,] rows, string a, string b, int i, int j)
    {
        var cost = a[i - 1] == b[j - 1] ? 0 : 1;
        var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            best = Math.Min(best, rows[i - 2, j - 2] + 1);
        return best;
    }
}
