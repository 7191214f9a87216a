"""What datasets loads and pushes: tables of several formats, whole and as
streams, by name and by address."""
import io
import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Dataset, DatasetDict, get_dataset_config_names, get_dataset_split_names, load_dataset, load_dataset_builder
from huggingface_hub import HfApi

api = HfApi()
rows = [{"n": i, "text": f"text {i}"} for i in range(100)]


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return str(e)
    raise AssertionError(f"{f}{args} did not raise {kind}")


def parquet(l):
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(l), out)
    return out.getvalue()


def fill(repo, files, **kwargs):
    api.create_repo(repo, repo_type="dataset", **kwargs)
    for path, content in files.items():
        api.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=repo, repo_type="dataset")


fill("lab/csv", {"train.csv": ("n,text\n" + "".join(f"{r['n']},{r['text']}\n" for r in rows)).encode()})
fill("lab/json", {"data/train.jsonl": "".join(json.dumps(r) + "\n" for r in rows[:80]).encode(), "data/test.jsonl": "".join(json.dumps(r) + "\n" for r in rows[80:]).encode()}, private=True)
fill("lab/parquet", {
    "README.md": b"---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*\n- config_name: few\n  data_files: few.parquet\n---\n",
    "data/train-00000-of-00002.parquet": parquet(rows[:50]), "data/train-00001-of-00002.parquet": parquet(rows[50:]), "few.parquet": parquet(rows[:3]),
})
for repo, splits in {"lab/csv": {"train": 100}, "lab/json": {"train": 80, "test": 20}, "lab/parquet": {"train": 100}}.items():
    got = load_dataset(repo)
    assert {k: len(v) for k, v in got.items()} == splits, got
    assert [r for split in got.values() for r in split] == rows, repo
    streamed = load_dataset(repo, streaming=True)
    assert [r for split in streamed.values() for r in split] == rows, repo
assert get_dataset_config_names("lab/parquet") == ["default", "few"]
assert get_dataset_split_names("lab/json") == ["train", "test"]
assert len(load_dataset("lab/parquet", "few", split="train")) == 3
assert load_dataset_builder("lab/csv").info.features.keys() == {"n", "text"} or load_dataset_builder("lab/csv").info.features is None
assert list(load_dataset("lab/json", data_files="data/test.jsonl", split="train", streaming=True).skip(18)) == rows[98:]
assert load_dataset("json", data_files="hf://datasets/lab/json@main/data/test.jsonl", split="train")[0] == rows[80]
assert "lab/nothing" in raises(Exception, load_dataset, "lab/nothing")
assert "lab/json" in raises(Exception, load_dataset, "lab/json", token=os.environ["EVE"], cache_dir="eve")

# Pushed, and pushed again.
one = Dataset.from_list(rows)
one.push_to_hub("lab/pushed", private=True)
assert list(load_dataset("lab/pushed", split="train")) == rows
DatasetDict({"train": one.select(range(90)), "test": one.select(range(90, 100))}).push_to_hub("lab/pushed", "two", num_shards={"train": 3, "test": 1})
got = load_dataset("lab/pushed", "two")
assert len(got["train"]) == 90 and list(got["test"]) == rows[90:], got
assert sorted(f for f in api.list_repo_files("lab/pushed", repo_type="dataset") if f.startswith("two/")) == ["two/test-00000-of-00001.parquet"] + [f"two/train-0000{i}-of-00003.parquet" for i in range(3)]
one.select(range(5)).push_to_hub("lab/pushed", "two", split="test")
assert len(load_dataset("lab/pushed", "two", split="test", revision="main")) == 5
assert api.dataset_info("lab/pushed").card_data["dataset_info"][1]["config_name"] == "two"
print("all is well", flush=True)
os._exit(0)  # the threads that datasets leaves behind can abort an interpreter that is going
