"""Weights of the small models of the tests, which are made of seeds and not kept.

A script makes them by weight(), and in the end gives what it wrote to keep(): of
model.onnx and what is beside it model.onnx.seed stays, the same file without weights.
Each says in its doc_string what it is made of, and internal/engine/onnx/onnxgen makes
the model of that again, to the last bit:

    seed: NAME SCALE OFFSET [transposed] [I=VALUE ...]

The FNV-1a hash of NAME (64 bits) is where SplitMix64 begins, and the upper 24 bits u of
each of its numbers are a value, in the order of rows:

    float32   (u / 2^23 - 1) * SCALE + OFFSET, in float32 at each step
    int8      (u * (2 * SCALE + 1) >> 24) - SCALE + OFFSET

A transposed matrix is made with its sides the other way round. The values at I, counted
in the order of rows, are VALUE: what is designed and not drawn is so written too.

    python seeds.py                 writes what onnxgen's tests compare with
    python seeds.py model.onnx.seed DIR    makes the model in a folder, to look at
"""

import hashlib, os, sys

import numpy as np
import onnx
from onnx import helper as h
from onnx import numpy_helper

MOST = 16  # values that a file may have written out
made = {}  # recipes by what they make


def numbers(name, n):
    """SplitMix64's, of which the upper 24 bits are left."""
    seed = 0xCBF29CE484222325
    for b in name.encode():
        seed = (seed ^ b) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return (z ^ z >> np.uint64(31)) >> np.uint64(40)


def drawn(name, n, scale, offset, kind):
    u = numbers(name, n)
    if kind == np.int8:
        return ((u * np.uint64(2 * scale + 1) >> np.uint64(24)).astype(np.int64) - scale + offset).astype(np.int8)
    assert kind == np.float32, kind
    return (u.astype(np.float32) * np.float32(2**-23) - np.float32(1)) * np.float32(scale) + np.float32(offset)


def weight(name, shape, scale=1.0, offset=0.0, kind=np.float32):
    """Values between offset - scale and offset + scale. The name is the seed: each weight needs its own."""
    assert name and not set(name) & set(" \n"), name
    if kind == np.int8:
        scale, offset = int(scale), int(offset)
    v = drawn(name, int(np.prod(shape)), scale, offset, kind).reshape(shape)
    recipe = f"{name} {scale!r} {offset!r}"
    made[str(v.dtype), v.tobytes()] = recipe
    if v.ndim == 2:
        made.setdefault((str(v.dtype), v.T.tobytes()), recipe + " transposed")
    return v


def init(name, tensor, shape, scale=1.0, offset=0.0, kind=np.float32):
    """A weight of a graph, by the name that it has there."""
    return numpy_helper.from_array(weight(name, shape, scale, offset, kind), tensor)


def cooked(recipe, shape, kind):
    """What is made of a recipe."""
    name, scale, offset, *rest = recipe.split(" ")
    number = int if kind == np.int8 else float
    turned = rest[:1] == ["transposed"]
    v = drawn(name, int(np.prod(shape)), number(scale), number(offset), kind)
    if turned:
        v = v.reshape(shape[::-1]).T.flatten()
    for e in rest[turned:]:
        i, value = e.split("=")
        v[int(i)] = number(value)
    return v.tobytes()


def recipe(t, data):
    """What makes the data of a tensor, or nothing where it is small, or no numbers that a model learns."""
    kind = onnx.helper.tensor_dtype_to_np_dtype(t.data_type)
    v = np.frombuffer(data, kind) if kind in (np.float32, np.int8) else None
    if v is not None and (str(kind), data) in made:
        return made[str(kind), data]
    if int(np.prod(t.dims)) <= MOST or t.data_type in (onnx.TensorProto.INT64, onnx.TensorProto.BOOL, onnx.TensorProto.STRING):
        return None
    if v is not None:
        l, n = np.unique(v, return_counts=True)
        usual = l[n.argmax()]
        others = np.flatnonzero(v != usual)
        if len(others) <= MOST:
            return " ".join(["same", "0", str(usual)] + [f"{i}={v[i]}" for i in others])
    raise ValueError(f"{t.name or 'a constant'} of {list(t.dims)} is of no seed")


def tensors(graph):
    yield from graph.initializer
    for n in graph.node:
        for a in n.attribute:
            assert max(len(a.floats), len(a.sparse_tensors)) <= MOST, n
            yield from list(a.tensors) + [a.t] * a.HasField("t")
            for g in list(a.graphs) + [a.g] * a.HasField("g"):
                yield from tensors(g)


def place(t):
    """The file in which a tensor's data are, and from where to where."""
    e = {e.key: e.value for e in t.external_data}
    start = int(e.get("offset", 0))
    return e["location"], start, start + int(e["length"])


def outside(t):
    return t.data_location == onnx.TensorProto.EXTERNAL


