using DualWan.Core.Text;

namespace DualWan.Policy.Model;

/// <summary>A value with the place where the user wrote it.</summary>
internal readonly record struct Located<T>(T Value, TextLocation Location);
