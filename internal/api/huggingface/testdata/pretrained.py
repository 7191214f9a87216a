"""What transformers loads and pushes: configurations, tokenizers, feature
extractors, and weights in parts, which are read without torch."""
import json
import os
import sys
import tempfile

import numpy as np
from huggingface_hub import HfApi
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoConfig, AutoFeatureExtractor, AutoTokenizer, BertConfig, GenerationConfig, PreTrainedTokenizerFast, Wav2Vec2FeatureExtractor,
)
from transformers.utils.hub import cached_file, cached_files, get_checkpoint_shard_files, has_file

api, repo = HfApi(), "lab/tiny"


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return str(e)
    raise AssertionError(f"{f}{args} did not raise {kind}")


config = BertConfig(vocab_size=6, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16)
config.push_to_hub(repo, private=True)
words = Tokenizer(models.WordLevel({"[PAD]": 0, "[UNK]": 1, "a": 2, "small": 3, "voice": 4, "speaks": 5}, unk_token="[UNK]"))
words.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]").push_to_hub(repo)
GenerationConfig(max_new_tokens=7).push_to_hub(repo)
Wav2Vec2FeatureExtractor(feature_size=1, sampling_rate=8000).push_to_hub("lab/ears")

back = AutoConfig.from_pretrained(repo)
assert type(back) is BertConfig and back.hidden_size == 8, back
tokenizer = AutoTokenizer.from_pretrained(repo)
assert tokenizer("a small voice sings")["input_ids"] == [2, 3, 4, 1], tokenizer("a small voice sings")
assert GenerationConfig.from_pretrained(repo).max_new_tokens == 7
ears = AutoFeatureExtractor.from_pretrained("lab/ears")
assert ears(np.zeros(80), sampling_rate=8000, return_tensors="np")["input_values"].shape == (1, 80)

# Weights in two parts, and an index that says what is where.
random, parts, index = np.random.default_rng(7), {}, {}
for n in (1, 2):
    name = f"model-0000{n}-of-00002.safetensors"
    parts[name] = {f"encoder.layer.{n}.weight": random.standard_normal((512, 1024 * n)).astype(np.float32)}
    index |= {tensor: name for tensor in parts[name]}
with tempfile.TemporaryDirectory() as folder:
    for name, tensors in parts.items():
        save_file(tensors, f"{folder}/{name}", metadata={"format": "pt"})
    with open(f"{folder}/model.safetensors.index.json", "w") as f:
        json.dump({"metadata": {"total_size": 6 << 20}, "weight_map": index}, f)
    done = api.upload_folder(repo_id=repo, folder_path=folder, commit_message="weights")
where = cached_file(repo, "model.safetensors.index.json")
files, metadata = get_checkpoint_shard_files(repo, where)
assert len(files) == 2 and metadata["weight_map"] == index, (files, metadata)
for file in files:
    for name, tensor in load_file(file).items():
        assert np.array_equal(tensor, parts[index[name]][name]), name
assert has_file(repo, "config.json", token=os.environ["HF_TOKEN"]) and not has_file(repo, "nothing.json", token=os.environ["HF_TOKEN"])
info = api.model_info(repo)
assert info.safetensors.total == 512 * 1024 * 3 and info.config["architectures" if "architectures" in info.config else "model_type"], info

# Of a commit, of a folder, from the cache alone, and what is not there.
api.upload_file(path_or_fileobj=json.dumps(config.to_dict() | {"hidden_size": 16}).encode(), path_in_repo="wide/config.json", repo_id=repo)
assert AutoConfig.from_pretrained(repo, subfolder="wide").hidden_size == 16
assert AutoConfig.from_pretrained(repo, revision=done.oid).hidden_size == 8
assert "not a valid git identifier" in raises(OSError, AutoConfig.from_pretrained, repo, revision="nowhere")
assert "does not appear to have a file named nothing.json" in raises(OSError, cached_files, repo, ["nothing.json"])
assert cached_file(repo, "nothing.json", _raise_exceptions_for_missing_entries=False) is None
assert "not a valid model identifier" in raises(OSError, AutoConfig.from_pretrained, "lab/nothing")
assert "not a valid model identifier" in raises(OSError, AutoConfig.from_pretrained, repo, token=os.environ["EVE"], cache_dir="eve")
for alone in (False, True):  # of the newest commit, and then from the cache
    assert AutoTokenizer.from_pretrained(repo, local_files_only=alone)("voice")["input_ids"] == [4]
assert "torch" not in sys.modules
print("all is well")
