"""Trains the network: python3 train.py DIR, where `go test -run TestMaterial -args -out DIR` has written.

Writes DIR/weights.bin, and DIR/expected.json: what the network makes of a few questions.
"""

import collections
import copy
import json
import math
import pathlib
import random
import re
import struct
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

DIR = pathlib.Path(sys.argv[1])
EPOCHS = int(sys.argv[2]) if len(sys.argv) > 2 else 12
HIDDEN, OWN, SHARED, DROP = 64, 32, 64, 0.35
torch.manual_seed(1)
random.seed(1)
torch.set_num_threads(1)

vectors = json.load(open(DIR / "vectors.json"))
measured = {"heldout", "later", "fresh", "blind"}  # never trained on
sets = {f.stem: [json.loads(line) for line in open(f)] for f in sorted(DIR.glob("*.jsonl"))}
taught = [x for name, items in sets.items() if name.split(".")[0] not in measured for x in items]

# The words that have a vector of their own are those that are common here: question words above all.
count, seen = collections.Counter(), set()
for x in taught:
    count.update(t["n"] for t in x["qt"])
    if x["text"] not in seen:
        seen.add(x["text"])
        count.update(t["n"] for t in x["tt"])
vocabulary = {w: i + 1 for i, (w, n) in enumerate(count.most_common()) if n >= 12}


def tag(t):
    return t["t"] if t["t"] == "stop" or t["t"].startswith("en") else t["t"][:2]


entities = [e for e, _ in collections.Counter(t["e"] for x in taught for t in x["tt"]).most_common()]
tags = {w: i for i, (w, _) in enumerate(collections.Counter(tag(t) for x in taught for t in x["tt"]).most_common(28))}
SIZE = 4 + len(tags) + 1 + len(entities) + 8


def features(t):
    f, at = [0.0] * SIZE, 4
    f[t["k"]] = 1
    f[at + tags.get(tag(t), len(tags))] = 1
    at += len(tags) + 1
    f[at + entities.index(t["e"])] = 1
    at += len(entities)
    n = t["n"]
    f[at:] = [t["b"], t["l"], t["f"], t["c"], t["r"], float(n in (":", "：")), float(n in tuple(".。!?！？;；")), float(n in tuple(",，、"))]
    return f


def content(t):
    return t["k"] != 3 and t["t"] != "stop"


def encode(tokens):
    v = torch.tensor([vectors[t["n"]] for t in tokens])
    return v, torch.tensor([vocabulary.get(t["n"], 0) for t in tokens]), torch.tensor([features(t) for t in tokens])


def meets(x, text, question):
    """How a word of the text meets those of the question: see meets in network.go."""
    asked = [q for q in x["qt"] if content(q)]
    norms, stems, senses = {q["n"] for q in asked}, {q["s"] for q in asked}, {g for q in asked for g in q["g"] or []}
    han = [set(q["n"]) for q in asked if q["k"] == 1]
    rows = []
    for t in x["tt"]:
        ok = content(t)
        rows.append([
            float(ok and t["n"] in norms), float(ok and t["s"] in stems), float(ok and any(g in senses for g in t["g"] or [])),
            float(t["k"] == 1 and any(h & set(t["n"]) for h in han)),
        ])
    m = torch.tensor(rows)
    telling = torch.tensor([float(content(q) and q["r"] > 0) for q in x["qt"]])
    nearest = ((text[0] @ question[0].T) * telling).max(1, keepdim=True)[0]
    return torch.cat([m, nearest, m[:, :1] * torch.tensor([[t["r"]] for t in x["tt"]])], 1)


VERDICT = re.compile(r"(Yes|No|是|否)[.。]\s*(.+)$", re.S)


def spans(x):
    """The token spans of the answers that are accepted, and 1 for yes, 2 for no."""
    out, verdict = [], 0
    if x["a"].strip() == "-":
        return out, verdict
    for want in x["a"].split("|"):
        if m := VERDICT.match(want.strip()):
            verdict, want = (1 if m.group(1) in ("Yes", "是") else 2), m.group(2)
        pattern = r"\s*".join(re.escape(c) for c in re.sub(r"\s+", "", want).strip(".。"))
        for m in list(re.finditer(pattern, x["text"]))[:4]:
            start, end = (len(x["text"][:k].encode()) for k in m.span())
            first = next((k for k, t in enumerate(x["tt"]) if t["z"] > start), None)
            last = next((k for k in range(len(x["tt"]) - 1, -1, -1) if x["tt"][k]["a"] < end), None)
            if first is not None and last is not None and first <= last and (first, last) not in out:
                out.append((first, last))
    return out, verdict


