"""Makes the small models of the tests, in the layout that Optimum exports, and what diffusers paints with them.

Run once, in this folder, with the versions of README.md: python make.py
Every weight is made by seeds.py of its name, so of a model only what is not a weight is
kept. Commit all that it writes, or nothing.
"""

import inspect, json, os, shutil, sys

import numpy as np
import onnx
import onnxruntime as ort
import torch
from diffusers import (AutoencoderKL, DDIMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, LCMScheduler,
                       LatentConsistencyModelPipeline, PNDMScheduler, StableDiffusionImg2ImgPipeline, StableDiffusionInpaintPipeline, StableDiffusionPipeline,
                       StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline, UNet2DConditionModel)
from PIL import Image
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer, CLIPTokenizerFast

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PARTS = os.path.join(OUT, "parts")
sys.path.insert(0, os.path.join(OUT, "..", "..", "onnx", "testdata", "make"))
import seeds

WORDS = """a lighthouse on a rocky shore at night , oil painting , stars above the sea
an old wooden boat in the harbour , watercolour , soft morning light
a photograph of a red fox in the snow , it's looking at the camera , 35 mm
the quick brown fox jumps over the lazy dog ; they'll see what we've done
blurry , low quality , text , watermark""".split("\n")


def vocabulary(d):
    """A vocabulary as CLIP's: bytes, bytes that end a word, what is joined, and the two marks.

    The trainer draws lots where pairs are as frequent as others, so one that is there stays.
    """
    if os.path.isdir(d):
        return len(json.load(open(os.path.join(d, "vocab.json"))))
    t = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    t.train_from_iterator(WORDS, trainers.BpeTrainer(vocab_size=420, end_of_word_suffix="</w>", initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    merges = [tuple(m) for m in json.loads(t.to_str())["model"]["merges"]]
    b = list(range(ord("!"), ord("~") + 1)) + list(range(0xa1, 0xad)) + list(range(0xae, 0x100))
    chars = [chr(c) for c in b] + [chr(256 + i) for i in range(256 - len(b))]
    tokens = chars + [c + "</w>" for c in chars]
    for m in merges:
        if "".join(m) not in tokens:
            tokens.append("".join(m))
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    os.makedirs(d)
    json.dump({s: i for i, s in enumerate(tokens)}, open(os.path.join(d, "vocab.json"), "w"), ensure_ascii=False)
    with open(os.path.join(d, "merges.txt"), "w") as f:
        f.write("#version: 0.2\n" + "".join(" ".join(m) + "\n" for m in merges))
    return len(tokens)


def seeded(m, part, by=1, louder={}):
    """A model whose layers are as wide as PyTorch makes them, times by, and louder where a name says so."""
    with torch.no_grad():
        for name, p in m.named_parameters():
            scale = by * louder.get(name, 1) / p[0].numel() ** 0.5 if p.dim() > 1 else 0.1
            offset = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            p.copy_(torch.from_numpy(seeds.weight(f"{part}/{name}", p.shape, round(scale, 4), offset)))
    return m.eval()


def text(part, n, projection):
    c = CLIPTextConfig(vocab_size=n, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=77, projection_dim=12,
                       bos_token_id=n - 2, eos_token_id=n - 1, pad_token_id=n - 1, hidden_act="quick_gelu" if not projection else "gelu")
    return seeded((CLIPTextModelWithProjection if projection else CLIPTextModel)(c), part, 7)


def unet(part, cross, **more):
    m = UNet2DConditionModel(sample_size=8, in_channels=more.pop("in_channels", 4), out_channels=4, block_out_channels=(8, 16), layers_per_block=1,
                             down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
                             cross_attention_dim=cross, attention_head_dim=more.pop("attention_head_dim", 4), norm_num_groups=4, **more)
    seeded(m, part, louder={"conv_out.weight": 8})
    forward = m.forward  # an exported graph takes whole times
    m.forward = lambda sample, timestep, *a, **k: forward(sample, torch.as_tensor(timestep).to(torch.int64), *a, **k)
    return m


def vae():
    m = AutoencoderKL(block_out_channels=(4, 4, 8, 8), down_block_types=["DownEncoderBlock2D"] * 4, up_block_types=["UpDecoderBlock2D"] * 4, latent_channels=4,
                      layers_per_block=1, norm_num_groups=4, sample_size=64)
    return seeded(m, "vae", louder={"decoder.conv_out.weight": 4, "encoder.conv_out.weight": 4})


class Wrapped(torch.nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *a):
        return self.f(*a)


def export(name, f, module, inputs, outputs, example, axes):
    """Writes a graph with the names that Optimum gives its inputs and outputs, and compares what it computes with what torch does."""
    d = os.path.join(PARTS, name)
    os.makedirs(d)
    path = os.path.join(d, "model.onnx")
    w = Wrapped(f)
    w.inner = module
    with torch.no_grad():
        want = w(*example)
        torch.onnx.export(w, example, path, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=14, dynamo=False)
    module.save_config(d) if hasattr(module, "save_config") else module.config.save_pretrained(d)
    m = slim(onnx.load(path))
    onnx.save(m, path)
    s = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    got = s.run(None, {i.name: e.numpy() for i, e in zip(s.get_inputs(), example)})
    for a, b in zip(got, want if isinstance(want, (list, tuple)) else [want]):
        assert np.abs(a - b.numpy()).max() < 1e-4 * max(1, np.abs(a).max()), (name, np.abs(a - b.numpy()).max(), np.abs(a).max())
    size = os.path.getsize(path)
    seeds.keep(path)
    print(name, size, "bytes, kept", os.path.getsize(path + ".seed"))


def slim(m):
    """Takes out what computes nothing: names, places in the source, what is a constant twice."""
    keep = {v.name for v in list(m.graph.input) + list(m.graph.output)}
    names, constants = {}, {}

    def short(s):
        return s if s == "" or s in keep else names.setdefault(s, "%x" % len(names))

    def graph(g):
        for n in g.node:
            for field in ("name", "doc_string", "metadata_props"):
                n.ClearField(field)
            for l in (n.input, n.output):
                l[:] = [short(s) for s in l]
            for a in n.attribute:
                if a.type == onnx.AttributeProto.GRAPH:
                    graph(a.g)
        for t in g.initializer:
            t.name = short(t.name)
            t.ClearField("doc_string")
        del g.value_info[:]
        for v in list(g.input) + list(g.output):
            v.name = short(v.name)
        g.name = "g"

    for n in [n for n in m.graph.node if n.op_type == "Constant"]:
        first = constants.setdefault(n.attribute[0].SerializeToString(), n)
        if first is not n:
            names[n.output[0]] = short(first.output[0])
            m.graph.node.remove(n)
    graph(m.graph)
    return m


def exports(name, u, x, cross, names, extra):
    batch = {"sample": {0: "batch_size", 2: "height", 3: "width"}, "encoder_hidden_states": {0: "batch_size"}, "out_sample": {0: "batch_size", 2: "height", 3: "width"}}
    for n in names:
        batch[n] = {0: "batch_size"}

    def call(sample, t, e, *more):
        by = dict(zip(names, more))
        added = {k: by[k] for k in ("text_embeds", "time_ids") if k in by}
        return u(sample, t, e, timestep_cond=by.get("timestep_cond"), added_cond_kwargs=added or None, return_dict=False)[0]

    export(name, call, u, ["sample", "timestep", "encoder_hidden_states"] + names, ["out_sample"],
           (x, torch.tensor(7), torch.randn(1, 77, cross)) + extra, batch)


def to_json(v):
    return [round(float(f), 5) for f in v.flatten().tolist()]


def main():
    for name in os.listdir(PARTS):
        if name != "tokenizer":
            shutil.rmtree(os.path.join(PARTS, name))
    n = vocabulary(os.path.join(PARTS, "tokenizer"))
    slow = os.path.join(PARTS, "tokenizer")
    files = dict(vocab_file=os.path.join(slow, "vocab.json"), merges_file=os.path.join(slow, "merges.txt"))
    words = CLIPTokenizer(**files, model_max_length=77)
    fast = CLIPTokenizerFast(**files, model_max_length=77)
    second = CLIPTokenizerFast(**files, model_max_length=77, pad_token="!")
    json.dump({"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
               "pad_token": "<|endoftext|>"}, open(os.path.join(slow, "tokenizer_config.json"), "w"), indent=1)
    os.makedirs(os.path.join(PARTS, "tokenizer_2"))
    second.backend_tokenizer.save(os.path.join(PARTS, "tokenizer_2", "tokenizer.json"))
    json.dump({"pad_token": {"content": "!"}, "bos_token": {"content": "<|startoftext|>"}}, open(os.path.join(PARTS, "tokenizer_2", "special_tokens_map.json"), "w"), indent=1)
    texts = ["a lighthouse on a rocky shore", "It's  the FOX's\tsnow—they'll see 3 of 42!", "", "灯塔 在 海边", "café naïve ﬁne", "a　wide　space", "<|endoftext|> in the middle",
             " ".join(WORDS) * 3, "🦊 fox"]
    tokens = [{"text": s, "ids": fast(s, padding="max_length", max_length=77, truncation=True).input_ids,
               "second": second(s, padding="max_length", max_length=77, truncation=True).input_ids} for s in texts]
    json.dump(tokens, open(os.path.join(OUT, "tokens.json"), "w"), ensure_ascii=False)
    one, two, first = text("text_encoder", n, False), text("text_encoder_2", n, True), text("text_encoder_xl", n, False)
    ids = torch.tensor([words("a fox", padding="max_length", max_length=77).input_ids], dtype=torch.int32)
    axes = {"input_ids": {0: "batch_size"}}
    export("text_encoder", lambda i: list(one(i, return_dict=False)[:2]), one, ["input_ids"], ["last_hidden_state", "pooler_output"], (ids,), axes)

    def layers(m, i):
        o = m(i, output_hidden_states=True)
        return [o[0], o[1]] + list(o.hidden_states)

    hidden = ["hidden_states.0", "hidden_states.1", "hidden_states.2"]
    export("text_encoder_xl", lambda i: layers(first, i), first, ["input_ids"], ["last_hidden_state", "pooler_output"] + hidden, (ids,), axes)
    export("text_encoder_2", lambda i: layers(two, i), two, ["input_ids"], ["text_embeds", "last_hidden_state"] + hidden, (ids,), axes)
    plain, large = unet("unet", 16), unet("unet_xl", 32, addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=6 * 8 + 12,
                                      use_linear_projection=True, attention_head_dim=(2, 4))
    latent, inside = unet("unet_lcm", 16, time_cond_proj_dim=8), unet("unet_inpaint", 16, in_channels=9)
    exports("unet", plain, torch.randn(1, 4, 8, 8), 16, [], ())
    exports("unet_xl", large, torch.randn(1, 4, 8, 8), 32, ["text_embeds", "time_ids"], (torch.randn(1, 12), torch.tensor([[64.0, 64, 0, 0, 64, 64]])))
    exports("unet_lcm", latent, torch.randn(1, 4, 8, 8), 16, ["timestep_cond"], (torch.randn(1, 8),))
    exports("unet_inpaint", inside, torch.randn(1, 9, 8, 8), 16, [], ())
    v = vae()
    export("vae_decoder", lambda x: v.decode(x, return_dict=False)[0], v, ["latent_sample"], ["sample"], (torch.randn(1, 4, 8, 8),),
           {"latent_sample": {0: "batch_size", 2: "height_latent", 3: "width_latent"}, "sample": {0: "batch_size", 2: "height", 3: "width"}})
    export("vae_encoder", lambda x: v.quant_conv(v.encoder(x)), v, ["sample"], ["latent_parameters"], (torch.randn(1, 3, 64, 64),),
           {"sample": {0: "batch_size", 2: "height", 3: "width"}, "latent_parameters": {0: "batch_size", 2: "height_latent", 3: "width_latent"}})

    rng = np.random.default_rng(5)
    small = Image.fromarray(rng.integers(0, 255, (6, 6, 3), dtype=np.uint8)).resize((64, 64), Image.BICUBIC)
    small.save(os.path.join(OUT, "given.png"))
    hole = np.zeros((64, 64), np.uint8)
    hole[16:48, 8:40] = 255
    mask = Image.fromarray(hole)
    mask.save(os.path.join(OUT, "mask.png"))

    sd = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "steps_offset": 1, "set_alpha_to_one": False,
          "clip_sample": False}
    turbo = {**sd, "timestep_spacing": "trailing"}
    plainly = dict(text_encoder=one, tokenizer=fast, vae=v, safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    largely = dict(text_encoder=first, text_encoder_2=two, tokenizer=fast, tokenizer_2=second, vae=v, unet=large, add_watermarker=False)
    prompt, negative = "a lighthouse on a rocky shore at night, oil painting", "blurry, watermark"
    expected, used = [], []

    def run(name, layout, pipe, scheduler, config, **kw):
        keep = {k: w for k, w in config.items() if k in inspect.signature(scheduler.__init__).parameters}
        pipe.scheduler = scheduler(**keep)
        pipe.set_progress_bar_config(disable=True)
        seed = kw.pop("seed", 7)
        call = lambda out: pipe(**kw, generator=torch.Generator("cpu").manual_seed(seed), output_type=out).images
        latents = call("latent")
        picture = call("pil")[0]
        picture.save(os.path.join(OUT, "painted", name + ".png"))
        e = {"name": name, "layout": layout, "scheduler": {"_class_name": scheduler.__name__, **config}, "seed": seed, "latents": to_json(latents),
             "prompt": kw["prompt"], "negative": kw.get("negative_prompt") or "", "steps": kw["num_inference_steps"], "guidance": kw["guidance_scale"],
             "width": kw.get("width", 64), "height": kw.get("height", 64), "strength": kw.get("strength", 0), "given": "image" in kw, "mask": "mask_image" in kw}
        expected.append(e)
        used.append((name, float(latents.abs().max()), float(np.asarray(picture).std())))

    shutil.rmtree(os.path.join(OUT, "painted"), ignore_errors=True)
    os.makedirs(os.path.join(OUT, "painted"))
    paints = StableDiffusionPipeline(unet=plain, scheduler=DDIMScheduler(), **plainly)
    base = dict(prompt=prompt, num_inference_steps=6, guidance_scale=7.5, width=64, height=64)
    run("ddim", "sd", paints, DDIMScheduler, sd, **base)
    run("pndm", "sd", paints, PNDMScheduler, {**sd, "skip_prk_steps": True}, **base)
    run("euler", "sd", paints, EulerDiscreteScheduler, sd, **base, seed=123456789)
    run("negative", "sd", paints, EulerAncestralDiscreteScheduler, sd, **base, negative_prompt=negative)
    run("karras", "sd", paints, DPMSolverMultistepScheduler, {**sd, "use_karras_sigmas": True}, **base)
    run("unguided", "sd", paints, DDIMScheduler, sd, **{**base, "guidance_scale": 1.0})
    run("wide", "sd", paints, DPMSolverMultistepScheduler, sd, **{**base, "width": 96, "height": 48})
    run("long", "sd", paints, DDIMScheduler, sd, **{**base, "prompt": " ".join(WORDS) * 3})
    run("turbo", "sd", paints, EulerAncestralDiscreteScheduler, turbo, **{**base, "num_inference_steps": 2, "guidance_scale": 0.0})
    few = LatentConsistencyModelPipeline(unet=latent, scheduler=LCMScheduler(), **plainly)
    run("lcm", "lcm", few, LCMScheduler, sd, **{**base, "num_inference_steps": 4, "guidance_scale": 8.5})
    xl = StableDiffusionXLPipeline(scheduler=EulerDiscreteScheduler(), **largely)
    run("xl", "xl", xl, EulerDiscreteScheduler, sd, **{**base, "guidance_scale": 5.0})
    run("xl-negative", "xl", xl, EulerDiscreteScheduler, sd, **{**base, "guidance_scale": 5.0}, negative_prompt=negative)
    run("xl-turbo", "xl", xl, EulerAncestralDiscreteScheduler, turbo, **{**base, "num_inference_steps": 1, "guidance_scale": 0.0})
    changed = dict(prompt=prompt, image=small, num_inference_steps=8, guidance_scale=7.5, strength=0.6)
    run("changed", "sd", StableDiffusionImg2ImgPipeline(unet=plain, scheduler=DDIMScheduler(), **plainly), EulerAncestralDiscreteScheduler, sd, **changed)
    run("changed-pndm", "sd", StableDiffusionImg2ImgPipeline(unet=plain, scheduler=DDIMScheduler(), **plainly), PNDMScheduler, {**sd, "skip_prk_steps": True}, **changed)
    run("changed-xl", "xl", StableDiffusionXLImg2ImgPipeline(scheduler=EulerDiscreteScheduler(), **largely), DPMSolverMultistepScheduler, sd, **{**changed, "guidance_scale": 5.0})
    inpaint = StableDiffusionInpaintPipeline(unet=plain, scheduler=DDIMScheduler(), **plainly)
    inner = {**changed, "mask_image": mask, "strength": 1.0, "width": 64, "height": 64}
    run("masked", "sd", inpaint, EulerAncestralDiscreteScheduler, sd, **inner)
    run("masked-part", "sd", inpaint, DPMSolverMultistepScheduler, sd, **{**inner, "strength": 0.7})
    trained = StableDiffusionInpaintPipeline(unet=inside, scheduler=DDIMScheduler(), **plainly)
    run("inpaint", "inpaint", trained, DDIMScheduler, sd, **inner)
    run("inpaint-part", "inpaint", trained, EulerDiscreteScheduler, sd, **{**inner, "strength": 0.7})
    json.dump(expected, open(os.path.join(OUT, "expected.json"), "w"), separators=(",", ":"), ensure_ascii=False)
    for u in used:
        print(*u)


main()
