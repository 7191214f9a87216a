"""What programs ask of a language model in the four dialects, on a server of Tenon with a small model in the real worker."""
import base64
import io
import json
import os
import urllib.error
import urllib.request

import ollama
import openai
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

url, token, data = os.environ["URL"], os.environ["TOKEN"], os.environ["TESTDATA"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_API_KEY"] = token
from dashscope import Generation, Tokenization

tiny = "admin/tiny"
client = openai.OpenAI(base_url=url + "/v1", api_key=token, max_retries=0)
local = ollama.Client(host=url, headers={"Authorization": "Bearer " + token})
model = InferenceClient(base_url=f"{url}/models/{tiny}", api_key=token)
said = [{"role": "user", "content": "hello"}]


def refused(words, call, *errors):
    try:
        call()
    except (errors or (openai.APIStatusError,)) as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no error that says {words}")


# Texts: several at once, whole and as they are written.
both = client.completions.create(model=tiny, prompt=["one", "two"], max_tokens=3, n=2, seed=1)
assert [c.index for c in both.choices] == [0, 1, 2, 3] and both.usage.completion_tokens == 12, both
again = client.completions.create(model=tiny, prompt=["one"], max_tokens=3, seed=1)
assert [c.index for c in again.choices] == [0] and again.choices[0].text == both.choices[0].text, (again, both)
tokens = client.completions.create(model=tiny, prompt=[[1, 2], [3]], max_tokens=3)
assert len(tokens.choices) == 2 and tokens.usage.prompt_tokens == 3, tokens
ends, used = {}, None
for c in client.completions.create(model=tiny, prompt=["one", "two"], max_tokens=3, stream=True, stream_options={"include_usage": True}, extra_body={"ignore_eos": True}):
    used = c.usage or used
    for one in c.choices:
        ends[one.index] = one.finish_reason or ends.get(one.index)
assert ends == {0: "length", 1: "length"} and used.completion_tokens == 6, (ends, used)
refused("at most 128", lambda: client.completions.create(model=tiny, prompt=["x"] * 129))
refused("encoding_format", lambda: client.embeddings.create(model="tenon/embeddings", input="x", encoding_format="hex"))
refused("conversation", lambda: client.responses.create(model=tiny, input="x", conversation="conv_1"))
refused("prompt is not offered", lambda: client.responses.create(model=tiny, input="x", prompt={"id": "pmpt_1"}))

# The same by Hugging Face's client, with how it ended.
plain = model.text_generation("hello", max_new_tokens=4, seed=1)
assert model.text_generation("hello", max_new_tokens=4, seed=1, return_full_text=True) == "hello" + plain
told = model.text_generation("hello", max_new_tokens=4, details=True)
assert told.details.finish_reason == "length" and told.details.generated_tokens == 4, told
assert "".join(model.text_generation("hello", max_new_tokens=4, seed=1, stream=True)) == plain
events = list(model.text_generation("hello", max_new_tokens=4, seed=1, stream=True, details=True))
assert events[-1].generated_text == plain and events[-1].details.generated_tokens == 4, events[-1]
shape = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"], "additionalProperties": False}}}
assert json.loads(model.chat_completion(said, max_tokens=80, response_format=shape).choices[0].message.content)["a"] in (True, False)
refused("grammar", lambda: model.text_generation("hello", grammar={"type": "json", "value": {}}), HfHubHTTPError)

# Ollama's: bare texts go on to their end, and piece by piece; how likely tokens were; models are loaded and ended.
pieces = list(local.generate(tiny, "hello", raw=True, stream=True, options={"num_predict": 20, "seed": 1}))
assert len(pieces) > 5 and pieces[-1].done and pieces[-1].eval_count == 20 and pieces[-1].done_reason == "length", pieces[-1]
assert local.generate(tiny, "hello", raw=True, options={"seed": 1, "stop": ["a"]}).done_reason == "stop"
likely = local.chat(tiny, messages=said, logprobs=True, top_logprobs=2, options={"num_predict": 3, "seed": 1})
assert len(likely.logprobs) == 3 and len(likely.logprobs[0].top_logprobs) == 2 and likely.logprobs[0].logprob < 0, likely
refused("keep_alive", lambda: local.chat(tiny, messages=said, keep_alive="soon"), ollama.ResponseError)
refused("template", lambda: local.generate(tiny, "x", template="{{ .Prompt }}"), ollama.ResponseError)
assert local.generate(tiny, "", keep_alive=0).done_reason == "unload" and local.ps().models == []
assert local.chat(tiny, messages=[]).done_reason == "load" and [m.model for m in local.ps().models] == [tiny + ":latest"]
other = ollama.Client(host=url, headers={"Authorization": "Bearer " + os.environ["MEMBER"]})
refused("administrator", lambda: other.generate(tiny, "", keep_alive=0), ollama.ResponseError)

# A prompt of 10 MB, and a form that nothing has, in each dialect's own way.
long, never = "word " * 2_000_000, {"type": "integer", "minimum": 5, "maximum": 2}
for_openai = {"type": "json_schema", "json_schema": {"name": "x", "schema": never}}
refused("bytes, which cannot be within", lambda: client.chat.completions.create(model=tiny, messages=[{"role": "user", "content": long}]))
refused("10000000 bytes", lambda: client.completions.create(model=tiny, prompt=long))
refused("bytes, which cannot be within", lambda: client.responses.create(model=tiny, input=long))
refused("bytes, which cannot be within", lambda: local.chat(tiny, messages=[{"role": "user", "content": long}]), ollama.ResponseError)
refused("10000000 bytes", lambda: model.text_generation(long), HfHubHTTPError)
refused("bytes, which cannot be within", lambda: model.chat_completion([{"role": "user", "content": long}]), HfHubHTTPError)
wide = Generation.call(tiny, messages=[{"role": "user", "content": long}])
assert wide.status_code == 413 and wide.code == "InvalidParameter.TooLarge" and "bytes, which cannot be within" in wide.message, wide
refused("nothing fits it", lambda: client.chat.completions.create(model=tiny, messages=said, response_format=for_openai))
refused("nothing fits it", lambda: client.responses.create(model=tiny, input="x", text={"format": {"type": "json_schema", "name": "x", "schema": never}}))
refused("nothing fits it", lambda: local.chat(tiny, messages=said, format=never), ollama.ResponseError)
refused("nothing fits it", lambda: model.chat_completion(said, response_format=for_openai), HfHubHTTPError)
none = Generation.call(tiny, messages=said, response_format=for_openai)
assert none.status_code == 400 and none.code == "InvalidParameter" and "nothing fits it" in none.message, none

# What is wrong is named, in OpenAI's form; what nobody does here is not passed over.
def named(param, code, words, path="/chat/completions", **body):
    try:
        client.post(path, body={"model": tiny, **body}, cast_to=object)
    except openai.BadRequestError as e:
        assert e.param == param and e.code == code and words in str(e) and "Go " not in str(e), e
    else:
        raise AssertionError(f"no error about {param}")


named("messages[0].content", "invalid_type", "messages[0].content must be a string or an array", messages=[{"role": "user", "content": 5}])
named("messages", "invalid_type", "messages must be an array", messages="hello")
named("temperature", "invalid_type", "temperature must be a number", messages=said, temperature="hot")
named("max_tokens", "integer_below_min_value", "it must be at least 1", messages=said, max_tokens=0)
named("max_tokens", "integer_below_min_value", "it must be at least 1", "/completions", prompt="x", max_tokens=0)
named("max_output_tokens", "invalid_value", "it must be at least 1", "/responses", input="x", max_output_tokens=0)
named("input[0].content", "invalid_type", "input[0].content must be a string or an array", "/responses", input=[{"role": "user", "content": 5}])
named("stream", "invalid_type", "stream must be a boolean", "/images/generations", prompt="x", stream="yes")
named("modalities", "unsupported_parameter", "/v1/audio/speech", messages=said, modalities=["text", "audio"], audio={"voice": "alloy", "format": "wav"})
named("functions", "unsupported_parameter", "give tools", messages=said, functions=[])
named("web_search_options", "unsupported_parameter", "search nothing", messages=said, web_search_options={})
named("modalities", "unsupported_parameter", "/v1/audio/speech", model="tenon/assistant", messages=said, modalities=["audio"])
named(None, "context_length_exceeded", "cannot be within", messages=[{"role": "user", "content": "word " * 2_000_000}])
tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {"where": {"enum": ["here", "there"]}}, "required": ["where"]}}}
for stream in (False, True):
    r = client.responses.create(model=tiny, input="x", tools=[tool | tool["function"]], tool_choice="required", max_output_tokens=12, stream=stream)
    r = [e for e in r][-1].response if stream else r
    assert r.status == "incomplete" and not r.output_text and all(o.type == "function_call" and o.status == "incomplete" for o in r.output), r

