"""Pull requests by huggingface_hub: by people who may read and not write, with large files too."""
import hashlib
import os
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import (
    BadRequestError, EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError,
)

api = HfApi()
eve = HfApi(token=os.environ["EVE"])
bob = HfApi(token=os.environ["BOB"])
reader = HfApi(token=os.environ["READER"])


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return e
    raise AssertionError(f"{f.__name__}{args} did not raise {kind}")


def refused(f, *args, **kwargs):
    e = raises(HfHubHTTPError, f, *args, **kwargs)
    return e.response.status_code, str(e)


def read(revision, path="notes.txt"):
    return open(eve.hf_hub_download("lab/voice", path, revision=revision)).read()


api.create_repo("lab/voice")
base = api.create_commit("lab/voice", [CommitOperationAdd("notes.txt", b"one\n"), CommitOperationAdd("old.txt", b"old\n")], commit_message="begin").oid

# A draft, opened and merged with nothing in it.
draft = eve.create_pull_request("lab/voice", "Nothing yet", description="It comes.")
assert (draft.num, draft.status, draft.is_pull_request, draft.git_reference) == (1, "draft", True, "refs/pr/1"), draft
assert draft.target_branch == "refs/heads/main" and draft.conflicting_files == [] and draft.merge_commit_oid is None and draft.diff == "", draft
code, said = refused(api.merge_pull_request, "lab/voice", 1)
assert code == 409 and "draft" in said, said
assert refused(eve.merge_pull_request, "lab/voice", 1)[0] == 403
assert eve.change_discussion_status("lab/voice", 1, "open").new_status == "open"
api.merge_pull_request("lab/voice", 1, comment="Fine.")
empty = api.get_discussion_details("lab/voice", 1)
assert empty.status == "merged" and empty.merge_commit_oid == base, empty
assert [e.type for e in empty.events] == ["comment", "status-change", "comment", "status-change"], empty.events

# A commit by somebody who may not write, to a pull request of its own.
assert refused(eve.upload_file, path_or_fileobj=b"x", path_in_repo="x", repo_id="lab/voice")[0] == 403
code, said = refused(reader.upload_file, path_or_fileobj=b"x", path_in_repo="x", repo_id="lab/voice", create_pr=True)
assert code == 403 and "may only read" in said, said
raises(HfHubHTTPError, HfApi(token=False).upload_file, path_or_fileobj=b"x", path_in_repo="x", repo_id="lab/voice", create_pr=True)
large = os.urandom(200_000)
info = eve.create_commit("lab/voice", [
    CommitOperationAdd("notes.txt", b"one\ntwo\n"), CommitOperationAdd("weights.bin", large), CommitOperationDelete("old.txt"),
], commit_message="Say more", commit_description="Because.", create_pr=True)
assert info.pr_url.endswith("/lab/voice/discussions/2") and info.pr_num == 2 and info.pr_revision == "refs/pr/2", info
pr = api.get_discussion_details("lab/voice", 2)
assert (pr.title, pr.status, pr.author, pr.conflicting_files) == ("Say more", "open", "eve", []), pr
assert [(e.type, getattr(e, "content", None) or e.summary) for e in pr.events] == [("comment", "Because."), ("commit", "Say more")], pr.events
assert pr.events[1].oid == info.oid and pr.events[1].author == "eve", pr.events
assert "+two" in pr.diff and "deleted file mode" in pr.diff and hashlib.sha256(large).hexdigest() in pr.diff, pr.diff

