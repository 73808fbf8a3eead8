using System.Diagnostics;
using System.Text;

namespace DualWan.Benchmarks.Measurements;

/// <summary>100,000 single addresses in a list that a rule uses: the agent's reload, and <c>nft -f</c> of the set.</summary>
internal static class LargeList
{
    private const int Addresses = 100_000;

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        using var router = await BenchRouter.Start(BenchRouter.Balanced());
        using var plain = NetworkLab.TwoUplinks();
        var (load, change, tool, read) =
            (Samples.Milliseconds(), Samples.Milliseconds(), Samples.Milliseconds(), Samples.Milliseconds());
        for (var i = 0; i < options.Repeat(5, 2); i++)
        {
            Reload(router.Agent, BenchRouter.Balanced());
            load.Add(Reload(router.Agent, BenchRouter.Balanced(List(0))));
            Expect(router.Lab);
            change.Add(Reload(router.Agent, BenchRouter.Balanced(List(1))));
            tool.Add(ByNft(plain));
            read.Add(Check(router.Agent));
        }

        report.Add(new Figure("100,000 addresses: reload until applied", load)
        {
            Goal = Goal.AtMost(Math.Max(600, tool.Median)), Floor = tool, FloorIs = "nft -f of the set",
        });
        report.Add(new Figure("  of which `dualwan check` of the file, with its start", read));
        report.Add(new Figure("  reload with one address changed", change));
        report.Add(new Figure("  resident memory after it", Memory.Resident(router.Agent.Id)));
    }

    /// <summary>Until the agent says that the file is in force: it has been applied then.</summary>
    private static TimeSpan Reload(AgentProcess agent, string policy)
    {
        agent.WritePolicy(policy);
        var start = Stopwatch.GetTimestamp();
        if (!agent.Post("v1/reload"))
            throw new LabException("the reload was refused:\n" + agent.Log);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan ByNft(NetworkLab lab)
    {
        lab.Router.Nft("table ip byhand { }\ndelete table ip byhand\n");
        var text = new StringBuilder(
            "table ip byhand {\n set many { type ipv4_addr; flags interval; elements = {\n");
        text.AppendJoin(",\n", Enumerable.Range(0, Addresses).Select(i => Address(i, 0)));
        text.AppendLine(" }\n }\n}");
        var start = Stopwatch.GetTimestamp();
        lab.Router.Nft(text.ToString());
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Check(AgentProcess agent)
    {
        var start = Stopwatch.GetTimestamp();
        agent.Cli("check", agent.PolicyPath);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The kernel has them all, says nft.</summary>
    private static void Expect(NetworkLab lab)
    {
        var seen = lab.Router.Run("nft", "-j", "list", "table", "inet", "dualwan").Output
            .Split("\"11.", StringSplitOptions.None).Length - 1;
        if (seen < Addresses)
            throw new LabException($"nft shows {seen} of {Addresses} addresses");
    }

    private static string List(int changed)
    {
        var text = new StringBuilder("address-lists:\n  many:\n");
        for (var i = 0; i < Addresses; i++)
            text.Append("    - ").Append(Address(i, i == 0 ? changed : 0)).Append('\n');
        return text.Append("rules:\n  - {dst-address-list: many, uplink: isp2}\n").ToString();
    }

    /// <summary>Every second address of a row, so that none merges with its neighbour.</summary>
    private static string Address(int number, int changed)
    {
        var value = (2 * number) + (changed * 1_000_000);
        return $"11.{value >> 16}.{(value >> 8) & 255}.{value & 255}";
    }
}
