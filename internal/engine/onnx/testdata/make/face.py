"""Makes a small detector of faces of the form of the Ultra-Light ones, and what Python says of it.

Run in this folder, after see.py and with what that needs: python face.py
"""

import json, os

import numpy as np
from PIL import Image

from make import OUT, h, init, write
from see import const, f32, graph, pooled

BOXES, W, H = 24, 40, 30


def detector(seed):
    nodes, inits = pooled(seed)
    for name, n, sharp in [("s", 2, 3), ("b", 4, 2)]:
        inits += [init(seed, name + ".w", 8, BOXES * n, spread=1.7 * sharp), const(name + ".s", [-1, BOXES, n])]
        nodes += [h.make_node("MatMul", ["f", name + ".w"], [name + ".m"]), h.make_node("Reshape", [name + ".m", name + ".s"], [name])]
    # Corners, of middles and of halves of sides.
    inits += [const("two", [2, 2]), const("small", 0.3, np.float32)]
    nodes += [h.make_node("Softmax", ["s"], ["scores"], axis=-1), h.make_node("Sigmoid", ["b"], ["u"]), h.make_node("Split", ["u", "two"], ["at", "side"], axis=-1), h.make_node("Mul", ["side", "small"], ["by"]),
              h.make_node("Sub", ["at", "by"], ["from"]), h.make_node("Add", ["at", "by"], ["to"]), h.make_node("Concat", ["from", "to"], ["boxes"], axis=-1)]
    g = graph(nodes, inits, [f32("input", 1, 3, H, W)], [f32("scores", 1, BOXES, 2), f32("boxes", 1, BOXES, 4)])
    for n in g.graph.node:
        n.input[:] = ["input" if i == "pixel_values" else i for i in n.input]
    return g


def share(a, b):
    """What two boxes have in common of what both have, by numbers of numpy."""
    side = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None)
    area = lambda box: np.prod(box[2:] - box[:2])
    return side.prod() / (area(a) + area(b) - side.prod() + 1e-5)


def faces(scores, boxes, size, threshold):
    """The best of those that overlap by more than 0.3, as the detector's own program has it."""
    out, left = [], [i for i in np.argsort(-scores[:, 1], kind="stable") if scores[i, 1] > threshold]
    while left:
        i = left.pop(0)
        x0, y0, x1, y1 = (int(v) for v in boxes[i] * np.array(size * 2, np.float32))
        out.append({"label": "face", "score": float(scores[i, 1]), "box": [x0, y0, x1 - x0, y1 - y0]})
        left = [k for k in left if share(boxes[i], boxes[k]) <= 0.3]
    return out


if __name__ == "__main__":
    picture = Image.open(os.path.join(OUT, "wave.png")).convert("RGB")
    for seed in range(91, 400):  # one where boxes overlap, and others do not
        s = write("faces", detector(f"faces-{seed}"), None, {}, {})
        x = (np.asarray(picture.resize((W, H), Image.BILINEAR), np.float32) - 127) / 128
        scores, boxes = s.run(["scores", "boxes"], {"input": x.transpose(2, 0, 1)[None]})
        found, sure = (faces(scores[0], boxes[0], picture.size, t) for t in (0.5, 0.8))
        if 3 <= len(found) < (scores[0][:, 1] > 0.5).sum() - 3 and 0 < len(sure) < len(found):
            break
    else:
        raise SystemExit("no model of overlapping boxes")
    print(seed, found, len(sure))
    path = os.path.join(OUT, "seen.json")
    with open(path) as f:
        text = f.read()
    seen = json.loads(text) | {"faces": {"boxes": found, "sure": sure}}
    with open(path, "w") as f:
        json.dump(seen, f, ensure_ascii=False)