# What it has is at its revision, and nowhere else.
assert read("refs/pr/2") == "one\ntwo\n" and read("main") == "one\n"
assert open(eve.hf_hub_download("lab/voice", "weights.bin", revision="refs/pr/2"), "rb").read() == large
assert api.model_info("lab/voice", revision="refs/pr/2").sha == info.oid and api.model_info("lab/voice").sha == base
assert sorted(e.path for e in api.list_repo_tree("lab/voice", revision="refs/pr/2")) == [".gitattributes", "notes.txt", "weights.bin"]
assert [c.title for c in api.list_repo_commits("lab/voice", revision="refs/pr/2")][:2] == ["Say more", "begin"]
assert not api.file_exists("lab/voice", "weights.bin") and api.revision_exists("lab/voice", "refs/pr/2") and not api.revision_exists("lab/voice", "refs/pr/9")
refs = api.list_repo_refs("lab/voice", include_pull_requests=True)
assert {(p.ref, p.target_commit) for p in refs.pull_requests} == {("refs/pr/1", base), ("refs/pr/2", info.oid)}, refs
assert api.list_repo_refs("lab/voice").pull_requests is None and [b.name for b in refs.branches] == ["main"]

# More commits: by its author and by who may write, not by others.
more = eve.upload_file(path_or_fileobj=b"3\n", path_in_repo="three.txt", repo_id="lab/voice", revision="refs/pr/2")
bob.upload_file(path_or_fileobj=b"4\n", path_in_repo="four.txt", repo_id="lab/voice", revision="refs/pr/2", parent_commit=more.oid)
assert refused(eve.upload_file, path_or_fileobj=b"5", path_in_repo="five.txt", repo_id="lab/voice", revision="refs/pr/2", parent_commit=more.oid)[0] == 412
other = bob.upload_file(path_or_fileobj=b"two\n", path_in_repo="notes.txt", repo_id="lab/voice", create_pr=True)
code, said = refused(eve.upload_file, path_or_fileobj=b"5", path_in_repo="five.txt", repo_id="lab/voice", revision="refs/pr/3")
assert code == 403 and "#3 is bob's" in said, said
raises(RevisionNotFoundError, eve.upload_file, path_or_fileobj=b"5", path_in_repo="five.txt", repo_id="lab/voice", revision="refs/pr/9")
raises(BadRequestError, eve.create_commit, "lab/voice", [CommitOperationAdd("x", b"x")], commit_message="x", revision="refs/pr/2", create_pr=True)
raises(EntryNotFoundError, eve.delete_file, "nothing.txt", "lab/voice", create_pr=True)
raises(RevisionNotFoundError, api.super_squash_history, "lab/voice", branch="nothing")

# It is merged: main goes on from it. The other is then in conflict, and says so.
api.merge_pull_request("lab/voice", 2)
merged = api.get_discussion_details("lab/voice", 2)
assert merged.status == "merged" and merged.merge_commit_oid == api.model_info("lab/voice").sha and "+two" in merged.diff, merged
assert [e.type for e in merged.events] == ["comment", "commit", "commit", "commit", "status-change"], merged.events
assert sorted(api.list_repo_files("lab/voice")) == [".gitattributes", "four.txt", "notes.txt", "three.txt", "weights.bin"]
assert open(api.hf_hub_download("lab/voice", "weights.bin"), "rb").read() == large
assert refused(api.merge_pull_request, "lab/voice", 2)[0] == 409
assert refused(eve.upload_file, path_or_fileobj=b"6", path_in_repo="six.txt", repo_id="lab/voice", revision="refs/pr/2")[0] == 409
assert api.get_discussion_details("lab/voice", 3).conflicting_files == ["notes.txt"]
code, said = refused(api.merge_pull_request, "lab/voice", 3)
assert code == 409 and "both sides have changed notes.txt" in said, said
assert api.get_discussion_details("lab/voice", 3).status == "open"

# Two that go together are joined by a commit.
bob.upload_file(path_or_fileobj=b"one\ntwo\n", path_in_repo="notes.txt", repo_id="lab/voice", revision="refs/pr/3")
bob.upload_file(path_or_fileobj=b"7\n", path_in_repo="seven.txt", repo_id="lab/voice", revision="refs/pr/3")
api.merge_pull_request("lab/voice", 3)
joined = api.list_repo_commits("lab/voice")[0]
assert joined.title == "Upload notes.txt with huggingface_hub (#3)" and joined.authors == ["ada"] and api.file_exists("lab/voice", "seven.txt"), joined
assert api.get_discussion_details("lab/voice", 3).merge_commit_oid == joined.commit_id

