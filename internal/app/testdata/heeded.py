"""What clients can say is heeded, or refused by its name: OpenAI's, Hugging Face's and Ollama's, on a server with a small model in the real worker."""
import base64
import io
import json
import os
import urllib.request
import warnings

import ollama
import openai
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from PIL import Image

url, token, data = os.environ["URL"], os.environ["TOKEN"], os.environ["TESTDATA"]
warnings.simplefilter("ignore")  # some calls are deprecated, and still made
tiny = "admin/tiny"
client = openai.OpenAI(base_url=url + "/v1", api_key=token, max_retries=0)
local = ollama.Client(host=url, headers={"Authorization": "Bearer " + token})
said = [{"role": "user", "content": "hello"}]


def named(param, words, call, code=None):
    try:
        call()
    except openai.BadRequestError as e:
        assert e.param == param and words in str(e) and (code is None or e.code == code), (param, e.param, e)
    else:
        raise AssertionError(f"nothing is said of {param}")


def refused(words, call, error):
    try:
        call()
    except error as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no error that says {words}")


# Conversations.
chat = lambda **more: client.chat.completions.create(model=tiny, messages=said, **{"max_tokens": 4, **more})
for param, more in [
    ("typical_p", dict(extra_body={"typical_p": 0.5})), ("mirostat", dict(extra_body={"mirostat": 2})), ("tfs_z", dict(extra_body={"tfs_z": 0.5})),
    ("verbosity", dict(verbosity="low")), ("moderation", dict(extra_body={"moderation": {"model": "x"}})), ("tool_prompt", dict(extra_body={"tool_prompt": "x"})),
]:
    named(param, "is not offered", lambda: chat(**more), "unsupported_parameter")
for param, more in [
    ("reasoning_effort", dict(reasoning_effort="much")), ("top_logprobs", dict(logprobs=True, top_logprobs=50)), ("n", dict(n=99)), ("top_p", dict(top_p=7)),
    ("temperature", dict(temperature=-1)), ("logit_bias", dict(logit_bias={"word": 1})), ("stop", dict(stop=["x"] * 17)), ("response_format", dict(response_format={"type": "xml"})),
    ("response_format", dict(response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "integer", "minimum": 5, "maximum": 2}}})),
    ("tools[0]", dict(tools=[{"type": "custom", "custom": {"name": "x"}}])), ("tool_choice", dict(tool_choice="sometimes")),
]:
    named(param, "", lambda: chat(**more))
