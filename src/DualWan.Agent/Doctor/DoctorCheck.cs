using DualWan.Agent.Control;

namespace DualWan.Agent.Doctor;

/// <summary>One thing that may be in the way, as data: what it is called, what it means, what to do, and how to see
/// it.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Title">One line; a finding's detail follows it after a colon.</param>
/// <param name="Meaning">What it does to this box.</param>
internal sealed record DoctorCheck(
    string Code, Severity Severity, string Title, string Meaning, string Cure,
    Func<DoctorInput, IEnumerable<Finding>> Find)
{
    public IEnumerable<Problem> Run(DoctorInput input) => Find(input).Select(finding => new Problem(
        Code, Severity, finding.Detail.Length == 0 ? Title : $"{Title}: {finding.Detail}", Meaning,
        finding.Cure ?? Cure,
        finding.Uplink));
}
