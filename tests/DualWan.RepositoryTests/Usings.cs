global using DualWan.Testing;
global using Xunit;