# DashScope's parameters of conversations.
sure = Generation.call(tiny, messages=said, logprobs=True, top_logprobs=2, max_tokens=3, result_format="message")
assert [len(t["top_logprobs"]) for t in sure.output.choices[0]["logprobs"]["content"]] == [2, 2, 2], sure
pieces = [r.output.choices[0]["logprobs"]["content"] for r in Generation.call(tiny, messages=said, logprobs=True, max_tokens=3, result_format="message", stream=True, incremental_output=True) if "logprobs" in r.output.choices[0]]
assert sum(len(p) for p in pieces) == 3, pieces
for more, words in [({"thinking_budget": -1}, "at least 0"), ({"max_tokens": 0}, "at least 1"), ({"temperature": "hot"}, "temperature must be a number")]:
    r = Generation.call(tiny, messages=said, result_format="message", **more)
    assert r.status_code == 400 and r.code == "InvalidParameter" and words in r.message, r
for more in [{"thinking_budget": 2, "enable_thinking": True}, {"top_k": 5, "repetition_penalty": 1.1, "presence_penalty": 0.5, "stop": ["END"], "response_format": {"type": "json_object"}}]:
    r = Generation.call(tiny, messages=said, result_format="message", max_tokens=8, **more)
    assert r.status_code == 200 and r.usage.output_tokens <= 8, r
