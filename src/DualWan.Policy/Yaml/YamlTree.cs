namespace DualWan.Policy.Yaml;

/// <summary>What could be read of a file.</summary>
/// <param name="Root">Null where there is no mapping at the top.</param>
/// <param name="IsComplete">False after a syntax error: what is not in the tree may well be in the file.</param>
internal sealed record YamlTree(YamlMapping? Root, bool IsComplete);
