"""Repositories, uploads and downloads by modelscope 1.37, over TLS."""
import os
import pathlib
import random
import subprocess
from requests import HTTPError
from modelscope.hub.api import HubApi
from modelscope.hub.snapshot_download import snapshot_download, dataset_snapshot_download
from modelscope.hub.file_download import model_file_download, dataset_file_download
from modelscope.hub.repository import Repository

work = pathlib.Path(os.environ["HOME"])
api = HubApi()
git_token, _ = api.login(os.environ["TOKEN"])
api.create_model("lab/voice", visibility=1, license="MIT License", chinese_name="声音")
assert api.repo_exists("lab/voice") and not api.repo_exists("lab/nothing")
try:
    api.create_model("lab/voice", visibility=1)
    raise AssertionError("made twice")
except HTTPError as e:
    assert e.response.status_code == 400 and "already" in e.response.json()["Message"], e

tree = work / "tree"
(tree / "sub").mkdir(parents=True)
big = random.Random(1).randbytes(3 << 20)
(tree / "model.safetensors").write_bytes(big)
(tree / "sub/配置.json").write_text('{"a": 1}')
(tree / "configuration.json").write_text('{"task": "text-classification"}')
api.upload_folder(repo_id="lab/voice", folder_path=str(tree), commit_message="a folder")
api.upload_file(path_or_fileobj=b"one file", path_in_repo="one.txt", repo_id="lab/voice", commit_message="one")
files = {f["Path"] for f in api.get_model_files("lab/voice", recursive=True)}
assert {"model.safetensors", "sub/配置.json", "one.txt"} <= files, files
snap = pathlib.Path(snapshot_download("lab/voice", cache_dir=str(work / "cache")))
assert (snap / "model.safetensors").read_bytes() == big and (snap / "sub/配置.json").read_text() == '{"a": 1}'
assert pathlib.Path(model_file_download("lab/voice", "one.txt", local_dir=str(work / "one"))).read_text() == "one file"
assert api.get_model("lab/voice")["Name"] == "voice"
assert [m["Name"] for m in api.list_models("lab")["Models"]] == ["voice"]
api.create_model_tag("lab/voice", "v1")
branches, tags = api.get_model_branches_and_tags("lab/voice")
assert "v1" in tags, (branches, tags)
assert len(api.list_repo_commits("lab/voice").commits) >= 3
api.delete_files("lab/voice", "model", ["one.txt"])
assert not api.file_exists("lab/voice", "one.txt")
api.set_repo_visibility("lab/voice", "model", "public")

# Datasets are named by a number.
api.create_dataset("corpus", "lab", visibility=1)
number, kind = api.get_dataset_id_and_type("corpus", "lab")
assert isinstance(number, int) and number > 0 and kind == 0, (number, kind)
api.upload_folder(repo_id="lab/corpus", repo_type="dataset", folder_path=str(tree), commit_message="rows")
files = {f["Path"] for f in api.get_dataset_files("lab/corpus", recursive=True)}
assert {"model.safetensors", "sub/配置.json"} <= files, files
snap = pathlib.Path(dataset_snapshot_download("lab/corpus", cache_dir=str(work / "cache")))
assert (snap / "model.safetensors").read_bytes() == big
assert pathlib.Path(dataset_file_download("lab/corpus", "sub/配置.json", local_dir=str(work / "two"))).read_text() == '{"a": 1}'
api.set_repo_visibility("lab/corpus", "dataset", "public")

# git, as the client writes the address.
url = f"https://oauth2:{git_token}@{os.environ['MODELSCOPE_DOMAIN']}/lab/voice.git"
subprocess.run(["git", "clone", "-q", url, "clone"], cwd=work, check=True)
assert (work / "clone/sub/配置.json").read_text() == '{"a": 1}'

# And as it works with git: on the branch master, which is main.
git = Repository(str(work / "git"), clone_from="lab/voice")
(work / "git/new.txt").write_text("by git")
git.push("a new file")
git.pull()
assert pathlib.Path(model_file_download("lab/voice", "new.txt")).read_text() == "by git"
branches, _ = api.get_model_branches_and_tags("lab/voice")
assert branches == ["master"], branches
api.delete_dataset(number)
assert not api.repo_exists("lab/corpus", repo_type="dataset")
api.delete_model("lab/voice")
assert not api.repo_exists("lab/voice")
print("all is well")
