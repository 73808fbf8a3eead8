using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>A mangle rule that the program can't carry out, or one that can't do what it seems to.</summary>
internal sealed record ClassifierProblem(Origin Origin, string Message)
{
    public override string ToString() => $"{Origin}: {Message}";
}
