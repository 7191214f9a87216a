"""Repositories, branches, tags, history and errors by huggingface_hub."""
import os
from huggingface_hub import HfApi, CommitOperationAdd, CommitOperationDelete, CommitOperationCopy
from huggingface_hub.errors import (
    EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError, BadRequestError,
)

api = HfApi()
eve = HfApi(token=os.environ["EVE"])


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return e
    raise AssertionError(f"{f.__name__}{args} did not raise {kind}")


me = api.whoami()
assert me["name"] == "ada" and me["orgs"][0]["name"] == "lab" and me["auth"]["accessToken"]["role"] == "write", me
assert raises(HfHubHTTPError, HfApi(token="hf_wrong").whoami).response.status_code == 401

url = api.create_repo("lab/voice", private=True)
assert url.repo_id == "lab/voice" and url.repo_type == "model", url
assert api.create_repo("lab/voice", exist_ok=True).repo_id == "lab/voice"
assert raises(HfHubHTTPError, api.create_repo, "lab/voice").response.status_code == 409
assert api.create_repo("lab/corpus", repo_type="dataset").repo_type == "dataset"
assert api.create_repo("app", repo_type="space", space_sdk="gradio").repo_id == "ada/app"
assert api.space_info("ada/app").sdk == "gradio"
assert raises(HfHubHTTPError, eve.create_repo, "lab/mine").response.status_code == 403
raises(RepositoryNotFoundError, eve.model_info, "lab/voice")
raises(RepositoryNotFoundError, api.model_info, "lab/nothing")
raises(RepositoryNotFoundError, HfApi(token=False).model_info, "lab/voice")
assert api.repo_exists("lab/voice") and not eve.repo_exists("lab/voice")
api.auth_check("lab/voice")
raises(RepositoryNotFoundError, eve.auth_check, "lab/voice")
assert raises(HfHubHTTPError, eve.upload_file, path_or_fileobj=b"x", path_in_repo="x", repo_id="lab/corpus", repo_type="dataset").response.status_code == 403

# Commits.
first = api.create_commit("lab/voice", [
    CommitOperationAdd("README.md", b"---\nlicense: mit\ntags: [speech]\nlibrary_name: nemo\npipeline_tag: automatic-speech-recognition\n---\n# Voice\n"),
    CommitOperationAdd("a/b/c.txt", b"deep"), CommitOperationAdd("a/d.txt", b"less"), CommitOperationAdd("weights.bin", b"\0\1\2" * 1000),
], commit_message="add files", commit_description="with words")
assert first.oid and first.commit_url.endswith(first.oid) and first.repo_url.repo_id == "lab/voice", first
info = api.model_info("lab/voice", files_metadata=True)
assert info.sha == first.oid and info.private and info.author == "lab" and info.pipeline_tag == "automatic-speech-recognition", info
assert info.card_data.license == "mit" and "speech" in info.tags and info.library_name == "nemo", info
sizes = {s.rfilename: (s.size, s.lfs.sha256 if s.lfs else None) for s in info.siblings}
assert sizes["a/b/c.txt"] == (4, None) and sizes["weights.bin"][0] == 3000 and len(sizes["weights.bin"][1]) == 64, sizes
assert api.list_repo_files("lab/voice") == [".gitattributes", "README.md", "a/b/c.txt", "a/d.txt", "weights.bin"]

second = api.create_commit("lab/voice", [
    CommitOperationDelete("a/b/c.txt"), CommitOperationAdd("new.txt", b"new"), CommitOperationCopy("weights.bin", "copy.bin"),
], commit_message="change", parent_commit=first.oid)
assert raises(HfHubHTTPError, api.create_commit, "lab/voice", [CommitOperationAdd("x", b"y")], commit_message="late", parent_commit=first.oid).response.status_code == 412
raises(EntryNotFoundError, api.delete_file, "nothing.txt", "lab/voice")
raises(RevisionNotFoundError, api.create_commit, "lab/voice", [CommitOperationAdd("x", b"y")], commit_message="x", revision="nowhere")
raises(HfHubHTTPError, api.create_commit, "lab/voice", [CommitOperationAdd("new.txt/x", b"y")], commit_message="a folder over a file")
raises((BadRequestError, ValueError), api.create_commit, "lab/voice", [CommitOperationAdd("a/.GIT/config", b"y")], commit_message="out")
raises(ValueError, api.upload_file, path_or_fileobj=b"---\ntags: [a\n---\n", path_in_repo="README.md", repo_id="lab/voice")
api.delete_folder("a", "lab/voice")
assert sorted(api.list_repo_files("lab/voice")) == [".gitattributes", "README.md", "copy.bin", "new.txt", "weights.bin"]

