"""Lists, search, likes and what is read from files, by huggingface_hub."""
import json, os, struct
from huggingface_hub import HfApi, CommitOperationAdd
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.utils import get_session

api = HfApi()
eve = HfApi(token=os.environ["EVE"])
end = os.environ["HF_ENDPOINT"]


def card(**facts):
    return CommitOperationAdd("README.md", ("---\n" + json.dumps(facts.pop("head")) + "\n---\n" + facts["text"]).encode())


head = json.dumps({"w": {"dtype": "BF16", "shape": [1000, 70], "data_offsets": [0, 140000]}}).encode()
def weights(): return CommitOperationAdd("model.safetensors", struct.pack("<Q", len(head)) + head + b"\0" * 140000)
def config(): return CommitOperationAdd("config.json", json.dumps({"architectures": ["BertForMaskedLM"], "model_type": "bert", "max_position_embeddings": 512}).encode())


def string(s):
    return struct.pack("<Q", len(s)) + s.encode()


gguf = b"GGUF" + struct.pack("<IQQ", 3, 1, 3) + string("general.architecture") + struct.pack("<I", 8) + string("llama") \
    + string("general.file_type") + struct.pack("<II", 4, 15) + string("llama.context_length") + struct.pack("<II", 4, 8192) \
    + string("token_embd.weight") + struct.pack("<IQQIQ", 2, 4096, 100, 12, 0)

for name, kind, ops, private in [
    ("lab/zh-bert", "model", [card(head={"license": "mit", "language": ["zh"], "tags": ["tiny"]}, text="# 中文 语言模型\nReads Chinese."), config(), weights()], False),
    ("lab/tiny-llama", "model", [CommitOperationAdd("tiny.gguf", gguf), card(head={"license": "apache-2.0", "base_model": "lab/zh-bert", "pipeline_tag": "text-generation", "datasets": ["lab/corpus"]}, text="A llama.")], False),
    ("ada/hidden-bert", "model", [config()], True),
    ("lab/corpus", "dataset", [card(head={"task_categories": ["fill-mask"], "language": "en", "size_categories": ["1K<n<10K"]}, text="Sentences")], False),
    ("lab/app", "space", [card(head={"sdk": "gradio", "tags": ["demo"]}, text="Try it")], False),
]:
    api.create_repo(name, repo_type=kind, private=private, space_sdk="gradio" if kind == "space" else None)
    api.create_commit(name, ops, repo_type=kind, commit_message="fill")


def ids(l):
    return [m.id for m in l]


# Lists.
assert ids(api.list_models(filter="bert")) == ["ada/hidden-bert", "lab/zh-bert"]
assert ids(eve.list_models(filter="bert")) == ["lab/zh-bert"]
assert ids(api.list_models(filter=["zh", "license:mit"])) == ["lab/zh-bert"]
assert ids(api.list_models(filter="gguf", author="lab")) == ["lab/tiny-llama"]
assert ids(api.list_models(pipeline_tag="fill-mask")) == ["ada/hidden-bert", "lab/zh-bert"]
assert ids(api.list_models(trained_dataset="lab/corpus")) == ["lab/tiny-llama"]
assert ids(api.list_models(num_parameters="min:60K,max:100K")) == ["lab/zh-bert"]
assert ids(api.list_models(gated=True)) == [] and len(ids(api.list_models(gated=False))) == 3
assert ids(api.list_datasets(filter="task_categories:fill-mask")) == ["lab/corpus"]
assert ids(api.list_datasets(language="en", size_categories="1K<n<10K")) == ["lab/corpus"]
assert ids(api.list_datasets(search="corpus")) == ["lab/corpus"]
assert ids(api.list_spaces(filter="gradio", search="app")) == ["lab/app"]
assert ids(api.list_models(sort="created_at")) == ["ada/hidden-bert", "lab/tiny-llama", "lab/zh-bert"]
for sort in ["downloads", "likes", "last_modified", "trending_score"]:
    assert len(ids(api.list_models(sort=sort, limit=2))) == 2, sort

