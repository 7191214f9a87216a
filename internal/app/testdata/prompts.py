"""Prompts of sentence-transformers, by the clients of Hugging Face, DashScope and OpenAI."""
import os
import types

import dashscope
import huggingface_hub.inference._client
from dashscope import TextEmbedding
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from openai import BadRequestError, OpenAI

url, token = os.environ["URL"], os.environ["TOKEN"]
dashscope.base_http_api_url, dashscope.api_key = url + "/dashscope/api/v1", token
huggingface_hub.inference._client._import_numpy = lambda: types.SimpleNamespace(array=lambda l, dtype: l)  # the client makes an array of the answer alone
client = OpenAI(base_url=url + "/v1", api_key=token)


def hf(name, text, **more):
    return InferenceClient(base_url=f"{url}/models/{name}", api_key=token).feature_extraction(text, **more)


def ds(name, text, **more):
    r = TextEmbedding.call(model=name, input=text, **more)
    assert r.status_code == 200, r
    return r.output["embeddings"][0]["embedding"]


def ai(name, text, **more):
    return client.embeddings.create(model=name, input=text, encoding_format="float", extra_body=more).data[0].embedding


def same(a, b):
    return len(a) == len(b) and max(abs(x - y) for x, y in zip(a, b)) < 1e-5


def refused(f, *words):
    try:
        f()
    except (HfHubHTTPError, BadRequestError) as e:
        said = str(e) + (getattr(e, "server_message", None) or "")
        assert all(w in said for w in words), said
        return
    raise AssertionError("nothing was refused")


text = "Who wrote the first program?"
for plain, named in [("admin/plain", "admin/named"), ("admin/gguf", "admin/named-gguf")]:
    bare, query, passage = (hf(plain, before + text) for before in ["", "query: ", "passage: "])
    assert not same(bare, query) and not same(query, passage)
    assert same(hf(named, text), bare) and same(ds(named, text), bare) and same(ai(named, text), bare)
    assert same(hf(named, text, prompt_name="query"), query) and same(hf(named, [text, text], prompt_name="passage")[1], passage)
    assert same(ds(named, text, text_type="query"), query) and same(ds(named, text, text_type="document"), passage)
    assert same(ds(plain, text, text_type="query"), bare) and same(ds(plain, text, text_type="document"), bare)
    refused(lambda: hf(named, text, prompt_name="question"), 'prompt_name is "question"', "passage, query")
    refused(lambda: hf(plain, text, prompt_name="query"), 'prompt_name is "query"', "has no prompts")
    refused(lambda: ai(named, text, prompt_name="query"), "prompt_name is not offered")

bare, query = (hf("admin/plain", before + text) for before in ["", "query: "])
assert same(hf("admin/always", text), query) and same(ai("admin/always", text), query) and same(ds("admin/always", text), query)
assert same(hf("admin/always", text, prompt_name="document"), bare) and same(ds("admin/always", text, text_type="document"), bare)
wrong = TextEmbedding.call(model="admin/always", input=text, text_type="question")
assert wrong.status_code == 400 and "query, document" in wrong.message, wrong

refused(lambda: hf("tenon/embeddings", text, prompt_name="query"), 'prompt_name is "query"')
assert len(hf("tenon/embeddings", text)) > 10 and ds("tenon/embeddings", text, text_type="query") == hf("tenon/embeddings", text)

assert same(hf("admin/apart-gguf", text), hf("admin/gguf", text))
refused(lambda: hf("admin/apart-gguf", text, prompt_name="query"), "llama.cpp")
print("all is well")