cache = {}


def prepare(x):
    if x["text"] not in cache:
        cache[x["text"]] = encode(x["tt"])
    text, question = cache[x["text"]], encode(x["qt"])
    where, verdict = spans(x)
    return dict(t=text, q=question, m=meets(x, text, question), spans=where, verdict=verdict, x=x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        size = SHARED + OWN + SIZE
        self.emb = nn.Embedding(len(vocabulary) + 1, OWN, padding_idx=0)
        self.pv, self.al = nn.Linear(96, SHARED), nn.Linear(96 + OWN, 64)
        self.q = nn.GRU(size, HIDDEN, batch_first=True, bidirectional=True)
        self.t = nn.GRU(size + 6 + SHARED + OWN, HIDDEN, batch_first=True, bidirectional=True)
        self.fuse = nn.Linear(6 * HIDDEN, 2 * HIDDEN)
        self.t2 = nn.GRU(2 * HIDDEN, HIDDEN, batch_first=True, bidirectional=True)
        self.qa = nn.Linear(2 * HIDDEN, 1)
        self.s, self.e = nn.Linear(2 * HIDDEN, 2 * HIDDEN), nn.Linear(2 * HIDDEN, 2 * HIDDEN)
        self.s2, self.e2 = nn.Linear(2 * HIDDEN, 1), nn.Linear(2 * HIDDEN, 1)
        self.null, self.said, self.yn = nn.Linear(4 * HIDDEN, 1), nn.Linear(8 * HIDDEN, HIDDEN), nn.Linear(HIDDEN, 3)

    def forward(self, tv, tw, tf, tm, qv, qw, qf, there, asked):
        drop = lambda a: F.dropout(a, DROP, self.training)
        values = lambda v, w: torch.cat([torch.relu(self.pv(v)), self.emb(w)], -1)
        keys = lambda v, w: torch.relu(self.al(torch.cat([v, self.emb(w)], -1)))
        scale = math.sqrt(2 * HIDDEN)
        a = (keys(tv, tw) @ keys(qv, qw).transpose(1, 2) / 8).masked_fill(~asked[:, None, :], -1e4).softmax(-1)
        hq = drop(self.q(drop(torch.cat([values(qv, qw), qf], -1)))[0])
        ht = drop(self.t(drop(torch.cat([values(tv, tw), tf, tm, a @ values(qv, qw)], -1)))[0])
        c = (ht @ hq.transpose(1, 2) / scale).masked_fill(~asked[:, None, :], -1e4).softmax(-1) @ hq
        h = drop(self.t2(drop(torch.relu(self.fuse(torch.cat([ht, c, ht * c], -1)))))[0])
        q = (self.qa(hq).squeeze(-1).masked_fill(~asked, -1e4).softmax(-1)[:, :, None] * hq).sum(1)
        start = ((h * self.s(q)[:, None]).sum(-1) / scale * 2 + self.s2(h).squeeze(-1)).masked_fill(~there, -1e4)
        end = ((h * self.e(q)[:, None]).sum(-1) / scale * 2 + self.e2(h).squeeze(-1)).masked_fill(~there, -1e4)
        none = self.null(torch.cat([q, h.masked_fill(~there[:, :, None], -1e4).max(1)[0]], -1))
        first, last = ((x.softmax(-1)[:, :, None] * h).sum(1) for x in (start, end))
        verdict = self.yn(drop(torch.relu(self.said(torch.cat([q, first, last, q * first], -1)))))
        return torch.cat([start, none], 1), torch.cat([end, none], 1), verdict


def batch(items):
    def pad(rows):
        n = max(r.shape[0] for r in rows)
        return torch.stack([F.pad(r, (0, 0) * (r.dim() - 1) + (0, n - r.shape[0])) for r in rows])

    tv, tw, tf = (pad([p["t"][k] for p in items]) for k in range(3))
    qv, qw, qf = (pad([p["q"][k] for p in items]) for k in range(3))
    mask = lambda w, key: torch.arange(w.shape[1])[None] < torch.tensor([len(p["x"][key]) for p in items])[:, None]
    return [tv, tw, tf, pad([p["m"] for p in items]), qv, qw, qf, mask(tw, "tt"), mask(qw, "qt")]


def loss(start, end, verdict, items):
    starts, ends, total = start.log_softmax(-1), end.log_softmax(-1), 0
    for i, p in enumerate(items):
        if p["spans"]:
            total = total - torch.logsumexp(torch.stack([starts[i, a] + ends[i, b] for a, b in p["spans"]]), 0)
        else:
            total = total - starts[i, -1] - ends[i, -1]
    answered = torch.tensor([bool(p["spans"]) for p in items])
    said = torch.tensor([p["verdict"] for p in items])
    return total / len(items) + (0.5 * F.cross_entropy(verdict[answered], said[answered]) if answered.any() else 0)


def read(net, p):
    with torch.no_grad():
        start, end, verdict = net(*batch([p]))
    return start.log_softmax(-1)[0], end.log_softmax(-1)[0], verdict.softmax(-1)[0]


def right(net, items):
    """How many spans are one that is accepted, of those that have an answer."""
    n = 0
    for p in items:
        start, end, _ = read(net, p)
        score = start[:-1, None] + end[None, :-1]
        score = score.masked_fill(~torch.ones_like(score).triu().tril(40).bool(), -1e9)
        n += divmod(score.argmax().item(), score.shape[1]) in p["spans"]
    return n


prepared = {name: [prepare(x) for x in items] for name, items in sets.items()}
train = [p for name, items in prepared.items() if name.split(".")[0] not in measured for p in items]
train = [p for p in train if (p["spans"] or p["x"]["a"].strip() == "-") and len(p["x"]["tt"]) < 700]
print(len(train), "questions,", len(vocabulary), "words")

net = Network()
mean, step = copy.deepcopy(net).eval(), 0  # the moving mean of the weights is what is kept
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3, weight_decay=1e-5)
for epoch in range(EPOCHS):
    began, total = time.time(), 0
    random.shuffle(train)
    order = sorted(train, key=lambda p: len(p["x"]["tt"]) + random.random() * 30)
    batches = [order[i:i + 24] for i in range(0, len(order), 24)]
    random.shuffle(batches)
    for group in optimizer.param_groups:
        group["lr"] = 2e-3 * (1 - epoch / EPOCHS) + 1e-4
    for items in batches:
        args = batch(items)
        for k in (1, 5):  # now and then a word is not known
            args[k] = args[k] * (torch.rand(args[k].shape) > 0.1)
        at = loss(*net(*args), items)
        optimizer.zero_grad()
        at.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5)
        optimizer.step()
        total, step = total + at.item(), step + 1
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for a, b in zip(mean.parameters(), net.parameters()):
                a.mul_(keep).add_(b, alpha=1 - keep)
    print(f"epoch {epoch}: {total / len(batches):.3f}, {time.time() - began:.0f} s", flush=True)

