using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;
using DualWan.Netlink.Tests.Route;
using DualWan.Netlink.Wire;
using Xunit;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Tests.Wire;

/// <summary>Every recorded datagram, damaged thousands of times: nothing but <see cref="NetlinkFormatException"/> may
/// come out, and what can be read means the same after it is written.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 400;

    [Fact]
    public void Damaged_Datagrams_CauseNoOtherException()
    {
        var (read, refused, objects) = (0, 0, 0);
        foreach (var (datagram, index) in Capture.AllDatagrams().Select((d, i) => (d, i)))
        {
            for (var round = 0; round < Rounds; round++)
            {
                var seed = (index * 100_003) + round;
                var damaged = new Mutation(seed).Apply(datagram);
                try
                {
                    objects += ReadAll(damaged);
                    read++;
                }
                catch (NetlinkFormatException)
                {
                    refused++;
                }
                catch (Exception e)
                {
                    Assert.Fail($"seed {seed}: {e}\n{Convert.ToHexString(damaged)}");
                }
            }
        }

        // A fuzzer that dies at the first length check proves nothing: most of the damage must get past it.
        Assert.InRange(refused, 1000, read * 2);
        Assert.True(objects > read / 2, $"{objects} objects of {read} datagrams");
    }

    [Fact]
    public void Damaged_RouteObjects_SurviveWritingAndReading()
    {
        var survived = 0;
        var datagrams = Capture.AllDatagrams();
        for (var round = 0; round < 100; round++)
        {
            foreach (var (datagram, index) in datagrams.Select((d, i) => (d, i)))
                survived += RoundTrip(new Mutation((round * 1009) + index).Apply(datagram));
        }

        Assert.True(survived > 5000, $"only {survived} round trips");
    }

    [Fact]
    public void Damaged_ControlMessages_EndTheWalk()
    {
        var random = new Random(1);
        var control = new byte[64];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(control);
            control.AsSpan(1, 7).Clear();
            control[0] = (byte)random.Next(80);
            var reader = new ControlMessages(control.AsSpan(0, random.Next(64)));
            for (var found = 0; reader.Read(); found++)
                Assert.True(found < 8 && reader.Data.Length < 64);
        }
    }

    private static int ReadAll(byte[] datagram)
    {
        var objects = 0;
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
            objects += Read(message) ? 1 : 0;
        return objects;
    }

    private static bool Read(NetlinkMessage message)
    {
        switch (message.Type)
        {
            case NetlinkConstants.NLMSG_ERROR:
                _ = NetlinkAck.ReadError(message);
                return true;
            case NetlinkConstants.NLMSG_DONE:
                _ = NetlinkAck.ReadDone(message);
                return true;
            case NFT_MSG_NEWTABLE or NFT_MSG_GETTABLE:
                return NftTable.Parse(message.Payload) is not null;
            case NFT_MSG_NEWCHAIN:
                return NftChain.Parse(message.Payload) is not null;
            case NFT_MSG_NEWRULE:
                return NftRule.Parse(message.Payload) is not null;
            case NFT_MSG_NEWSET:
                return NftSet.Parse(message.Payload) is not null;
            case NFT_MSG_NEWGEN:
                return NftGeneration.Parse(message.Payload) is not null;
            case NFT_MSG_NEWOBJ:
                return NftCounter.Parse(message.Payload) is not null;
            case NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM:
                var builder = new RangeBuilder();
                NftablesNetlink.ForEach(message.Payload, builder.Add);
                return builder.Build() is not null;
            case >= ConntrackConstants.IPCTNL_MSG_CT_NEW and <= ConntrackConstants.IPCTNL_MSG_CT_DELETE:
                _ = ConntrackFlow.ParseMark(message.Payload);
                return ConntrackFlow.Parse(message.Payload) is not null;
            default:
                return RouteCodecTests.Parse(message.Type, message.Payload) is not null;
        }
    }

    private static int RoundTrip(byte[] datagram)
    {
        var survived = 0;
        try
        {
            foreach (var message in Capture.Split(datagram))
            {
                if (RouteCodecTests.Parse(message.Type, message.Payload) is not { } first)
                    continue;
                var second = WriteAndRead(first);
                // What only the kernel reports is not written; from then on the value is stable.
                Assert.Equal(second, WriteAndRead(second));
                survived++;
            }
        }
        catch (NetlinkFormatException)
        {
            // Damage that is recognised needs no round trip.
        }

        return survived;
    }

    private static RtnetlinkMessage WriteAndRead(RtnetlinkMessage value)
    {
        var writer = new NetlinkMessageWriter();
        writer.Begin(value.NewType, 0);
        value.Write(writer);
        writer.End();
        var message = Capture.Split(writer.Written.ToArray()).Single();
        try
        {
            return RouteCodecTests.Parse(message.Type, message.Payload)!;
        }
        catch (NetlinkFormatException e)
        {
            throw new InvalidOperationException($"our own bytes are refused: {value}", e);
        }
    }
}
