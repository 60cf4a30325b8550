"""Descent in PyTorch, from what most write to what an expert writes. Ways:

    usual            a list of parameters, h = W h, autograd, torch.optim.SGD
    linear           nn.Linear layers, examples as rows, autograd, torch.optim.SGD
    linear-freed     the same with gradients freed at each step, which became the default in PyTorch 2.0
    in-place         buffers of its own, without autograd, examples as columns
    in-place-rows    the same with examples as rows
    residual         B (I + W_L) ... (I + W_1) A x with fixed A and B, as usual
    residual-in-place  the same in buffers of its own, without autograd
"""

import itertools
import sys

try:
    import torch
except ImportError:
    sys.exit("PyTorch is not installed for this interpreter.")

import blas
import descent_peer


def tensors(setting):
    return (
        torch.from_numpy(setting.inputs),
        torch.from_numpy(setting.targets),
        [torch.from_numpy(layer).clone() for layer in setting.layers],
    )


def optimizer(parameters, rates):
    groups = itertools.groupby(zip(rates, parameters), key=lambda pair: pair[0])
    return torch.optim.SGD([{"params": [p for _, p in group], "lr": rate} for rate, group in groups], lr=0.0)


def usual(setting):
    inputs, targets, layers = tensors(setting)
    weights = torch.nn.ParameterList([torch.nn.Parameter(layer) for layer in layers])
    descent = optimizer(list(weights), setting.rates)

    def step():
        descent.zero_grad()
        h = inputs
        for w in weights:
            h = w @ h
        loss = ((setting.scale * h - targets) ** 2).sum() / 2
        loss.backward()
        descent.step()
        return loss.item()

    return step


def linear(setting, freed=None):
    inputs, targets, layers = tensors(setting)
    inputs, targets = inputs.t().contiguous(), targets.t().contiguous()
    modules = []
    for layer in layers:
        module = torch.nn.Linear(layer.shape[1], layer.shape[0], bias=False, device="meta")
        module.weight = torch.nn.Parameter(layer)
        modules.append(module)
    network = torch.nn.Sequential(*modules)
    descent = optimizer(list(network.parameters()), setting.rates)
    how = {} if freed is None else {"set_to_none": freed}

    def step():
        descent.zero_grad(**how)
        loss = ((setting.scale * network(inputs) - targets) ** 2).sum() / 2
        loss.backward()
        descent.step()
        return loss.item()

    return step


@torch.no_grad()
def in_place(setting):
    inputs, targets, weights = tensors(setting)
    depth = len(weights)
    forward = [inputs] + [inputs.new_empty(w.shape[0], inputs.shape[1]) for w in weights]
    backward = [torch.empty_like(h) for h in forward]
    residual = backward[depth].view(-1)

    @torch.no_grad()
    def step():
        for i in range(depth):
            torch.mm(weights[i], forward[i], out=forward[i + 1])
        torch.sub(forward[depth].mul_(setting.scale), targets, out=backward[depth])
        loss = torch.dot(residual, residual).item() / 2
        backward[depth].mul_(setting.scale)
        for i in range(depth - 1, -1, -1):
            if i > 0:
                torch.mm(weights[i].t(), backward[i + 1], out=backward[i])
            weights[i].addmm_(backward[i + 1], forward[i].t(), alpha=-setting.rates[i])
        return loss

    return step


@torch.no_grad()
def in_place_rows(setting):
    inputs, targets, weights = tensors(setting)
    inputs, targets = inputs.t().contiguous(), targets.t().contiguous()
    depth = len(weights)
    forward = [inputs] + [inputs.new_empty(inputs.shape[0], w.shape[0]) for w in weights]
    backward = [torch.empty_like(h) for h in forward]
    residual = backward[depth].view(-1)

    @torch.no_grad()
    def step():
        for i in range(depth):
            torch.mm(forward[i], weights[i].t(), out=forward[i + 1])
        torch.sub(forward[depth].mul_(setting.scale), targets, out=backward[depth])
        loss = torch.dot(residual, residual).item() / 2
        backward[depth].mul_(setting.scale)
        for i in range(depth - 1, -1, -1):
            if i > 0:
                torch.mm(backward[i + 1], weights[i], out=backward[i])
            weights[i].addmm_(backward[i + 1].t(), forward[i], alpha=-setting.rates[i])
        return loss

    return step


def residual(setting):
    inputs, targets, layers = tensors(setting)
    a, b = (torch.from_numpy(end) for end in setting.ends)
    weights = torch.nn.ParameterList([torch.nn.Parameter(layer) for layer in layers])
    descent = optimizer(list(weights), setting.rates)

    def step():
        descent.zero_grad()
        h = a @ inputs
        for w in weights:
            h = h + w @ h
        loss = ((b @ h - targets) ** 2).sum() / 2
        loss.backward()
        descent.step()
        return loss.item()

    return step


@torch.no_grad()
def residual_in_place(setting):
    inputs, targets, weights = tensors(setting)
    a, b = (torch.from_numpy(end) for end in setting.ends)
    depth = len(weights)
    forward = [a @ inputs] + [inputs.new_empty(w.shape[0], inputs.shape[1]) for w in weights]
    backward = [torch.empty_like(forward[0]), torch.empty_like(forward[0])]
    predictions = torch.empty_like(targets)

    @torch.no_grad()
    def step():
        for i in range(depth):
            torch.addmm(forward[i], weights[i], forward[i], out=forward[i + 1])
        torch.mm(b, forward[depth], out=predictions)
        predictions.sub_(targets)
        loss = torch.dot(predictions.view(-1), predictions.view(-1)).item() / 2
        above, below = backward
        torch.mm(b.t(), predictions, out=above)
        for i in range(depth - 1, -1, -1):
            if i > 0:
                torch.addmm(above, weights[i].t(), above, out=below)
            weights[i].addmm_(above, forward[i].t(), alpha=-setting.rates[i])
            above, below = below, above
        return loss

    return step


descent_peer.serve(
    f"PyTorch {torch.__version__} x{torch.get_num_threads()}, {blas.describe()}",
    {
        "usual": usual,
        "linear": linear,
        "linear-freed": lambda setting: linear(setting, freed=True),
        "in-place": in_place,
        "in-place-rows": in_place_rows,
        "residual": residual,
        "residual-in-place": residual_in_place,
    },
)
