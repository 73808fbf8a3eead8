using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Execution;
using DualWan.Netlink.Interop;

namespace DualWan.Kernel.Tests;

public sealed class RouteRequestsTests
{
    [Theory]
    [InlineData("AddRule", Errno.EEXIST, true)]
    [InlineData("AddRule", Errno.EINVAL, false)]
    [InlineData("DeleteRule", Errno.ENOENT, true)]
    [InlineData("DeleteRule", Errno.EPERM, false)]
    [InlineData("DeleteRoute", Errno.ESRCH, true)]
    [InlineData("DeleteRoute", Errno.ENODEV, true)]
    [InlineData("DeleteNextHop", Errno.ENOENT, true)]
    [InlineData("PutRoute", Errno.EEXIST, false)]
    [InlineData("PutNextHop", Errno.EEXIST, false)]
    [InlineData("PutGroup", Errno.ENOENT, false)]
    public void IsExpected_RaceThatTheOperationAllowsFor_IsNoFailure(string operation, int errno, bool expected) =>
        Assert.Equal(expected, RouteRequests.IsExpected(Operation(operation), errno));

    private static KernelOperation Operation(string name)
    {
        var rule = new KernelRule(IpFamily.IPv4, 20900) { Table = 7700 };
        var route = new KernelRoute(7700, IpPrefix.Default(IpFamily.IPv4), 10, NextHopId: 1);
        return name switch
        {
            "AddRule" => new KernelOperation.AddRule(rule),
            "DeleteRule" => new KernelOperation.DeleteRule(rule),
            "PutRoute" => new KernelOperation.PutRoute(route, false),
            "DeleteRoute" => new KernelOperation.DeleteRoute(route),
            "DeleteNextHop" => new KernelOperation.DeleteNextHop(1),
            "PutNextHop" => new KernelOperation.PutNextHop(new(1, IpFamily.IPv4, "wan1", null, false), false),
            _ => new KernelOperation.PutGroup(new(1, []), false),
        };
    }
}
