"""Writes what the Ultra-Light face detector finds in photographs: faces.py DIR.

DIR has models/ultraface-rfb-320.onnx and samples/faces-*.jpg, which are not part of the
project. Pictures are resized by Pillow, as the program does; of boxes that overlap the
best is kept.
"""

import glob, json, os, sys

import numpy as np
import onnxruntime as ort
from PIL import Image

root, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
ort.set_default_logger_severity(3)
session = ort.InferenceSession(os.path.join(root, "models", "ultraface-rfb-320.onnx"), providers=["CPUExecutionProvider"])


def share(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(w, 0) * max(h, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both + 1e-5)


out = {}
for path in sorted(glob.glob(os.path.join(root, "samples", "faces-*.jpg"))):
    photo = Image.open(path).convert("RGB")
    x = (np.asarray(photo.resize((320, 240), Image.BILINEAR), np.float32) - 127) / 128
    scores, boxes = session.run(["scores", "boxes"], {"input": x.transpose(2, 0, 1)[None]})
    found = sorted(((s, b) for s, b in zip(scores[0][:, 1], boxes[0]) if s > 0.7), key=lambda e: -e[0])[:200]
    kept = []
    for s, b in found:
        if all(share(b, k) <= 0.3 for _, k in kept):
            kept.append((s, b))
    w, h = photo.size
    corners = [[int(b[0] * w), int(b[1] * h), int(b[2] * w), int(b[3] * h)] for _, b in kept]
    out[os.path.basename(path)] = [{"label": "face", "score": float(s), "box": [x0, y0, x1 - x0, y1 - y0]} for (s, _), (x0, y0, x1, y1) in zip(kept, corners)]
    print(path, len(kept))
json.dump(out, open(os.path.join(here, "..", "faces.json"), "w"))