commits = api.list_repo_commits("lab/voice", formatted=True)
assert [c.title for c in commits] == ["Delete folder a with huggingface_hub", "change", "add files", "initial commit"], commits
assert commits[2].message == "with words" and commits[2].authors == ["ada"] and commits[0].formatted_title, commits

# Trees.
tree = list(api.list_repo_tree("lab/voice", revision=first.oid, recursive=True, expand=True))
assert [e.path for e in tree] == [".gitattributes", "README.md", "a", "a/b", "a/b/c.txt", "a/d.txt", "weights.bin"], tree
assert tree[4].last_commit.oid == first.oid and tree[0].last_commit.title == "initial commit" and tree[6].lfs.size == 3000, tree
assert [e.path for e in api.list_repo_tree("lab/voice", "a", revision=first.oid)] == ["a/b", "a/d.txt"]
raises(EntryNotFoundError, lambda: list(api.list_repo_tree("lab/voice", "nothing")))
raises(RevisionNotFoundError, lambda: list(api.list_repo_tree("lab/voice", revision="nowhere")))
paths = api.get_paths_info("lab/voice", ["a", "weights.bin", "nothing"], revision=first.oid, expand=True)
assert [p.path for p in paths] == ["a", "weights.bin"] and paths[1].last_commit.oid == first.oid, paths

# Branches and tags.
api.create_branch("lab/voice", branch="dev/one", revision=first.oid)
assert raises(HfHubHTTPError, api.create_branch, "lab/voice", branch="dev/one").response.status_code == 409
api.create_branch("lab/voice", branch="dev/one", exist_ok=True)
api.create_tag("lab/voice", tag="v1", revision="dev/one", tag_message="one")
api.upload_file(path_or_fileobj=b"on a branch", path_in_repo="dev.txt", repo_id="lab/voice", revision="dev/one")
refs = api.list_repo_refs("lab/voice")
assert {b.name for b in refs.branches} == {"main", "dev/one"} and refs.tags[0].name == "v1" and refs.tags[0].target_commit == first.oid, refs
assert api.file_exists("lab/voice", "dev.txt", revision="dev/one") and not api.file_exists("lab/voice", "dev.txt")
assert api.model_info("lab/voice", revision="v1").sha == first.oid
assert api.model_info("lab/voice", revision="master").sha == api.model_info("lab/voice").sha
assert api.revision_exists("lab/voice", "dev/one") and not api.revision_exists("lab/voice", "nothing")
api.delete_branch("lab/voice", branch="dev/one")
api.delete_tag("lab/voice", tag="v1")
raises(RevisionNotFoundError, api.delete_tag, "lab/voice", tag="v1")
raises(HfHubHTTPError, api.delete_branch, "lab/voice", branch="main")

# Settings, names, lists, the end.
assert "lab/voice" not in [m.id for m in eve.list_models()]
api.update_repo_settings("lab/voice", private=False)
assert [m.id for m in eve.list_models(author="lab", search="VOI")] == ["lab/voice"]
assert [m.id for m in eve.list_models(author="ada")] == []
assert [d.id for d in eve.list_datasets(author="lab", sort="created_at", limit=5)] == ["lab/corpus"]
for i in range(5):
    api.create_repo(f"many-{i}")
assert [m.id for m in api.list_models(author="ada", limit=4, sort="created_at")] == [f"ada/many-{i}" for i in (4, 3, 2, 1)]
told = api.model_info("lab/voice", expand=["downloads", "sha"])
assert told.downloads == 0 and told.sha and told.author is None and told.siblings is None and told.private is None, told
told, = api.list_models(author="lab", expand=["author", "siblings"])
assert told.author == "lab" and told.siblings and told.downloads is None and told.created_at is None, told
assert api.model_info("lab/voice", securityStatus=True).security_repo_status == {"scansDone": True, "filesWithIssues": []}
assert api.model_info("lab/voice").security_repo_status is None
api.move_repo("lab/voice", "ada/tongue")
assert api.model_info("lab/voice").id == "ada/tongue"
raises(HfHubHTTPError, eve.delete_repo, "ada/tongue")
api.delete_repo("ada/tongue")
raises(RepositoryNotFoundError, api.delete_repo, "ada/tongue")
api.delete_repo("ada/tongue", missing_ok=True)
raises(RepositoryNotFoundError, api.model_info, "lab/voice")
print("all is well")