# Search.
assert ids(api.list_models(search="语言模型")) == ["lab/zh-bert"]
assert ids(api.list_models(search="reads chin")) == ["lab/zh-bert"]
assert ids(api.list_models(search="lama")) == ["lab/tiny-llama"]
assert ids(api.list_models(search="lllama")) == ["lab/tiny-llama"]
assert ids(eve.list_models(search="hidden")) == []

# What is known.
m = api.model_info("lab/zh-bert")
assert m.pipeline_tag == "fill-mask" and m.library_name == "transformers" and m.safetensors.total == 70000 and m.safetensors.parameters == {"BF16": 70000}, m
assert {"safetensors", "bert", "zh", "license:mit", "tiny", "fill-mask", "transformers"} <= set(m.tags), m.tags
assert m.config["model_type"] == "bert" and m.card_data.license == "mit" and m.used_storage > 140000
m = api.model_info("lab/tiny-llama", expand=["gguf", "tags", "downloads", "likes", "trendingScore", "baseModels"])
assert m.gguf == {"total": 409600, "architecture": "llama", "context_length": 8192} and "base_model:lab/zh-bert" in m.tags, m
m, = api.list_models(search="zh-bert", full=True, cardData=True, fetch_config=True, limit=1)
assert m.card_data.language == ["zh"] and "config.json" in [s.rfilename for s in m.siblings] and m.config["architectures"] == ["BertForMaskedLM"], m
m, = api.list_models(filter="bert", author="lab")
assert m.card_data is None and m.config is None and m.siblings is None and m.pipeline_tag == "fill-mask"
tags = api.get_model_tags()
assert {"id": "license:mit", "label": "mit", "type": "license"} in tags["license"], tags
facets = get_session().get(f"{end}/api/facets/models").json()
assert facets["total"] == 2 and facets["exact"] and {"value": "lab", "count": 2} in facets["facets"]["author"], facets
assert [r["id"] for r in get_session().get(f"{end}/api/models/lab/zh-bert/similar").json()] == ["lab/tiny-llama"]

# What changes is known at once.
api.create_commit("lab/zh-bert", [card(head={"license": "gpl-3.0"}, text="A Klingon one")], commit_message="change")
assert ids(api.list_models(filter="license:mit")) == [] and ids(api.list_models(search="klingon")) == ["lab/zh-bert"]
api.move_repo("lab/zh-bert", "lab/elmo")
assert ids(api.list_models(search="elmo")) == ["lab/elmo"] and ids(api.list_models(search="zh-bert")) != ["lab/elmo"]
api.update_repo_settings("lab/elmo", visibility="private")
assert ids(eve.list_models(search="elmo")) == [] and ids(api.list_models(search="elmo")) == ["lab/elmo"]

# Likes. The client only takes them back.
for who in (api, eve):
    r = get_session().post(f"{end}/api/models/lab/tiny-llama/like", headers=who._build_hf_headers())
    assert r.status_code == 200, r.text
assert api.model_info("lab/tiny-llama").likes == 2 and api.model_info("lab/tiny-llama").trending_score >= 19
assert sorted(u.username for u in api.list_repo_likers("lab/tiny-llama")) == ["ada", "eve"]
liked = api.list_liked_repos()
assert liked.total == 1 and liked.models == ["lab/tiny-llama"] and eve.list_liked_repos("ada").models == ["lab/tiny-llama"]
assert ids(api.list_models(sort="likes"))[0] == "lab/tiny-llama"
eve.unlike("lab/tiny-llama")
assert api.model_info("lab/tiny-llama").likes == 1
api.delete_repo("lab/tiny-llama")
assert ids(api.list_models(search="llama")) == [] and api.list_liked_repos().total == 0
print("all is well")
