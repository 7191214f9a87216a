"""Repositories, uploads and downloads by modelscope."""
import os
import pathlib
import random
from modelscope_hub import HubApi
from modelscope_hub._repository import Repository
from modelscope.hub.snapshot_download import snapshot_download
from modelscope.hub.file_download import model_file_download

work = pathlib.Path(os.environ["HOME"])
token = os.environ["TOKEN"]
api = HubApi(endpoint=os.environ["MODELSCOPE_ENDPOINT"])
user = api.login(token)
assert user.username == "ada", user
assert api.whoami().username == "ada"


def raises(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except Exception as e:
        return e
    raise AssertionError(f"{f.__name__}{args} did not fail")


api.create_repo("lab/voice", "model", visibility="private", license="mit")
raises(api.create_repo, "lab/voice", "model")
api.create_repo("lab/corpus", "dataset", visibility="public")
assert api.repo_exists("lab/voice", "model") and not api.repo_exists("lab/nothing", "model")

tree = work / "tree"
(tree / "sub").mkdir(parents=True)
big = random.Random(1).randbytes(3 << 20)
(tree / "model.safetensors").write_bytes(big)
(tree / "sub/配置.json").write_text('{"a": 1}')
(tree / "README.md").write_text("---\nlicense: mit\n---\n# 声音\n")
api.upload_folder("lab/voice", "model", folder_path=str(tree), commit_message="a folder")
api.upload_file("lab/voice", "model", path_or_fileobj=b"one file", path_in_repo="one.txt", commit_message="one")
files = {f.path: f for f in api.list_repo_files("lab/voice", "model", recursive=True)}
assert {"README.md", "model.safetensors", "sub/配置.json", "one.txt"} <= set(files), files
snap = pathlib.Path(snapshot_download("lab/voice", cache_dir=str(work / "cache")))
assert (snap / "model.safetensors").read_bytes() == big
assert (snap / "sub/配置.json").read_text() == '{"a": 1}' and (snap / "one.txt").read_text() == "one file"
one = pathlib.Path(model_file_download("lab/voice", "one.txt", local_dir=str(work / "one")))
assert one.read_text() == "one file"

# What these clients call private and gated is seen by all, and its files are given on request.
api.create_repo("lab/gated", "model", visibility="private", gated_mode=True)
api.upload_file("lab/gated", "model", path_or_fileobj=b"secret", path_in_repo="weights.txt", commit_message="one")
eve = HubApi(endpoint=os.environ["MODELSCOPE_ENDPOINT"], token=os.environ["EVE"])
assert eve.repo_exists("lab/gated", "model") and "weights.txt" in {f.path for f in eve.list_repo_files("lab/gated", "model")}
assert "ask for access" in str(raises(eve.download_file, "lab/gated", "model", "weights.txt", local_dir=str(work / "eves")))
assert pathlib.Path(api.download_file("lab/gated", "model", "weights.txt", local_dir=str(work / "mine"))).read_text() == "secret"

api.create_repo_tag("lab/voice", "model", "v1")
assert "v1" in str(api.list_repo_revisions("lab/voice", "model")) if hasattr(api, "list_repo_revisions") else True
api.upload_file("lab/corpus", "dataset", path_or_fileobj=b"a,b\n1,2\n", path_in_repo="data.csv", commit_message="rows")
assert "data.csv" in {f.path for f in api.list_repo_files("lab/corpus", "dataset", recursive=True)}

# Lists of the open API.
page = api.list_repos("model", owner="lab", page_size=1)
assert page.total_count == 2 and len(page.items) == 1 and page.items[0].owner == "lab", page
assert {r.repo_id for n in (1, 2) for r in api.list_repos("model", owner="lab", page_number=n, page_size=1).items} == {"lab/voice", "lab/gated"}
assert api.list_repos("model", owner="lab", page_number=3, page_size=1).items == []
voice = api.list_repos("model", search="voice", license="mit").items
assert [(r.repo_id, r.license, r.private, r.gated) for r in voice] == [("lab/voice", "mit", True, False)], voice
assert voice[0].file_size >= 3 << 20 and voice[0].last_modified.year >= 2025
assert api.list_repos("model", search="voice", license="apache-2.0").items == []
assert [r.repo_id for r in api.list_repos("dataset", sort="last_modified").items] == ["lab/corpus"]
assert api.list_repos("studio").items == []
assert "cannot be listed by" in str(raises(api.list_repos, "model", deploy="true"))
assert "no order" in str(raises(api.list_repos, "model", sort="beauty"))
info = api.get_repo("lab/voice", "model")
assert (info.repo_id, info.license) == ("lab/voice", "mit"), info
# Apps: they are kept, and not run.
app = api.create_repo("lab/site", repo_type="studio", visibility="private", chinese_name="一个应用", license="mit", description="What it does", sdk_type="static")
assert (app.repo_id, app.private) == ("lab/site", True), app
assert "already exists" in str(raises(api.create_repo, "lab/site", repo_type="studio"))
assert [(r.repo_id, r.license) for r in api.list_repos("studio", owner="lab").items] == [("lab/site", "mit")]
assert api.get_repo("lab/site", "studio").private
for settings, gated in ({"visibility": "protected"}, True), ({"private": False}, True), ({"visibility": "public"}, False):
    api.update_repo_settings("lab/site", "studio", **settings)
    assert (api.get_repo("lab/site", "studio").private, api.get_repo("lab/site", "studio").gated) == (False, gated), settings
assert "none of public" in str(raises(api.update_repo_settings, "lab/site", "studio", visibility="nobody"))
assert "runs none" in str(raises(api.list_secrets, "lab/site")) and "runs none" in str(raises(api.deploy_repo, "lab/site"))
# Git, as the client works with it: on the branch master, which is main.
git = Repository(work / "git", repo_id="lab/voice", token=os.environ["TOKEN"], endpoint=os.environ["MODELSCOPE_ENDPOINT"])
git.clone()
(work / "git" / "by git.txt").write_text("by git")
git.push("a new file")
git.pull()
assert "by git.txt" in [f.path for f in api.list_repo_files("lab/voice", "model")]
api.delete_repo("lab/corpus", "dataset")
assert not api.repo_exists("lab/corpus", "dataset")
print("all is well")
