global using DualWan.Lab;
global using DualWan.Lab.Meters;
global using DualWan.Testing;
global using Xunit;
