global using DualWan.Benchmarks.Support;
global using DualWan.Lab;
global using DualWan.Lab.Meters;
global using DualWan.Lab.Topology;
global using DualWan.Testing;
