#!/usr/bin/env dotnet
// Gradient descent on a deep linear network and its convex twin, from a program of one file:
//   dotnet run examples/first-run.cs
#:project ../src/Surefoot/Surefoot.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using Surefoot.Arithmetic;
using Surefoot.Data;
using Surefoot.Descent;
using Surefoot.Initializations;
using Surefoot.Losses;
using Surefoot.Networks;
using Surefoot.Randomness;
using Surefoot.Reductions;

// Random data with a linear law: 128 inputs, 10 outputs, 1000 samples, a little noise.
var stream = RandomStream.FromSeed(1);
var data = DataAnalysis.Of(LinearTeacher.Sample(128, 10, 1000, noise: 1, targetDeviation: 1, stream.Named("data")));

// The loss (1/2) ||WX - Y||^2, its curvature on these data, and the best that any linear map can do.
var loss = new SquaredLoss(SquaredScaling.Half);
var curvature = loss.CurvatureOn(data);
var optimum = loss.Minimize(data).Loss;

// Three layers of width 2000 with orthogonal weights. The run is exact on far fewer: it is prepared at that size.
var network = DeepLinearNetwork.Normalized(128, 2000, 2000, 10);
using var threads = new ThreadTeam(Environment.ProcessorCount);
var deep = Preparation.Prepare<double>(network, new OrthogonalInitialization(), data, loss, stream.Named("start"), threads, ReductionMode.Auto);
var twin = deep.ConvexTwin();
Console.WriteLine($"{network.Shapes.TotalCount:N0} weights, run exactly on {deep.Network.Shapes.TotalCount:N0}");

// Half of 1 / beta for the convex problem; for the deep network that is n_N / N of it (Zhao and Xu 2024, section 2.3).
var rate = 0.5 / curvature.Smoothness;
var options = new RunOptions { Steps = 25, LossOffset = deep.LossOffset };
var convex = DescentRun.Run(twin.Objective, new GradientDescent(rate), new DescentState<double>(twin.Start), options);
var trajectory = DescentRun.Run(deep.Objective, new GradientDescent(rate * network.OutputDimension / network.Depth), new DescentState<double>(deep.Start), options);

Console.WriteLine("step   deep loss      convex twin");
for (var t = 0; t <= 25; t += 5)
    Console.WriteLine($"{t,4}   {trajectory.Losses[t],-12:G6}   {convex.Losses[t],-12:G6}");
Console.WriteLine($"best   {optimum:G6}");
