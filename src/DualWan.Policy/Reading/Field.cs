using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>A value with the key it stands behind, which every error about it names.</summary>
internal readonly record struct Field(string Key, YamlNode Node);