def filled(skeleton):
    """A model of its skeleton, and the files beside it."""
    m, beside = onnx.ModelProto.FromString(skeleton), {}
    for t in tensors(m.graph):
        if t.doc_string.startswith("seed: "):
            data = cooked(t.doc_string.removeprefix("seed: "), list(t.dims), onnx.helper.tensor_dtype_to_np_dtype(t.data_type))
            t.ClearField("doc_string")
            if outside(t):
                name, start, end = place(t)
                b = beside.setdefault(name, bytearray())
                b.extend(bytes(max(end - len(b), 0)))
                b[start:end] = data
            else:
                t.raw_data = data
    return m.SerializeToString(), beside


def keep(*paths):
    """Replaces models by what stays of them."""
    for path in paths:
        d, m, beside = os.path.dirname(path), onnx.load(path, load_external_data=False), {}
        whole = m.SerializeToString()
        for t in tensors(m.graph):
            data = t.raw_data
            if outside(t):
                name, start, end = place(t)
                if name not in beside:
                    with open(os.path.join(d, name), "rb") as f:
                        beside[name] = f.read()
                data = beside[name][start:end]
            r = recipe(t, data)
            assert r or not outside(t), t.name
            if r:
                t.ClearField("raw_data")
                t.doc_string = "seed: " + r
        skeleton = m.SerializeToString()
        assert filled(skeleton) == (whole, beside), path
        with open(path + ".seed", "wb") as f:
            f.write(skeleton)
        for name in [os.path.basename(path), *beside]:
            os.remove(os.path.join(d, name))


def keep_floats(path, v):
    """Keeps what a file of nothing but a weight's float32 is made of."""
    with open(path + ".seed", "w") as f:
        f.write(f"seed: {made['float32', v.tobytes()]} {v.size}\n")
    if os.path.exists(path):
        os.remove(path)


def look(path, to):
    with open(path, "rb") as f:
        m, beside = filled(f.read())
    for name, data in {os.path.basename(path).removesuffix(".seed"): m, **beside}.items():
        with open(os.path.join(to, name), "wb") as f:
            f.write(data)


def sample():
    """A graph with weights of every kind, and the sums of what it is whole."""
    d = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "onnxgen", "testdata")
    os.makedirs(d, exist_ok=True)
    T = onnx.TensorProto
    designed = np.full((5, 5), -1, np.float32)
    designed[2, 2], designed[4, 4] = 0.1, 1e-7
    branch = lambda name, v: h.make_graph([h.make_node("Constant", [], [name], value=numpy_helper.from_array(v, ""))], name, [], [h.make_tensor_value_info(name, T.FLOAT, [3, 7])])
    nodes = [h.make_node("If", ["yes"], ["chosen"], then_branch=branch("a", weight("sample/a", (3, 7))), else_branch=branch("b", weight("sample/b", (7, 3), 0.1).T)),
             h.make_node("MatMul", ["x", "chosen"], ["y"])]
    inits = [init("sample/float", "float", (4, 3, 9), 1 / 3, 0.1), init("sample/零", "byte", (20, 30), 127, kind=np.int8), init("sample/few", "few", (17, 1), 3, -1, np.int8),
             numpy_helper.from_array(designed, "designed"), numpy_helper.from_array(np.ones(40, np.float32), "ones"), numpy_helper.from_array(np.eye(9, dtype=np.int8), "eye"),
             numpy_helper.from_array(np.array([2, 3], np.int64), "small"), numpy_helper.from_array(np.arange(30), "places"), init("sample/turned", "turned", (6, 8), 2.0)]
    inits[-1] = numpy_helper.from_array(np.ascontiguousarray(numpy_helper.to_array(inits[-1]).T), "turned")
    g = h.make_graph(nodes, "sample", [h.make_tensor_value_info("x", T.FLOAT, [1, 3]), h.make_tensor_value_info("yes", T.BOOL, [])], [h.make_tensor_value_info("y", T.FLOAT, [1, 7])], inits)
    path, sums = os.path.join(d, "sample.onnx"), []
    onnx.save(h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=8), path, save_as_external_data=True, location="sample.onnx_data", size_threshold=400)
    v = weight("sample/voices", (64, 4))
    v.tofile(os.path.join(d, "voices.bin"))
    for name in ["sample.onnx", "sample.onnx_data", "voices.bin"]:
        with open(os.path.join(d, name), "rb") as f:
            sums.append(f"{hashlib.sha256(f.read()).hexdigest()}  {name}\n")
    keep(path)
    keep_floats(os.path.join(d, "voices.bin"), v)
    with open(os.path.join(d, "sums.txt"), "w") as f:
        f.writelines(sums)


if __name__ == "__main__":
    look(*sys.argv[1:]) if sys.argv[1:] else sample()