part = lambda **p: client.chat.completions.create(model=tiny, messages=said + [{"role": "user", "content": [p]}])
named("messages[1].content", "reads texts alone", lambda: part(type="input_audio", input_audio={"data": "AAAA", "format": "wav"}))
named("messages[1].content", "reads texts alone", lambda: part(type="image_url", image_url={"url": "data:image/png;base64,AAAA"}))
function = lambda name: {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {"where": {"enum": ["here", "there"]}}, "required": ["where"], "additionalProperties": False}}}
tools = [function("look"), function("hear")]
allowed = lambda mode, *names: {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": [{"type": "function", "function": {"name": n}} for n in names]}}
for choice in [allowed("required", "hear"), {"type": "function", "function": {"name": "hear"}}]:
    made = chat(tools=tools, tool_choice=choice, max_tokens=100, seed=3)
    assert [c.function.name for c in made.choices[0].message.tool_calls] == ["hear"], made
assert chat(tools=tools, tool_choice=allowed("auto", "hear"), extra_body={"ignore_eos": True}).usage.completion_tokens == 4
named("tool_choice", "none of the tools", lambda: chat(tools=tools, tool_choice=allowed("auto", "smell")))
for more in [dict(reasoning_effort="none"), dict(verbosity="medium"), dict(service_tier="auto"), dict(metadata={"k": "v"}, store=False), dict(user="ann"), dict(stop=["a", "b", "c", "d"])]:
    assert chat(**more).choices[0].message.role == "assistant"
sure = chat(logprobs=True, max_tokens=24, temperature=0, extra_body={"repetition_penalty": 100.0, "ignore_eos": True}).choices[0].logprobs.content
assert len({tuple(t.bytes) for t in sure}) == 24, sure
biased = chat(logit_bias={"7": 100}, logprobs=True, temperature=0, extra_body={"ignore_eos": True}).choices[0].logprobs.content
assert len({tuple(t.bytes) for t in biased}) == 1, biased

# The assistant, which has no form for its answers but its own.
for param, more in [("response_format", dict(response_format={"type": "json_object"})), ("n", dict(n=2)), ("logprobs", dict(logprobs=True)), ("tool_choice", dict(tools=tools, tool_choice="required"))]:
    named(param, "the assistant answers", lambda: client.chat.completions.create(model="tenon/assistant", messages=said, **more), "unsupported_parameter")

# Texts.
write = lambda **more: client.completions.create(model=tiny, prompt="one", max_tokens=3, **more)
named("best_of", "is not offered", lambda: write(best_of=3))
named("echo", "is not offered", lambda: write(echo=True))
named("logprobs", "[0, 20]", lambda: write(logprobs=99))
named("prompt", "at most 128", lambda: client.completions.create(model=tiny, prompt=["x"] * 129))
assert len(write(n=2, best_of=2).choices) == 2

# Responses.
ask = lambda **more: client.responses.create(model=tiny, input="hello", max_output_tokens=4, **more)
for param, more in [
    ("conversation", dict(conversation="conv_1")), ("prompt", dict(prompt={"id": "pmpt_1"})), ("verbosity", dict(text={"verbosity": "high"})),
    ("tools", dict(tools=[{"type": "web_search"}])), ("context_management", dict(context_management=[{"type": "compaction"}])),
    ("tool_choice", dict(tools=[{"type": "function", **function("look")["function"]}], tool_choice={"type": "web_search_preview"})),
]:
    named(param, "not ", lambda: ask(**more))
named("top_logprobs", "include", lambda: ask(top_logprobs=2))
likely = ["message.output_text.logprobs"]
whole = ask(include=likely, top_logprobs=2, temperature=0)
tokens = whole.output[0].content[0].logprobs
assert 1 <= len(tokens) <= 4 and all(len(t.top_logprobs) == 2 and t.logprob <= 0 for t in tokens), whole
events = list(ask(include=likely, top_logprobs=2, temperature=0, stream=True))
assert [t.token for e in events if e.type == "response.output_text.delta" for t in e.logprobs] == [t.token for t in tokens], events
assert [t.token for t in events[-1].response.output[0].content[0].logprobs] == [t.token for t in tokens]
assert client.responses.input_tokens.count(model=tiny, input="hello").input_tokens == whole.usage.input_tokens, whole.usage
named("input", "no input", lambda: client.responses.input_tokens.count(model=tiny))
named("model", "the assistant counts", lambda: client.responses.input_tokens.count(model="tenon/assistant", input="x"))
flat = [{"type": "function", "name": n, "strict": True, "parameters": function(n)["function"]["parameters"]} for n in ("look", "hear")]
called = client.responses.create(model=tiny, input="hello", tools=flat, tool_choice={"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "hear"}]}, max_output_tokens=100)
assert called.output[0].name == "hear", called
named("stream", "comes whole", lambda: list(client.responses.retrieve(whole.id, stream=True)))
named("limit", "1 to 100", lambda: client.responses.input_items.list(whole.id, limit=1000))

# Vectors.
long = client.embeddings.create(model="tenon/embeddings", input="a cat", encoding_format="float").data[0].embedding
short = client.embeddings.create(model="tenon/embeddings", input="a cat", dimensions=8).data[0].embedding
scale = sum(x * x for x in long[:8]) ** 0.5
assert len(short) == 8 and all(abs(a - b / scale) < 1e-5 for a, b in zip(short, long)), (short, long[:8])
named("dimensions", f"vectors of {len(long)}", lambda: client.embeddings.create(model="tenon/embeddings", input="a cat", dimensions=100000))
named("input", "tokens", lambda: client.embeddings.create(model="tenon/embeddings", input=[1, 2]))
named("input", "empty", lambda: client.embeddings.create(model="tenon/embeddings", input=["a", ""]))
named("encoding_format", "float or base64", lambda: client.embeddings.create(model="tenon/embeddings", input="x", encoding_format="hex"))

# Pictures.
photo = lambda: open(data + "/fruit.jpg", "rb")
draw = lambda **more: client.images.generate(model="lab/image-1", prompt="x", **{"size": "64x64", **more})
for param, more in [("quality", dict(quality="hd")), ("style", dict(style="vivid")), ("background", dict(background="transparent"))]:
    named(param, "is not offered", lambda: draw(**more), "unsupported_parameter")
named("size", "1024x1024", lambda: draw(size="large"))
named("output_compression", "jpeg or webp", lambda: draw(output_compression=50))
named("output_format", "png, jpeg or webp", lambda: draw(output_format="avif"))
named("n", "at most 10", lambda: draw(n=11))
named("input_fidelity", "strength", lambda: client.images.edit(model="studio/image-1", image=photo(), prompt="x", input_fidelity="high"))
assert draw(quality="standard", background="auto", user="ann").data
for made in [client.images.edit(model="studio/image-1", image=photo(), prompt="x", size="48x32"), client.images.create_variation(model="studio/image-1", image=photo(), size="256x256")]:
    assert Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json))).size in [(48, 32), (256, 256)]

