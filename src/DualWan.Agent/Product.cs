using System.Reflection;

namespace DualWan.Agent;

/// <summary>What the program says of itself.</summary>
internal static class Product
{
    /// <summary>From AssemblyInformationalVersion: <c>0.1.0</c>, or <c>0.1.0+commit</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0.0.0";
}