for name, items in prepared.items():
    if name.split(".")[0] in measured:
        answered = [p for p in items if p["spans"]]
        print(f"{name}: {right(mean, answered)} of {len(answered)}")

state = {k: v.half() for k, v in mean.state_dict().items()}
head = json.dumps(dict(
    vocabulary=list(vocabulary), tags=list(tags), entities=entities, tensors=[dict(name=k, shape=list(v.shape)) for k, v in state.items()],
), ensure_ascii=False, separators=(",", ":")).encode()
with open(DIR / "weights.bin", "wb") as f:
    f.write(struct.pack("<I", len(head)) + head + b"".join(v.contiguous().numpy().astype("<f2").tobytes() for v in state.values()))

mean.load_state_dict({k: v.float() for k, v in state.items()})
expected = []
for name in ("dev.en", "dev.zh"):
    for p in prepared[name][:40:13]:
        start, end, verdict = read(mean, p)
        expected.append(dict(
            text=p["x"]["text"], question=p["x"]["q"], none=round((start[-1] + end[-1]).item(), 4), verdict=[round(v, 4) for v in verdict.tolist()],
            start=[round(v, 4) for v in start[:-1].tolist()], end=[round(v, 4) for v in end[:-1].tolist()],
        ))
json.dump(expected, open(DIR / "expected.json", "w"), ensure_ascii=False)