begun = Generation.call(tiny, messages=said + [{"role": "assistant", "content": "Good morn", "partial": True}], max_tokens=3, result_format="message")
assert begun.status_code == 200 and not begun.output.choices[0].message.content.startswith("Good morn"), begun
tokens = Tokenization.call(tiny, messages=said)
assert tokens.status_code == 200 and len(tokens.output["token_ids"]) == len(tokens.output["tokens"]) == tokens.usage["input_tokens"] > 0, tokens

# Pictures that come as events and in another format, and speech as events.
drawn = list(client.images.generate(model="lab/image-1", prompt="x", size="64x64", n=2, stream=True))
assert [e.type for e in drawn] == ["image_generation.completed"] * 2 and base64.b64decode(drawn[0].b64_json).startswith(b"\x89PNG"), drawn
edited = list(client.images.edit(model="studio/image-1", image=open(data + "/fruit.jpg", "rb"), prompt="x", stream=True))
assert [e.type for e in edited] == ["image_edit.completed"], edited
jpeg = client.images.generate(model="lab/image-1", prompt="x", size="64x64", output_format="jpeg", response_format="b64_json")
assert base64.b64decode(jpeg.data[0].b64_json).startswith(b"\xff\xd8\xff"), jpeg.data[0].b64_json[:20]
for quality in [None, 5]:
    webp = base64.b64decode(client.images.generate(model="lab/image-1", prompt="x", size="64x64", output_format="webp", response_format="b64_json", **({"output_compression": quality} if quality else {})).data[0].b64_json)
    assert webp[:4] == b"RIFF" and webp[8:12] == b"WEBP", webp[:12]
refused("png, jpeg or webp", lambda: client.images.generate(model="lab/image-1", prompt="x", output_format="avif"))
refused("ask for output_format jpeg or webp", lambda: client.images.generate(model="lab/image-1", prompt="x", output_compression=50))
refused("output_compression is 101", lambda: client.images.generate(model="lab/image-1", prompt="x", output_format="webp", output_compression=101))
with client.audio.speech.with_streaming_response.create(model="tenon/espeak", voice="alloy", input="Good morning.", response_format="wav", stream_format="sse") as r:
    heard = [json.loads(line[6:]) for line in r.iter_lines() if line.startswith("data: ")]
sound = b"".join(base64.b64decode(e["audio"]) for e in heard if e["type"] == "speech.audio.delta")
assert sound.startswith(b"RIFF") and heard[-1]["type"] == "speech.audio.done", heard[-1]

# A sound that is a picture.
photo = open(data + "/fruit.jpg", "rb").read()
refused("image", lambda: client.audio.transcriptions.create(model="tenon/pocketsphinx", file=("a.wav", photo)))
refused("image", lambda: InferenceClient(base_url=f"{url}/models/tenon/pocketsphinx", api_key=token).automatic_speech_recognition(photo), HfHubHTTPError)

# What was refused holds nothing: the model answers at once, and nobody uses it.
assert client.chat.completions.create(model=tiny, messages=said, max_tokens=2, seed=1).usage.completion_tokens == 2
workers = json.load(urllib.request.urlopen(urllib.request.Request(url + "/api/tenon/v1/workers", headers={"Authorization": "Bearer " + token})))
assert [(w["model"], w["users"], w["health"]["counters"]["running"]) for w in workers] == [(tiny, 0, 0)], workers
print("all is well")
