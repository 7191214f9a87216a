# What huggingface_hub does about large files of a repository's history.
import os
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError

api, bob, eve = HfApi(), HfApi(token=os.environ["BOB"]), HfApi(token=os.environ["EVE"])
repo = "lab/voice"


def status(want, f, *args, **kwargs):
    try:
        list(f(*args, **kwargs) or [])
    except HfHubHTTPError as e:
        assert e.response.status_code == want, e
        return
    raise AssertionError(f"{f.__name__} {args} answered")


def put(message, revision=None, **files):
    ops = [CommitOperationAdd(name.replace("__", "/").replace("_", "."), text.encode()) for name, text in files.items()]
    return api.create_commit(repo, ops, commit_message=message, revision=revision).oid


api.create_repo(repo)
first = put("first", README_md="# Voice", sub__old_bin="old" * 50)
secret = put("secret", model_bin="secret" * 50, keep_bin="keep" * 50)
api.create_tag(repo, tag="v1", tag_message="one")
api.create_branch(repo, branch="dev")
put("on a branch", revision="dev", dev_txt="dev")
put("better", model_bin="better" * 50)
put("without", sub__note_txt="note")

files = {f.filename: f for f in api.list_lfs_files(repo)}
assert set(files) == {"model.bin", "keep.bin", "sub/old.bin"} and len(list(api.list_lfs_files(repo))) == 4, files
assert all(f.oid == f.file_oid and len(f.oid) == 64 and f.pushed_at for f in files.values())
found = [f for f in api.list_lfs_files(repo) if f.size == 300]
assert len(found) == 2  # "secret" and "better" have one length
import hashlib

doomed = [f for f in found if f.file_oid == hashlib.sha256(b"secret" * 50).hexdigest()]
status(403, eve.permanently_delete_lfs_files, repo, doomed)
before = {c.commit_id: c.title for c in api.list_repo_commits(repo)}
bob.permanently_delete_lfs_files(repo, doomed)

assert "model.bin" in {f.filename for f in api.list_lfs_files(repo)} and len(list(api.list_lfs_files(repo))) == 3
after = {c.commit_id: c.title for c in api.list_repo_commits(repo)}
assert list(after.values()) == list(before.values()), after
assert first in after and secret not in after  # what came before stays as it is
text = lambda path, rev=None: open(api.hf_hub_download(repo, path, revision=rev, force_download=True)).read()
assert text("model.bin") == "better" * 50 and text("keep.bin", "v1") == "keep" * 50 and text("dev.txt", "dev") == "dev"
for rev in "v1", "dev":  # the tag and the branch had it
    try:
        text("model.bin", rev)
        raise AssertionError(f"it is there still at {rev}")
    except EntryNotFoundError:
        pass
refs = api.list_repo_refs(repo)
assert [t.name for t in refs.tags] == ["v1"] and sorted(b.name for b in refs.branches) == ["dev", "main"]

# Without a new history what points to it stays, and leads to nothing.
old = [f for f in api.list_lfs_files(repo) if f.filename == "sub/old.bin"]
head = api.model_info(repo).sha
api.permanently_delete_lfs_files(repo, old, rewrite_history=False)
assert api.model_info(repo).sha == head
try:
    text("sub/old.bin")
    raise AssertionError("it can be read still")
except HfHubHTTPError as e:
    assert e.response.status_code == 404 and "removed from" in str(e), e
put("again", sub__old_bin="old" * 50)
assert text("sub/old.bin") == "old" * 50
print("all is well")