# Sounds.
speak = lambda **more: client.audio.speech.create(model="tenon/espeak", input="Hello.", **{"voice": "alloy", **more})
named("instructions", "another voice", lambda: speak(instructions="Whisper."))
named("voice", "marvin", lambda: speak(voice="marvin"))
named("response_format", "mp3", lambda: speak(response_format="midi"))
named("speed", "at most 3", lambda: speak(speed=4.0))
named("input", "empty", lambda: client.audio.speech.create(model="tenon/espeak", voice="alloy", input=" "))
named("image", "attach one", lambda: client.images.edit(model="studio/image-1", image=[photo(), photo()], prompt="x"))
sound = speak(response_format="wav").read()
hear = lambda **more: client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", sound), **more)
for param, more in [("prompt", dict(prompt="Zoltán")), ("temperature", dict(temperature=0.7)), ("include", dict(include=["logprobs"])), ("known_speaker_names", dict(known_speaker_names=["ann"])),
                    ("chunking_strategy", dict(chunking_strategy={"type": "server_vad"})), ("timestamp_granularities", dict(timestamp_granularities=["word"]))]:
    named(param, "", lambda: hear(**more))
assert hear(temperature=0, chunking_strategy="auto", prompt="").text and hear(language="en").text

# Hugging Face's.
model = lambda name: InferenceClient(base_url=f"{url}/models/{name}", api_key=token)
text = "The library opened in 1902."
for name, call in {
    "function_to_apply": lambda: model("tenon/sentiment").text_classification("x", function_to_apply="sigmoid"), "top_k": lambda: model("tenon/extractive-qa").question_answering("When?", text, top_k=3),
    "multi_label": lambda: model("tenon/zero-shot").zero_shot_classification("x", ["a", "b"], multi_label=True), "hypothesis_template": lambda: model("tenon/zero-shot").zero_shot_classification("x", ["a", "b"], hypothesis_template="It is {}."),
    "aggregation_strategy": lambda: model("tenon/entities").token_classification("x", aggregation_strategy="none"), "stride": lambda: model("tenon/entities").token_classification("x", stride=3),
    "generate_parameters": lambda: model("tenon/summary").summarization(text, generate_parameters={"max_length": 5}), "truncation": lambda: model("tenon/summary").summarization(text, truncation="longest_first"),
    "max_answer_len": lambda: model("tenon/extractive-qa").question_answering("When?", text, max_answer_len=3), "sequential": lambda: model("tenon/table-qa").table_question_answering({"a": ["1"]}, "x", sequential=True),
    "prompt_name": lambda: model("tenon/embeddings").feature_extraction("x", prompt_name="query"), "encoding_format": lambda: model("tenon/embeddings").feature_extraction("x", encoding_format="base64"),
    "do_sample": lambda: model("tenon/espeak").text_to_speech("x", do_sample=True),
    "best_of": lambda: model(tiny).text_generation("x", best_of=3), "watermark": lambda: model(tiny).text_generation("x", watermark=True), "truncate": lambda: model(tiny).text_generation("x", truncate=3),
    "decoder_input_details": lambda: model(tiny).text_generation("x", decoder_input_details=True, details=True), "typical_p": lambda: model(tiny).text_generation("x", typical_p=0.5),
    "top_n_tokens": lambda: model(tiny).text_generation("x", top_n_tokens=2), "tool_prompt": lambda: model(tiny).chat_completion(said, tool_prompt="x"), "dimensions": lambda: model("tenon/embeddings").feature_extraction("x", dimensions=10**6),
}.items():
    refused(name, call, HfHubHTTPError)
