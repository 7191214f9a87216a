"""Makes the small models of the tests and what onnxruntime's Python says of them.

Run once, in this folder, with onnx 1.23.2, onnxruntime 1.32.0, tokenizers 0.23.3,
numpy 2.4.6, pillow 13.0.0 and sentencepiece: python make.py
Models are kept without their weights, which the tests make again of seeds (seeds.py).
Vocabularies are trained, and pieces that are as frequent may change places: commit all
that it writes, or nothing.
"""

import io, json, os, shutil

import numpy as np
import onnx
import onnxruntime as ort
from PIL import Image
import sentencepiece as spm
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

import seeds

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
WORDS = """Ada Lovelace wrote the first program in London . The weather in Paris is lovely today , isn't it ? I love this film and hate that one .
It was a long , slow and terrible day ; nobody called . Charles Babbage built an engine of brass . Dr. Müller lives in Zürich near the café .
北京 的 天气 很 好 . Numbers such as 1843 and 42 stay as they are . They'll go , we've seen , she'd say : don't ! positive negative neutral contract
This example is about sport politics science .""".split("\n")


def wordpiece():
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(WORDS, trainers.WordPieceTrainer(vocab_size=160, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t


def bytelevel():
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.train_from_iterator(WORDS, trainers.BpeTrainer(
        vocab_size=340, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return t


def unigram():
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS), model_writer=model, vocab_size=150, hard_vocab_limit=False, minloglevel=2, num_threads=1)
    sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
    vocab = [(sp.id_to_piece(i), sp.get_score(i)) for i in range(sp.get_piece_size())]
    from sentencepiece import sentencepiece_model_pb2 as pb
    proto = pb.ModelProto()
    proto.ParseFromString(model.getvalue())
    t = Tokenizer(models.Unigram(vocab, unk_id=0))
    t.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Replace(__import__("tokenizers").Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    return t


def init(model, name, *shape, spread=1.2):
    return seeds.init(f"{model}/{name}", name, shape, spread)


def encoder(seed, vocab, width, types, heads):
    """A model of texts with a mixing of all tokens that the mask lets in. heads: name, kind, classes."""
    inputs = [h.make_tensor_value_info(n, T.INT64, ["batch", "tokens"]) for n in ["input_ids", "attention_mask"] + (["token_type_ids"] if types else [])]
    inits = [init(seed, "words", vocab, width), init(seed, "q", width, width), init(seed, "v", width, width),
             numpy_helper.from_array(np.array([2], np.int64), "two"), numpy_helper.from_array(np.array([1], np.int64), "one"),
             numpy_helper.from_array(np.array(-1e9, np.float32), "far"), numpy_helper.from_array(np.array(1, np.float32), "unit")]
    nodes = [h.make_node("Gather", ["words", "input_ids"], ["e0"])]
    e = "e0"
    if types:
        inits.append(init(seed, "kinds", 2, width))
        nodes += [h.make_node("Gather", ["kinds", "token_type_ids"], ["e1"]), h.make_node("Add", ["e0", "e1"], ["e"])]
        e = "e"
    nodes += [
        h.make_node("Cast", ["attention_mask"], ["mask"], to=T.FLOAT),
        h.make_node("Sub", ["unit", "mask"], ["out"]), h.make_node("Mul", ["out", "far"], ["closed"]), h.make_node("Unsqueeze", ["closed", "one"], ["bias"]),
        h.make_node("MatMul", [e, "q"], ["query"]), h.make_node("Transpose", [e], ["turned"], perm=[0, 2, 1]),
        h.make_node("MatMul", ["query", "turned"], ["raw"]), h.make_node("Add", ["raw", "bias"], ["scores"]),
        h.make_node("Softmax", ["scores"], ["share"], axis=-1), h.make_node("MatMul", [e, "v"], ["value"]),
        h.make_node("MatMul", ["share", "value"], ["mixed"]), h.make_node("Add", [e, "mixed"], ["sum"]), h.make_node("Tanh", ["sum"], ["last_hidden_state"])]
    outputs = []
    for name, kind, n in heads:
        if kind == "hidden":
            outputs.append(h.make_tensor_value_info("last_hidden_state", T.FLOAT, ["batch", "tokens", width]))
            continue
        inits += [init(seed, name + ".w", width, n), init(seed, name + ".b", n)]
        source = "last_hidden_state"
        if kind == "text":
            inits.append(numpy_helper.from_array(np.array(0, np.int64), name + ".first"))
            nodes.append(h.make_node("Gather", ["last_hidden_state", name + ".first"], [name + ".cls"], axis=1))
            source = name + ".cls"
        shape = {"text": ["batch", n], "token": ["batch", "tokens", n], "place": ["batch", "tokens"]}[kind]
        nodes += [h.make_node("MatMul", [source, name + ".w"], [name + ".m"]), h.make_node("Add", [name + ".m", name + ".b"], [name + ".l" if kind == "place" else name])]
        if kind == "place":
            inits.append(numpy_helper.from_array(np.array([2], np.int64), name + ".axis"))
            nodes.append(h.make_node("Squeeze", [name + ".l", name + ".axis"], [name]))
        outputs.append(h.make_tensor_value_info(name, T.FLOAT, shape))
    inits = [i for i in inits if i.name != "two"]
    return h.make_model(h.make_graph(nodes, "text", inputs, outputs, inits), opset_imports=[h.make_opsetid("", 17)], ir_version=8)


def write(name, model, tokenizer, config, extra=None, external=False):
    d = os.path.join(OUT, name)
    shutil.rmtree(d, ignore_errors=True)
    os.makedirs(os.path.join(d, "onnx"))
    onnx.checker.check_model(model)
    path = os.path.join(d, "onnx", "model.onnx")
    if external:
        onnx.save(model, path, save_as_external_data=True, location="model.onnx_data", size_threshold=64)
    else:
        onnx.save(model, path)
    files = {"config.json": config, **(extra or {})}
    if tokenizer:
        tokenizer.save(os.path.join(d, "tokenizer.json"))
        files.setdefault("tokenizer_config.json", {"model_max_length": config.get("max_position_embeddings", 512)})
    for f, v in files.items():
        os.makedirs(os.path.dirname(os.path.join(d, f)), exist_ok=True)
        json.dump(v, open(os.path.join(d, f), "w"), indent=1, sort_keys=True)
    return session(path)


def session(path):
    """Loads a model; of its file only the recipe stays."""
    s = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    seeds.keep(path)
    return s


def telling(name, make, tells):
    """The first of the models of name-0, name-1, … whose answers are not all the same."""
    for seed in (f"{name}-{i}" for i in range(1000)):
        m = make(seed)
        if tells(ort.InferenceSession(m.SerializeToString(), providers=["CPUExecutionProvider"])):
            print(seed)
            return m
    raise SystemExit(f"no model of {name} tells enough apart")


def feed(session, enc):
    names = [i.name for i in session.get_inputs()]
    all = {"input_ids": enc.ids, "attention_mask": [1] * len(enc.ids), "token_type_ids": enc.type_ids}
    return {n: np.array([all[n]], np.int64) for n in names}


def softmax(x):
    e = np.exp(x.astype(np.float64) - x.max())
    return e / e.sum()


def sigmoid(x):
    return 1 / (1 + np.exp(-x.astype(np.float64)))


def pictures(seed, side, classes):
    """A model of pictures: a convolution, its mean, and a judgement."""
    nodes = [h.make_node("Conv", ["pixel_values", "k"], ["c"], kernel_shape=[5, 5], strides=[3, 3]), h.make_node("Tanh", ["c"], ["t"]),
             h.make_node("GlobalAveragePool", ["t"], ["g"]), h.make_node("Flatten", ["g"], ["f"]), h.make_node("MatMul", ["f", "w"], ["logits"])]
    inits = [init(seed, "k", 8, 3, 5, 5), init(seed, "w", 8, classes)]
    return h.make_model(h.make_graph(nodes, "pictures", [h.make_tensor_value_info("pixel_values", T.FLOAT, ["batch", 3, side, side])],
                                     [h.make_tensor_value_info("logits", T.FLOAT, ["batch", classes])], inits), opset_imports=[h.make_opsetid("", 17)], ir_version=8)


def classes_of_pictures():
    """As ViTImageProcessor and CLIP's prepare pictures: Pillow's filters, on bytes."""
    rng = np.random.default_rng(9)
    y, x = np.mgrid[0:50, 0:70]
    wave = np.stack([128 + 100 * np.sin(x / 5), 128 + 100 * np.cos(y / 7 + x / 9), (x * y) % 256], -1) + rng.normal(0, 12, (50, 70, 3))
    picture = Image.fromarray(wave.clip(0, 255).astype(np.uint8))
    picture.save(os.path.join(OUT, "wave.png"))
    labels = ["cat", "dog", "house", "tree", "car", "sky"]
    mean, std, out = [0.48, 0.45, 0.4], [0.27, 0.26, 0.28], {}
    forms = [("vit", {"height": 32, "width": 32}, None, 2), ("clip", {"shortest_edge": 40}, {"height": 32, "width": 32}, 3), ("wide", {"height": 96, "width": 96}, {"height": 32, "width": 32}, 1)]
    given = {}
    for name, size, crop, resample in forms:
        w, hgt = (size["width"], size["height"]) if "width" in size else (40 * 70 // 50, 40)
        p = np.asarray(picture.resize((w, hgt), resample=resample))
        if crop:
            top, left = (hgt - 32) // 2, (w - 32) // 2
            p = p[top:top + 32, left:left + 32]
        given[name] = {"pixel_values": ((p.astype(np.float64) / 255 - mean) / std).astype(np.float32).transpose(2, 0, 1)[None]}
    best = lambda s: [int(s.run(None, v)[0][0].argmax()) for v in given.values()]
    m = telling("pictures", lambda seed: pictures(seed, 32, 6), lambda s: len(set(best(s))) == 3 and best(s)[1] == 0)
    for name, size, crop, resample in forms:
        prep = {"do_resize": True, "size": size, "resample": resample, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": mean, "image_std": std}
        if crop:
            prep |= {"do_center_crop": True, "crop_size": crop}
        s = write("pictures-" + name, m, None, {"model_type": "vit", "architectures": ["ViTForImageClassification"]} | names(labels), {"preprocessor_config.json": prep})
        out["pictures-" + name] = [{"scores": dict(sorted(zip(labels, softmax(s.run(None, given[name])[0][0]).tolist()), key=lambda e: -e[1])[:5])}]
    return out


TEXTS = ["Ada Lovelace wrote the first program in London.", "I hate this terrible film, isn't it?", "Dr. Müller lives in Zürich near the café; 北京 的 天气!",
         "x", "  They'll   go,\twe've seen 1843\n numbers ", "ﬁne ① ｗｉｄｅ naïve 👍🏽 ok ", "[MASK] and <mask> in it"]


def names(labels):
    return {"id2label": {str(i): l for i, l in enumerate(labels)}, "label2id": {l: i for i, l in enumerate(labels)}}


def main():
    out = {}
    tokenizers = {"wordpiece": wordpiece(), "bytelevel": bytelevel(), "unigram": unigram()}
    tok = {}
    for name, t in tokenizers.items():
        tok[name] = [{"text": s, "pair": p, "ids": e.ids, "types": e.type_ids, "spans": [list(o) for o in e.offsets], "texts": [-1 if q is None else q for q in e.sequence_ids]}
                     for s in TEXTS for p in ["", "the film"] for e in [t.encode(s, p) if p else t.encode(s)]]
    json.dump(tok, open(os.path.join(OUT, "tokens.json"), "w"), ensure_ascii=False)
    wp, bl, ug = (tokenizers[n] for n in ["wordpiece", "bytelevel", "unigram"])
    nv = wp.get_vocab_size()

    bert = {"model_type": "bert", "max_position_embeddings": 48, "pad_token_id": 0}
    labels = ["negative", "neutral", "positive"]
    best = lambda s: [int(s.run(None, feed(s, wp.encode(t)))[0][0].argmax()) for t in TEXTS]
    m = telling("sentiment", lambda seed: encoder(seed, nv, 12, True, [("logits", "text", 3)]), lambda s: set(best(s)) == {0, 1, 2} and best(s)[1] == 1)
    s = write("sentiment", m, wp, bert | names(labels) | {"architectures": ["BertForSequenceClassification"]})
    out["sentiment"] = [{"text": t, "scores": dict(zip(labels, softmax(s.run(None, feed(s, wp.encode(t)))[0][0]).tolist()))} for t in TEXTS]

    labels = ["a", "b", "c", "d"]
    cfg = {"model_type": "roberta", "max_position_embeddings": 50, "pad_token_id": 1, "problem_type": "multi_label_classification", "architectures": ["RobertaForSequenceClassification"]}
    s = write("several", encoder("several", bl.get_vocab_size(), 8, False, [("logits", "text", 4)]), bl, cfg | names(labels), {"tokenizer_config.json": {"model_max_length": 48}}, external=True)
    out["several"] = [{"text": t, "scores": dict(zip(labels, sigmoid(s.run(None, feed(s, bl.encode(t)))[0][0]).tolist()))} for t in TEXTS]

    labels = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

    def many(s):  # of each, and most that are none
        n = np.bincount(np.concatenate([s.run(None, feed(s, wp.encode(t)))[0][0].argmax(1) for t in TEXTS]), minlength=5)
        return n.min() > 5 and n[0] > n.sum() / 3

    s = write("names", telling("names", lambda seed: encoder(seed, nv, 12, True, [("logits", "token", 5)]), many), wp, bert | names(labels) | {"architectures": ["BertForTokenClassification"]})
    out["names"] = []
    for t in TEXTS:
        e = wp.encode(t)
        groups = []
        for (a, b), q, row in zip(e.offsets, e.sequence_ids, s.run(None, feed(s, e))[0][0]):
            if q is None:
                continue
            p = softmax(row)
            tag = labels[int(p.argmax())]
            kind = tag[2:] or tag
            if groups and not tag.startswith("B-") and groups[-1]["label"] == kind:
                groups[-1]["end"], _ = b, groups[-1]["s"].append(float(p.max()))
            else:
                groups.append({"label": kind, "start": a, "end": b, "s": [float(p.max())]})
        out["names"].append({"text": t, "found": [{"label": g["label"], "start": g["start"], "end": g["end"], "score": float(np.mean(g["s"]))} for g in groups if g["label"] != "O"]})

    s = write("reader", encoder("reader", nv, 12, True, [("start_logits", "place", 1), ("end_logits", "place", 1)]), wp, bert | {"architectures": ["BertForQuestionAnswering"]})
    out["reader"] = []
    for t in TEXTS[:3]:
        e = wp.encode("who wrote the program?", t)
        a, b = (x[0].astype(np.float64) for x in s.run(["start_logits", "end_logits"], feed(s, e)))
        text = np.array([q == 1 for q in e.sequence_ids])
        keep = text.copy()
        keep[0] = True
        a, b = np.where(keep, a, -1e30), np.where(keep, b, -1e30)
        p = np.triu(np.outer(softmax(a), softmax(b)))
        p = np.tril(p, 14) * np.outer(text, text)
        i, j = np.unravel_index(p.argmax(), p.shape)
        out["reader"].append({"question": "who wrote the program?", "text": t, "answer": t[e.offsets[i][0]:e.offsets[j][1]], "score": float(p[i, j])})

    labels = ["contradiction", "neutral", "entailment"]
    classes = ["sport", "politics", "science"]
    ent = lambda s, t, c: s.run(None, feed(s, wp.encode(t, f"This example is {c}.")))[0][0]
    shares = lambda s, t: softmax(np.array([ent(s, t, c)[2] for c in classes]))
    told = lambda s: np.array([shares(s, t) for t in TEXTS[:3]])
    m = telling("inference", lambda seed: encoder(seed, nv, 12, True, [("logits", "text", 3)]), lambda s: np.ptp(told(s), 0).max() > 0.05 and np.ptp(told(s), 1).min() > 0.1)
    s = write("inference", m, wp, bert | names(labels) | {"architectures": ["BertForSequenceClassification"]})
    out["inference"] = [{"text": t, "scores": dict(zip(classes, shares(s, t).tolist())), "alone": float(softmax(ent(s, t, "sport")[[0, 2]])[1])} for t in TEXTS[:3]]

    s = write("ranker", encoder("ranker", nv, 12, True, [("logits", "text", 1)]), wp, bert | {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}})
    out["ranker"] = [{"query": "the film", "text": t, "score": float(s.run(None, feed(s, wp.encode("the film", t)))[0][0][0])} for t in TEXTS]

    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}, {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
    unit = [{"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
    for name, t, pool, mods in [("mean", wp, "mean_tokens", modules + unit), ("first", ug, "cls_token", modules), ("plain", bl, None, None)]:
        extra = {}
        if mods:
            extra = {"modules.json": mods, "1_Pooling/config.json": {"word_embedding_dimension": 6, "pooling_mode_mean_tokens": False, "pooling_mode_cls_token": False, "pooling_mode_" + pool: True}}
        cfg = bert | {"architectures": ["BertModel"]} if t is wp else {"model_type": "xlm-roberta" if t is ug else "roberta", "max_position_embeddings": 50, "pad_token_id": 1, "architectures": ["XLMRobertaModel"]}
        s = write(name, encoder(name, t.get_vocab_size(), 6, t is wp, [("", "hidden", 0)]), t, cfg, extra | {"tokenizer_config.json": {"model_max_length": 48}})
        out[name] = []
        for x in TEXTS:
            hidden = s.run(None, feed(s, t.encode(x)))[0][0].astype(np.float64)
            v = hidden[0] if pool == "cls_token" else hidden.mean(0)
            if mods is None or len(mods) > 2:
                v = v / np.linalg.norm(v)
            out[name].append({"text": x, "vector": v.tolist()})
    out |= classes_of_pictures()
    json.dump(out, open(os.path.join(OUT, "expected.json"), "w"), ensure_ascii=False)


if __name__ == "__main__":
    main()