# From an older commit, with a folder, closed and opened again.
old = eve.upload_file(path_or_fileobj=b"8\n", path_in_repo="eight.txt", repo_id="lab/voice", create_pr=True, parent_commit=base)
assert not eve.file_exists("lab/voice", "four.txt", revision=old.pr_revision)
os.makedirs("folder/deep")
for name in ("a.txt", "deep/b.txt", "deep/c.bin"):
    open(os.path.join("folder", name), "wb").write(os.urandom(3000))
folder = eve.upload_folder(repo_id="lab/voice", folder_path="folder", path_in_repo="data", commit_message="A folder", create_pr=True)
assert folder.pr_num == 5 and {"data/a.txt", "data/deep/c.bin"} <= set(eve.list_repo_files("lab/voice", revision="refs/pr/5")), folder
eve.change_discussion_status("lab/voice", 5, "closed")
assert refused(eve.upload_file, path_or_fileobj=b"6", path_in_repo="six.txt", repo_id="lab/voice", revision="refs/pr/5")[0] == 409
assert refused(api.merge_pull_request, "lab/voice", 5)[0] == 409
eve.change_discussion_status("lab/voice", 5, "open")
api.merge_pull_request("lab/voice", 5)
assert api.file_exists("lab/voice", "data/deep/c.bin")
question = api.create_discussion("lab/voice", "And now?")
assert question.num == 6 and refused(api.merge_pull_request, "lab/voice", 6)[0] == 400


def numbers(**kwargs):
    return [d.num for d in api.get_repo_discussions("lab/voice", **kwargs)]


assert numbers(discussion_type="pull_request") == [5, 4, 3, 2, 1] and numbers(discussion_type="discussion") == [6]
assert numbers(discussion_status="open") == [6, 4] and numbers(author="eve", discussion_status="closed") == [5, 2, 1]

# What was squashed on main has nothing in common with what was proposed before.
before = api.list_repo_files("lab/voice")
assert refused(eve.super_squash_history, "lab/voice")[0] == 403
api.super_squash_history("lab/voice", commit_message="All in one")
assert [c.title for c in api.list_repo_commits("lab/voice")] == ["All in one"] and api.list_repo_files("lab/voice") == before
late = api.get_discussion_details("lab/voice", 4)
assert late.conflicting_files is True and "+8" in late.diff, late
code, said = refused(api.merge_pull_request, "lab/voice", 4)
assert code == 409 and "nothing in common" in said, said
assert "+two" in api.get_discussion_details("lab/voice", 2).diff

# A card that could not be read any more does not come about by a merge.
api.upload_file(path_or_fileobj=b"---\nlicense: mit\ntags:\n- a\nx: 1\ny: 2\nz: 3\n---\n", path_in_repo="README.md", repo_id="lab/voice")
card = b"---\nlicense: mit\ntags:\n- a\nx: 1\ny: 2\nz: 3\nw: 1\n---\n"
bad = eve.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id="lab/voice", create_pr=True)
api.upload_file(path_or_fileobj=b"---\nw: 2\nlicense: mit\ntags:\n- a\nx: 1\ny: 2\nz: 3\n---\n", path_in_repo="README.md", repo_id="lab/voice")
code, said = refused(api.merge_pull_request, "lab/voice", bad.pr_num)
assert code == 400 and "README.md" in said, said

# What is private is so in pull requests too; a rename keeps them.
api.update_repo_settings("lab/voice", private=True)
for f in (lambda: eve.upload_file(path_or_fileobj=b"9", path_in_repo="nine.txt", repo_id="lab/voice", revision="refs/pr/4"),
          lambda: eve.upload_file(path_or_fileobj=b"9", path_in_repo="nine.txt", repo_id="lab/voice", create_pr=True),
          lambda: eve.model_info("lab/voice", revision="refs/pr/4")):
    raises(RepositoryNotFoundError, f)
api.move_repo("lab/voice", "lab/tongue")
assert api.get_discussion_details("lab/tongue", 4).repo_id == "lab/tongue" and api.file_exists("lab/tongue", "eight.txt", revision="refs/pr/4")
print("all is well")