assert model("tenon/zero-shot").zero_shot_classification("The striker scored twice.", ["sport", "politics"], multi_label=False)[0].label == "sport"
def vectors(**body):  # as feature_extraction sends it, which needs numpy for the answer
    r = urllib.request.Request(url + "/models/tenon/embeddings", data=json.dumps(body).encode(), headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(r))


def post(name, inputs, **parameters):
    body = json.dumps({"inputs": inputs, "parameters": parameters}).encode()
    r = urllib.request.Request(url + "/models/" + name, data=body, headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(r).read()
    except urllib.error.HTTPError as e:
        raise ValueError(e.read().decode())


for name, inputs, parameter, value in [("lab/image-1", "x", "output_format", 5), ("lab/image-1", "x", "output_format", ["png"]), ("lab/image-1", "x", "output_compression", "half"), ("tenon/embeddings", "x", "normalize", "yes"),
                                       ("tenon/embeddings", "x", "truncate", 1), ("tenon/entities", "x", "ignore_labels", "person"), (tiny, "x", "details", "true"), (tiny, "x", "return_full_text", 1), (tiny, "x", "do_sample", "no")]:
    refused(f"the parameter {parameter} is ", lambda: post(name, inputs, **{parameter: value}), ValueError)
assert post("lab/image-1", "x", output_format="png", output_compression=None)
assert all(abs(a - b) < 1e-5 for a, b in zip(vectors(inputs="a cat", dimensions=8, normalize=True), short)) and len(vectors(inputs=["x", "y"], truncate=True)) == 2
go = lambda **more: model(tiny).text_generation("hello", **{"max_new_tokens": 6, **more})
assert go() == go() == go(do_sample=False) and len({go(do_sample=True, temperature=5.0, seed=s) for s in range(5)}) > 1, "the likeliest tokens are taken, unless chance is asked for"
assert go(do_sample=True, temperature=5.0, top_k=1) == go(), "top_k leaves one"
told = go(details=True, top_n_tokens=2).details
assert len(told.tokens) == told.generated_tokens == 6 and all(t.logprob < 0 for t in told.tokens) and [len(t) for t in told.top_tokens] == [2] * 6, told
assert model(tiny).text_generation("hello", details=True).details.generated_tokens <= 100

# Ollama's.
for words, options in [("mirostat", {"mirostat": 1}), ("typical_p", {"typical_p": 0.5}), ("tfs_z", {"tfs_z": 0.5}), ("penalize_newline", {"penalize_newline": False}), ("top_p", {"top_p": 7}), ("temperature", {"temperature": "hot"})]:
    refused(words, lambda: local.chat(tiny, messages=said, options=options), ollama.ResponseError)
assert local.chat(tiny, messages=said, options={"mirostat": 0, "tfs_z": 1.0, "typical_p": 1.0, "num_ctx": 512, "num_thread": 2, "num_predict": 3, "repeat_penalty": 1.1, "min_p": 0.1, "seed": 1}).eval_count == 3
one = local.generate("lab/chat-1", "one two")
two = local.generate("lab/chat-1", "three", context=one.context, system="Be brief.")
assert one.context and two.prompt_eval_count > one.prompt_eval_count + 5 and two.response == "three", (one, two)
pieces = list(local.generate("lab/chat-1", "four", context=two.context, stream=True))
assert pieces[-1].context[:10] == two.context[:10] and len(pieces[-1].context) > len(two.context) and not any(p.context for p in pieces[:-1]), pieces[-1]
for words, more in [("context is none", dict(context=[1, 2, 3])), ("no context", dict(context=one.context, raw=True)), ("no system", dict(system="x", raw=True)), ("models that paint", dict(width=64))]:
    refused(words, lambda: local.generate("lab/chat-1", "x", **more), ollama.ResponseError)
raw = local.generate(tiny, "hello", raw=True, logprobs=True, top_logprobs=2, options={"num_predict": 3, "seed": 1})
assert len(raw.logprobs) == 3 and len(raw.logprobs[0].top_logprobs) == 2 and raw.logprobs[0].logprob < 0 and not raw.context, raw
few = local.embed("tenon/embeddings", ["a cat"], dimensions=8, truncate=True).embeddings[0]
assert len(few) == 8 and all(abs(a - b) < 1e-5 for a, b in zip(few, short)), few
known = local.show(tiny)
assert known.capabilities == ["completion", "tools"] and known.modelinfo["general.architecture"] == "qwen2" and known.modelinfo["qwen2.context_length"] > 0, known
assert local.ps().models[0].context_length > 0
print("all is well")
