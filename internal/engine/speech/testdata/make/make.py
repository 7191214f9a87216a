"""Makes the small models of the tests and what sherpa-onnx's Python says of them.

Run once, in this folder, with sherpa-onnx 1.13.8, onnx 1.23.2 and numpy 2.4.6: python make.py
The weights are made by seeds.py of their names, so of a model only what is not a weight
is kept, and what is written is the same each time. REAL names a folder with
models/silero_vad.onnx and samples/speech-silero-test.wav (snakers4/silero-vad), which
are not part of the project; ESPEAK is the data of Debian's espeak-ng.
"""

import base64, json, os, sys, wave

import numpy as np
import onnx
import sherpa_onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(OUT, "..", "..", "onnx", "testdata", "make"))
import seeds

RATE = 16000
BLOCK = 8192  # samples that the worker reads at once
ESPEAK = "/usr/lib/x86_64-linux-gnu/espeak-ng-data"
WORDS = "▁the ▁a ▁cat ▁dog ▁sees ▁runs ▁and ▁home s ing 你 好 北 京 天 气 ▁one ▁two ▁three ▁four er ly".split()


def sound(seconds, seed):
    """What the tests make too: a saw with noise, whose pitch changes ten times in a second."""
    s, out, pitch, loud = seed, [], 0, 0

    def roll():
        nonlocal s
        s = (s * 1103515245 + 12345) & 0x7FFFFFFF
        return s >> 8

    for i in range(int(seconds * RATE)):
        if i % 1600 == 0:
            pitch, loud = 40 + roll() % 160, 1000 + roll() % 9000
        out.append(loud * 2 * (i % pitch) // pitch - loud + roll() % (loud // 2) - loud // 4)
    return np.array(out, np.int16)


def floats(x):
    return x.astype(np.float32) / 32768


written = set()


class Graph:
    """A graph whose weights are made of its name, and are bytes."""

    def __init__(self, seed):
        self.seed, self.nodes, self.inits, self.n = seed, [], [], 0

    def name(self):
        self.n += 1
        return f"v{self.n}"

    def op(self, kind, *inputs, outs=None, **attributes):
        outs = outs or [self.name()]
        self.nodes.append(h.make_node(kind, list(inputs), outs, **attributes))
        return outs[0] if len(outs) == 1 else outs

    def const(self, value, kind):
        n = self.name()
        self.inits.append(numpy_helper.from_array(np.array(value, kind), n))
        return n

    def f(self, value):
        return self.const(value, np.float32)

    def i(self, value):
        return self.const(value, np.int64)

    def weights(self, *shape, scale=1.0):
        n = self.const(seeds.weight(f"{self.seed}/{self.n}", shape, 127, kind=np.int8), np.int8)
        return self.op("Mul", self.op("Cast", n, to=T.FLOAT), self.f(scale / 127))

    def save(self, where, inputs, outputs, meta):
        def info(l):
            return [h.make_tensor_value_info(n, t, s) for n, t, s in l]

        g = h.make_graph(self.nodes, "g", info(inputs), info(outputs), self.inits)
        m = h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
        h.set_model_props(m, {k: str(v) for k, v in meta.items()})
        onnx.checker.check_model(m, full_check=True)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        onnx.save(m, where)
        written.add(where)


def at(name, *files):
    return [os.path.join(OUT, name, f) for f in files]


def tokens(name, l):
    path = at(name, "tokens.txt")[0]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.writelines(f"{t} {i}\n" for i, t in enumerate(l))
    return path


def listed(values):
    return ",".join(f"{v:g}" for v in values)


LFR = {"lfr_window_size": 2, "lfr_window_shift": 2, "neg_mean": listed([-12.0] * 160), "inv_stddev": listed([0.25] * 160)}


def near(g, x, by=0.3):
    """Frames near zero, of which is seen how they sound and not how loud they are."""
    return g.op("Mul", g.op("Sub", x, g.op("ReduceMean", x, axes=[2])), g.f(by))


def frames(g, x, to, scale=0.6):
    """One linear layer over frames that are near zero."""
    width = 160 if to[0] == 2 else 80
    return g.op("MatMul", x, g.weights(width, to[1], scale=scale))


def sense_voice():
    vocab = ["<blk>", "<|zh|>", "<|en|>", "<|yue|>", "<|ja|>", "<|ko|>", "<|nospeech|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>", "<|woitn|>"] + WORDS
    v, g = len(vocab), Graph("sense-voice")
    said = frames(g, near(g, "x", 1), (2, v))
    # The first four are the language, the feeling, the event and the form.
    table = np.zeros((16, v), np.int8)
    for i, t in {0: 2, 3: 1, 4: 2, 7: 3, 11: 4, 12: 5, 14: 9, 15: 10}.items():
        table[i, t] = 1
    t = g.op("Mul", g.op("Cast", g.const(table, np.int8), to=T.FLOAT), g.f(9))
    row = lambda n: g.op("Gather", t, g.op("Unsqueeze", n, g.i([1])))
    fixed = np.zeros((1, 2, v), np.int8)
    fixed[0, 0, 7] = fixed[0, 1, 8] = 9
    middle = g.op("Cast", g.const(fixed, np.int8), to=T.FLOAT)
    # What is asked for changes the words a little.
    shift = g.op("Mul", g.op("Gather", g.weights(16, v), g.op("Unsqueeze", "language", g.i([1]))), g.f(0.7))
    g.op("Concat", row("language"), middle, row("text_norm"), g.op("Add", said, shift), outs=["logits"], axis=1)
    model, toks = at("sense-voice", "model.onnx")[0], tokens("sense-voice", vocab)
    g.save(model, [("x", T.FLOAT, [1, "T", 160]), ("x_length", T.INT32, [1]), ("language", T.INT32, [1]), ("text_norm", T.INT32, [1])],
           [("logits", T.FLOAT, [1, "L", v])], {
               **LFR, "model_type": "sense_voice_ctc", "vocab_size": v, "normalize_samples": 0, "with_itn": 14, "without_itn": 15, "lang_auto": 0,
               "lang_zh": 3, "lang_en": 4, "lang_yue": 7, "lang_ja": 11, "lang_ko": 12, "comment": "small"})
    return lambda language: sherpa_onnx.OfflineRecognizer.from_sense_voice(model=model, tokens=toks, language=language or "auto", use_itn=True, num_threads=1)


def paraformer():
    vocab = ["<blank>", "<s>", "</s>"] + [w.removeprefix("▁") + ("@@" if i % 5 == 4 else "") for i, w in enumerate(WORDS)] + ["<unk>"]
    v, g = len(vocab), Graph("paraformer")
    bias = np.zeros(v, np.float32)
    bias[:3] = -99  # it does not end by chance
    out = g.op("Add", frames(g, near(g, "speech", 1), (2, v)), g.f(bias))
    g.op("Slice", out, g.i([0]), g.i([1 << 30]), g.i([1]), g.i([8]), outs=["logits"])
    n = g.op("Gather", g.op("Shape", "logits"), g.i([1]))
    g.op("Cast", n, outs=["token_num"], to=T.INT32)
    model, toks = at("paraformer", "model.onnx")[0], tokens("paraformer", vocab)
    g.save(model, [("speech", T.FLOAT, ["N", "T", 160]), ("speech_lengths", T.INT32, ["N"])],
           [("logits", T.FLOAT, ["N", "L", v]), ("token_num", T.INT32, ["M"])], {**LFR, "model_type": "paraformer", "vocab_size": v})
    return lambda _: sherpa_onnx.OfflineRecognizer.from_paraformer(paraformer=model, tokens=toks, num_threads=1)


def thinned(g, x, lens, by):
    y = g.op("Slice", x, g.i([0]), g.i([1 << 30]), g.i([1]), g.i([by]))
    n = g.op("Div", g.op("Add", lens, g.i([by - 1])), g.i([by]))
    return y, n


def zipformer_ctc():
    vocab = ["<blk>", "<sos/eos>", "<unk>"] + WORDS
    v, g = len(vocab), Graph("zipformer-ctc")
    y, n = thinned(g, near(g, "x"), "x_lens", 4)
    g.op("LogSoftmax", frames(g, y, (1, v)), outs=["log_probs"], axis=-1)
    g.op("Identity", n, outs=["log_probs_len"])
    model, toks = at("zipformer-ctc", "model.onnx")[0], tokens("zipformer-ctc", vocab)
    g.save(model, [("x", T.FLOAT, ["N", "T", 80]), ("x_lens", T.INT64, ["N"])],
           [("log_probs", T.FLOAT, ["N", "L", v]), ("log_probs_len", T.INT64, ["N"])],
           {"model_type": "zipformer2_ctc", "version": 1, "model_author": "tests", "comment": "non-streaming zipformer2 CTC"})
    return lambda _: sherpa_onnx.OfflineRecognizer.from_zipformer_ctc(model=model, tokens=toks, num_threads=1)


def transducer(name, seed):
    """The decoder and the joiner of transducers."""
    vocab = ["<blk>", "<sos/eos>", "<unk>"] + WORDS
    v, width = len(vocab), 16
    g = Graph(f"{seed}/decoder")
    e = g.op("Gather", g.weights(v, width), "y")
    g.op("ReduceMean", e, outs=["decoder_out"], axes=[1], keepdims=0)
    encoder, decoder, joiner = at(name, "encoder.onnx", "decoder.onnx", "joiner.onnx")
    g.save(decoder, [("y", T.INT64, ["N", 2])], [("decoder_out", T.FLOAT, ["N", width])], {"context_size": 2, "vocab_size": v})
    g = Graph(f"{seed}/joiner")
    bias = np.zeros(v, np.float32)
    bias[0] = 2.4  # most frames have nothing
    g.op("Add", g.op("MatMul", g.op("Tanh", g.op("Add", "encoder_out", "decoder_out")), g.weights(width, v, scale=2)), g.f(bias), outs=["logit"])
    g.save(joiner, [("encoder_out", T.FLOAT, ["N", width]), ("decoder_out", T.FLOAT, ["N", width])], [("logit", T.FLOAT, ["N", v])], {"joiner_dim": width})
    return encoder, decoder, joiner, tokens(name, vocab), width


def zipformer():
    encoder, decoder, joiner, toks, width = transducer("zipformer", "zipformer")
    g = Graph("zipformer/encoder")
    y, n = thinned(g, near(g, "x"), "x_lens", 4)
    g.op("Identity", frames(g, y, (1, width)), outs=["encoder_out"])
    g.op("Identity", n, outs=["encoder_out_lens"])
    g.save(encoder, [("x", T.FLOAT, ["N", "T", 80]), ("x_lens", T.INT64, ["N"])],
           [("encoder_out", T.FLOAT, ["N", "L", width]), ("encoder_out_lens", T.INT64, ["N"])],
           {"model_type": "zipformer2", "version": 1, "model_author": "tests", "comment": "non-streaming zipformer2"})
    return lambda _: sherpa_onnx.OfflineRecognizer.from_transducer(encoder=encoder, decoder=decoder, joiner=joiner, tokens=toks, num_threads=1)


def whisper():
    words = [w.replace("▁", " ") for w in WORDS]
    sot = len(words)
    meta = {"model_type": "whisper-small", "n_mels": 80, "n_text_layer": 1, "n_text_ctx": 64, "n_text_state": 16, "n_vocab": sot + 10, "sot": sot, "eot": sot + 1,
            "blank_id": sot + 2, "translate": sot + 5, "transcribe": sot + 6, "is_multilingual": 1, "no_timestamps": sot + 7, "no_speech": sot + 8,
            "sot_sequence": f"{sot},{sot + 3},{sot + 6}", "all_language_tokens": f"{sot + 3},{sot + 4}", "all_language_codes": "en,zh", "n_audio_ctx": 1500,
            "n_audio_state": 16, "n_audio_head": 1, "n_audio_layer": 1, "n_text_head": 1, "sot_prev": sot + 9, "sot_lm": sot + 9, "non_speech_tokens": ""}
    v, s = meta["n_vocab"], 16
    encoder, decoder = at("whisper", "encoder.onnx", "decoder.onnx")
    g = Graph("whisper/encoder")
    x = g.op("Transpose", "mel", perm=[0, 2, 1])
    x = g.op("Slice", x, g.i([0]), g.i([1 << 30]), g.i([1]), g.i([2]))
    for out in ["n_layer_cross_k", "n_layer_cross_v"]:
        g.op("Unsqueeze", frames(g, near(g, x, 1), (1, s)), g.i([0]), outs=[out])
    cross = lambda p: [(f"{p}n_layer_cross_k", T.FLOAT, [1, 1, "T2", s]), (f"{p}n_layer_cross_v", T.FLOAT, [1, 1, "T2", s])]
    g.save(encoder, [("mel", T.FLOAT, [1, 80, "T"])], cross(""), meta)
    g = Graph("whisper/decoder")
    e = g.op("Gather", g.weights(v, s, scale=2), "tokens")
    sound = g.op("Squeeze", g.op("ReduceMean", "n_layer_cross_k", axes=[2]), g.i([0]))
    where = g.op("Unsqueeze", g.op("Gather", g.weights(64, s), "offset"), g.i([0]))
    # What was said before, the language too, stays in the caches.
    g.op("Add", "in_n_layer_self_k_cache", g.op("Unsqueeze", g.op("ReduceMean", e, axes=[1]), g.i([0])), outs=["out_n_layer_self_k_cache"])
    g.op("Identity", "in_n_layer_self_v_cache", outs=["out_n_layer_self_v_cache"])
    before = g.op("Squeeze", g.op("ReduceMean", "in_n_layer_self_k_cache", axes=[2]), g.i([0]))
    x = g.op("Tanh", g.op("Add", g.op("Add", g.op("Add", e, sound), where), before))
    bias = np.zeros(v, np.float32)
    bias[sot:] = -99
    bias[sot + 1] = 0
    g.op("Add", g.op("MatMul", x, g.weights(s, v)), g.f(bias), outs=["logits"])
    caches = lambda p: [(f"{p}_n_layer_self_{side}_cache", T.FLOAT, [1, 1, 64, s]) for side in "kv"]
    g.save(decoder, [("tokens", T.INT64, [1, "n"])] + caches("in") + cross("") + [("offset", T.INT64, [1])], [("logits", T.FLOAT, [1, "n", v])] + caches("out"), {})
    toks = tokens("whisper", [base64.b64encode(w.encode()).decode() for w in words])
    return lambda language: sherpa_onnx.OfflineRecognizer.from_whisper(encoder=encoder, decoder=decoder, tokens=toks, language=language, task="transcribe", num_threads=1)


def detector():
    """In the layout of Silero's fifth version: loud is speech."""
    g = Graph("silero-vad")
    level = g.op("ReduceMean", g.op("Mul", "input", "input"), axes=[1], keepdims=1)
    kept = g.op("ReduceMean", "state", axes=[0, 2], keepdims=0)
    g.op("Sigmoid", g.op("Add", g.op("Mul", g.op("Sub", level, g.f(0.002)), g.f(4000)), kept), outs=["output"])
    g.op("Add", g.op("Mul", "state", g.f(0.5)), g.op("Unsqueeze", g.op("Mul", "output", g.f(0.5)), g.i([0])), outs=["stateN"])
    g.save(at("silero-vad", "model.onnx")[0], [("input", T.FLOAT, [1, "n"]), ("state", T.FLOAT, [2, 1, 128]), ("sr", T.INT64, [])],
           [("output", T.FLOAT, [1, 1]), ("stateN", T.FLOAT, [2, 1, 128])], {})


KEPT = {"encoder_dims": 8, "query_head_dims": 4, "value_head_dims": 4, "num_heads": 2, "num_encoder_layers": 1, "cnn_module_kernels": 3, "left_context_len": 4,
        "T": 45, "decode_chunk_len": 32, "model_type": "zipformer2", "version": 1, "model_author": "tests", "comment": "streaming zipformer2"}
STATES = [("cached_key_0", T.FLOAT, [4, "N", 8]), ("cached_nonlin_attn_0", T.FLOAT, [1, "N", 4, 6]), ("cached_val1_0", T.FLOAT, [4, "N", 8]),
          ("cached_val2_0", T.FLOAT, [4, "N", 8]), ("cached_conv1_0", T.FLOAT, ["N", 8, 1]), ("cached_conv2_0", T.FLOAT, ["N", 8, 1]),
          ("embed_states", T.FLOAT, ["N", 128, 3, 19]), ("processed_lens", T.INT64, ["N"])]


def kept(g, x):
    """What a streaming Zipformer makes of 45 frames, of which 32 are new: 8, which what it kept changes."""
    y = g.op("Slice", near(g, x), g.i([0]), g.i([32]), g.i([1]), g.i([4]))
    mean = g.op("ReduceMean", "cached_key_0", axes=[0, 2], keepdims=0)
    mean = g.op("Reshape", mean, g.i([-1, 1, 1]))
    now = g.op("Reshape", g.op("ReduceMean", y, axes=[1, 2], keepdims=0), g.i([1, -1, 1]))
    g.op("Add", g.op("Mul", "cached_key_0", g.f(0.5)), now, outs=["new_cached_key_0"])
    for n, _, _ in STATES[1:-1]:
        g.op("Identity", n, outs=["new_" + n])
    g.op("Add", "processed_lens", g.i(16), outs=["new_processed_lens"])
    return g.op("Add", y, mean)


def news():
    return [("new_" + n, t, s) for n, t, s in STATES]


def streaming(name="streaming-zipformer"):
    encoder, decoder, joiner, toks, width = transducer(name, "streaming")
    g = Graph("streaming/encoder")
    g.op("Identity", frames(g, kept(g, "x"), (1, width)), outs=["encoder_out"])
    g.save(encoder, [("x", T.FLOAT, ["N", 45, 80])] + STATES, [("encoder_out", T.FLOAT, ["N", 8, width])] + news(), KEPT)
    return lambda _: sherpa_onnx.OnlineRecognizer.from_transducer(
        encoder=encoder, decoder=decoder, joiner=joiner, tokens=toks, num_threads=1, enable_endpoint_detection=True, rule1_min_trailing_silence=2.4,
        rule2_min_trailing_silence=0.8, rule3_min_utterance_length=20)


def streaming_ctc():
    vocab = ["<blk>", "<sos/eos>", "<unk>"] + WORDS
    v, g = len(vocab), Graph("streaming-ctc")
    g.op("LogSoftmax", frames(g, kept(g, "x"), (1, v)), outs=["log_probs"], axis=-1)
    model, toks = at("streaming-zipformer-ctc", "model.onnx")[0], tokens("streaming-zipformer-ctc", vocab)
    g.save(model, [("x", T.FLOAT, ["N", 45, 80])] + STATES, [("log_probs", T.FLOAT, ["N", 8, v])] + news(), KEPT)
    return lambda _: sherpa_onnx.OnlineRecognizer.from_zipformer2_ctc(
        model=model, tokens=toks, num_threads=1, enable_endpoint_detection=True, rule1_min_trailing_silence=2.4, rule2_min_trailing_silence=0.8,
        rule3_min_utterance_length=20)


def heard_online(make, samples):
    """What is heard of a block at a time, as the worker gives it."""
    r = make("")
    s, l, x = r.create_stream(), [], floats(samples)

    def decode():
        while r.is_ready(s):
            r.decode_stream(s)

    for i in range(0, len(x), BLOCK):
        s.accept_waveform(RATE, x[i:i + BLOCK])
        decode()
        if r.is_endpoint(s):
            l.append(r.get_result(s).strip())
            r.reset(s)
    s.accept_waveform(RATE, np.zeros(RATE * 2 // 3, np.float32))
    s.input_finished()
    decode()
    l.append(r.get_result(s).strip())
    return [t for t in l if t]


def keywords(samples):
    """Listens for words that the recogniser of the same weights hears."""
    make = streaming("keywords")
    r = make("")
    s = r.create_stream()
    s.accept_waveform(RATE, floats(samples))
    while r.is_ready(s):
        r.decode_stream(s)
    said = [t.replace(" ", "▁") for t in r.tokens(s)]
    encoder, decoder, joiner, toks, words = at("keywords", "encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt", "keywords.txt")
    with open(words, "w") as f:
        f.write(f"{said[8]} {said[9]} @FIRST\n{said[10]} {said[11]} :2.0 #0.1 @LATER\n")
    k = sherpa_onnx.KeywordSpotter(tokens=toks, encoder=encoder, decoder=decoder, joiner=joiner, keywords_file=words, num_threads=1, keywords_score=1, keywords_threshold=0.25)
    s, l, x = k.create_stream(), [], floats(samples)

    def decode():
        while k.is_ready(s):
            k.decode_stream(s)
            word = k.get_result(s)
            if word:
                l.append(word)
                k.reset_stream(s)

    for i in range(0, len(x), BLOCK):
        s.accept_waveform(RATE, x[i:i + BLOCK])
        decode()
    s.accept_waveform(RATE, np.zeros(RATE * 2 // 3, np.float32))
    s.input_finished()
    decode()
    return l


def speech_of(g, rows, width):
    """Sound of tokens: a row of a table for each, drawn out by what is between two sounds, length_scale."""
    x = g.op("Reshape", g.op("Gather", g.weights(rows, width, scale=0.5), "x"), g.i([1, 1, -1]))
    scale = g.op("Concat", g.f([1]), g.f([1]), "length_scale", axis=0)
    return g.op("Resize", x, "", scale, mode="nearest")


SPOKEN = [("x", T.INT64, [1, "T"]), ("x_length", T.INT64, [1]), ("noise_scale", T.FLOAT, [1]), ("length_scale", T.FLOAT, [1])]


def vits():
    letters = ["<PAD>", "<EOS>", "<BOS>", "<BLNK>"] + list("abcdefghijklmnopqrstuvwxyz'.,!?")
    g = Graph("vits")
    g.op("Identity", speech_of(g, len(letters) + 1, 160), outs=["y"])
    model, toks = at("vits", "model.onnx")[0], tokens("vits", letters)
    with open(toks, "a") as f:
        f.write(f"  {len(letters)}\n")  # the space
    g.save(model, SPOKEN + [("noise_scale_w", T.FLOAT, [1])], [("y", T.FLOAT, [1, 1, "S"])], {
        "model_type": "vits", "sample_rate": 16000, "add_blank": 1, "n_speakers": 1, "language": "English", "comment": "tests", "frontend": "characters",
        "blank_id": 3, "bos_id": 2, "eos_id": 1, "use_eos_bos": 1, "pad_id": 0})
    return sherpa_onnx.OfflineTtsModelConfig(vits=sherpa_onnx.OfflineTtsVitsModelConfig(model=model, tokens=toks, lexicon=""), num_threads=1)


def vits_lexicon():
    phones = ["_", " ", ",", ".", "!", "?", "h", "e", "l", "o", "w", "r", "d"]
    g = Graph("vits-lexicon")
    g.op("Identity", speech_of(g, len(phones), 160), outs=["y"])
    model, toks, lexicon = at("vits-lexicon", "model.onnx", "tokens.txt", "lexicon.txt")
    tokens("vits-lexicon", [p for p in phones if p != " "])
    with open(toks, "w") as f:
        f.writelines(f"{p} {i}\n" for i, p in enumerate(phones))
    with open(lexicon, "w") as f:
        f.write("hello h e l l o\nworld w o r l d\n")
    g.save(model, SPOKEN + [("noise_scale_w", T.FLOAT, [1])], [("y", T.FLOAT, [1, 1, "S"])], {
        "model_type": "vits", "sample_rate": 16000, "add_blank": 0, "n_speakers": 1, "language": "English", "comment": "tests", "punctuation": ", . ! ?"})
    return sherpa_onnx.OfflineTtsModelConfig(vits=sherpa_onnx.OfflineTtsVitsModelConfig(model=model, tokens=toks, lexicon=lexicon), num_threads=1)


def matcha():
    phones = ["_", "，", "。", "n", "i3", "h", "ao3", "b", "ei3", "j", "ing1"]
    model, vocoder, toks, lexicon = at("matcha", "model.onnx", "vocoder.onnx", "tokens.txt", "lexicon.txt")
    tokens("matcha", phones)
    with open(lexicon, "w") as f:
        f.write("你 n i3\n好 h ao3\n你好 n i3 h ao3\n北京 b ei3 j ing1\n")
    g = Graph("matcha")
    x = g.op("Transpose", g.op("Gather", g.weights(len(phones), 8), "x"), perm=[0, 2, 1])
    scale = g.op("Concat", g.f([1]), g.f([1]), g.op("Mul", "length_scale", g.f([4])), axis=0)
    g.op("Resize", x, "", scale, outs=["mel"], mode="nearest")
    g.save(model, SPOKEN, [("mel", T.FLOAT, [1, 8, "L"])], {
        "model_type": "matcha-tts", "sample_rate": 16000, "n_speakers": 1, "jieba": 1, "has_espeak": 0, "pad_id": 0, "use_eos_bos": 0, "voice": "zh", "language": "Chinese", "version": 1, "comment": "tests"})
    g = Graph("matcha/vocoder")
    y = g.op("MatMul", g.op("Transpose", "mel", perm=[0, 2, 1]), g.weights(8, 100, scale=0.3))
    g.op("Reshape", g.op("Tanh", y), g.i([1, -1]), outs=["audio"])
    g.save(vocoder, [("mel", T.FLOAT, [1, 8, "L"])], [("audio", T.FLOAT, [1, "S"])], {"model_type": "hifigan", "model_filename": "tests", "sample_rate": 16000})
    return sherpa_onnx.OfflineTtsModelConfig(
        matcha=sherpa_onnx.OfflineTtsMatchaModelConfig(acoustic_model=model, vocoder=vocoder, lexicon=lexicon, tokens=toks), num_threads=1)


def kokoro(data):
    letters = list(" abdefhijklmnopqrstuvwxzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒʔθᵻˈˌː.,!?;:—…$")
    model, voices, toks = at("kokoro", "model.onnx", "voices.bin", "tokens.txt")
    tokens("kokoro", letters)
    styles = seeds.weight("kokoro/voices", (2, 64, 1, 4), 2)
    styles.tofile(voices)
    g = Graph("kokoro")
    x = g.op("Mul", g.op("Gather", g.weights(len(letters), 100, scale=0.5), "tokens"), g.op("Reshape", g.op("Tanh", g.op("ReduceMean", "style", axes=[1])), g.i([1, 1, 1])))
    scale = g.op("Concat", g.f([1]), g.op("Div", g.f([1]), "speed"), axis=0)
    g.op("Reshape", g.op("Resize", g.op("Reshape", x, g.i([1, -1])), "", scale, mode="nearest"), g.i([-1]), outs=["audio"])
    g.save(model, [("tokens", T.INT64, [1, "T"]), ("style", T.FLOAT, [1, 4]), ("speed", T.FLOAT, [1])], [("audio", T.FLOAT, ["S"])], {
        "model_type": "kokoro", "sample_rate": 24000, "version": 1, "n_speakers": 2, "has_espeak": 1, "voice": "en-us", "language": "English", "style_dim": "64,1,4",
        "speaker_names": "af,bm_low", "comment": "tests"})
    return voices, styles, sherpa_onnx.OfflineTtsModelConfig(kokoro=sherpa_onnx.OfflineTtsKokoroModelConfig(model=model, voices=voices, tokens=toks, data_dir=data), num_threads=1)


def said(model, cases):
    tts, l = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model, max_num_sentences=1, silence_scale=0.2)), []
    for text, voice, sid, speed in cases:
        a = tts.generate(text, sid=sid, speed=speed)
        x = np.round(np.clip(a.samples, -1, 1) * 32767).astype(np.int64)
        l.append({"text": text, "voice": voice, "speed": speed, "rate": a.sample_rate, "samples": len(x), "sum": int(np.sum(x * (np.arange(len(x)) % 97)))})
    return l


def punctuation():
    vocab = ["<unk>", "你", "好", "吗", "我", "很", "how", "are", "you", "fine", "今", "天"]
    marks = ["<unk>", "_", "，", "。", "？", "、"]
    table = np.zeros((len(vocab), len(marks)), np.float32)
    for word, mark in {"吗": 4, "好": 2, "you": 4, "fine": 3, "天": 5}.items():
        table[vocab.index(word), mark] = 2
    g = Graph("punctuation")
    g.op("Add", g.op("Gather", g.f(table), "inputs"), g.f([0, 1] + [0] * (len(marks) - 2)), outs=["logits"])
    model = at("punctuation", "model.onnx")[0]
    g.save(model, [("inputs", T.INT32, [1, "T"]), ("text_lengths", T.INT32, [1])], [("logits", T.FLOAT, [1, "T", len(marks)])], {
        "model_type": "ct_transformer", "tokens": "|".join(vocab), "vocab_size": len(vocab), "punctuations": "|".join(marks), "unk_symbol": "<unk>"})
    p = sherpa_onnx.OfflinePunctuation(sherpa_onnx.OfflinePunctuationConfig(model=sherpa_onnx.OfflinePunctuationModelConfig(ct_transformer=model)))
    return [{"text": t, "punctuated": p.add_punctuation(t)} for t in ["你好吗我很好", "how are you I am fine", "今天很好"]]


def tone(seconds, period, loud=6000):
    """What the tests make too: a square."""
    return np.array([loud if i % period < period // 2 else -loud for i in range(int(seconds * RATE))], np.int16)


def diarization(samples):
    """Two voices: a low one and a high one."""
    segmentation, embedding = at("diarization", "segmentation.onnx", "embedding.onnx")
    g = Graph("segmentation")
    pool = lambda x: g.op("AveragePool", x, kernel_shape=[991], strides=[270])
    level = pool(g.op("Abs", "x"))
    before = g.op("Slice", g.op("Pad", "x", g.i([0, 0, 1, 0, 0, 0])), g.i([0]), g.i([-1]), g.i([2]))
    change = g.op("Div", pool(g.op("Abs", g.op("Sub", "x", before))), g.op("Add", level, g.f(0.001)))
    none = g.op("Mul", g.op("Sub", g.f(0.02), level), g.f(1000))
    high = g.op("Mul", g.op("Sub", change, g.f(0.06)), g.f(100))
    never = g.op("Sub", g.op("Mul", level, g.f(0)), g.f(50))
    y = g.op("Concat", none, g.op("Neg", high), high, never, never, never, never, axis=1)
    g.op("LogSoftmax", g.op("Transpose", y, perm=[0, 2, 1]), outs=["y"], axis=-1)
    g.save(segmentation, [("x", T.FLOAT, ["N", 1, "T"])], [("y", T.FLOAT, ["N", "F", 7])], {
        "model_type": "pyannote-segmentation-3.0", "version": 1, "num_speakers": 3, "powerset_max_classes": 2, "num_classes": 7, "sample_rate": RATE,
        "window_size": 10 * RATE, "receptive_field_size": 991, "receptive_field_shift": 270})
    g = Graph("voices")
    mean = g.op("ReduceMean", "x", axes=[1], keepdims=0)
    mean = g.op("Sub", mean, g.op("ReduceMean", mean, axes=[1]))
    g.op("MatMul", mean, g.weights(80, 16), outs=["embedding"])
    g.save(embedding, [("x", T.FLOAT, ["N", "T", 80])], [("embedding", T.FLOAT, ["N", 16])], {
        "output_dim": 16, "sample_rate": RATE, "normalize_samples": 1, "language": "English", "framework": "3d-speaker", "feature_normalize_type": "", "comment": "tests"})
    sd = sherpa_onnx.OfflineSpeakerDiarization(sherpa_onnx.OfflineSpeakerDiarizationConfig(
        segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(pyannote=sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(model=segmentation)),
        embedding=sherpa_onnx.SpeakerEmbeddingExtractorConfig(model=embedding),
        clustering=sherpa_onnx.FastClusteringConfig(num_clusters=-1, threshold=0.5), min_duration_on=0.3, min_duration_off=0.5))
    return [[round(r.start, 2), round(r.end, 2), r.speaker] for r in sd.process(floats(samples)).sort_by_start_time()]


def heard(make, language, samples):
    r = make(language)
    s = r.create_stream()
    s.accept_waveform(RATE, floats(samples))
    r.decode_stream(s)
    return {"language": language, "text": s.result.text.strip(), "timestamps": [round(t, 2) for t in s.result.timestamps][:1]}


def spans(samples, model=None):
    c = sherpa_onnx.VadModelConfig()
    c.silero_vad.model = model or at("silero-vad", "model.onnx")[0]
    c.silero_vad.threshold, c.silero_vad.min_silence_duration, c.silero_vad.min_speech_duration, c.silero_vad.max_speech_duration = 0.5, 0.25, 0.25, 20
    c.sample_rate = RATE
    vad, l = sherpa_onnx.VoiceActivityDetector(c, buffer_size_in_seconds=60), []
    x = floats(samples)
    for i in range(0, len(x), 512):
        vad.accept_waveform(x[i:i + 512])
    vad.flush()
    while not vad.empty():
        l.append([vad.front.start, vad.front.start + len(vad.front.samples)])
        vad.pop()
    return l


def main():
    expected = {}
    one = sound(1.5, 1)
    for name, make, languages in [
        ("sense-voice", sense_voice, ["", "zh", "en"]), ("paraformer", paraformer, [""]), ("zipformer-ctc", zipformer_ctc, [""]), ("zipformer", zipformer, [""]),
        ("whisper", whisper, ["", "en", "zh"]),
    ]:
        m = make()
        expected[name] = [heard(m, language, one) for language in languages]
    detector()
    quiet = np.zeros(RATE, np.int16)
    expected["silero-vad"] = spans(np.concatenate([quiet, sound(1.3, 2), quiet, sound(2.1, 3), quiet]))
    long = np.concatenate([sound(2, 1), np.zeros(2 * RATE, np.int16), sound(1.5, 6)])
    expected["streaming-zipformer"] = heard_online(streaming(), long)
    expected["streaming-zipformer-ctc"] = heard_online(streaming_ctc(), long)
    expected["keywords"] = keywords(sound(3, 9))
    expected["vits"] = said(vits(), [("Hello, you there. What is it?", "", 0, 1.0), ("hello", "", 0, 1.5)])
    expected["vits-lexicon"] = said(vits_lexicon(), [("hello world", "", 0, 1.0)])
    expected["matcha"] = said(matcha(), [("你好，北京。", "", 0, 1.0), ("北京", "", 0, 2.0)])
    if os.path.isdir(ESPEAK):
        voices, styles, model = kokoro(ESPEAK)
        expected["kokoro"] = said(model, [("Hello world.", "", 0, 1.0), ("Hello world.", "male", 1, 1.0), ("One. Two.", "", 0, 1.25)])
        seeds.keep_floats(voices, styles)
    expected["punctuation"] = punctuation()
    pause = np.zeros(RATE, np.int16)
    expected["diarization"] = diarization(np.concatenate([tone(3, 160), pause, tone(3, 20), pause, tone(2, 160)]))
    if os.environ.get("REAL"):
        with wave.open(os.path.join(os.environ["REAL"], "samples", "speech-silero-test.wav")) as w:
            real = np.frombuffer(w.readframes(w.getnframes()), np.int16)
        expected["real"] = spans(real, os.path.join(os.environ["REAL"], "models", "silero_vad.onnx"))
    with open(os.path.join(OUT, "expected.json"), "w") as f:
        json.dump(expected, f, ensure_ascii=False, indent=1)
        f.write("\n")
    seeds.keep(*written)


if __name__ == "__main__":
    main()
