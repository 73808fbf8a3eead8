using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>
/// From the config and the facts to all that should be in the kernel. Pure: the same input gives the same value,
/// whatever happened before.
/// </summary>
internal static class Compiler
{
    public static CompileResult Compile(CompileInput input)
    {
        var context = new CompileContext(input);
        var routes = new RouteCompiler(context).Compile();
        var state = new DesiredState
        {
            NextHops = routes.NextHops,
            Groups = routes.Groups,
            Routes = routes.Routes,
            Rules = new RuleCompiler(context).Compile(),
            Nft = new NftCompiler(context).Compile(),
            Sysctls = SysctlCompiler.Settings(context),
            Forwarding = SysctlCompiler.Forwarding(context),
        };
        return new CompileResult(state, context.Problems.ToEquatableArray(), routes.Rib);
    }
}
