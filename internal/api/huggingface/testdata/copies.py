"""Repositories made from others, and what repositories take, by huggingface_hub."""
import os
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

api = HfApi()
eve = HfApi(token=os.environ["EVE"])


def refused(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except HfHubHTTPError as e:
        return e.response.status_code
    raise AssertionError(f"{f.__name__}{args} was not refused")


large = os.urandom(100_000)
api.create_repo("lab/voice", private=True)
api.create_commit("lab/voice", [
    CommitOperationAdd("README.md", b"---\nlicense: mit\n---\n# Voice\n"), CommitOperationAdd("a/b.txt", "深".encode()), CommitOperationAdd("weights.bin", large),
] + [CommitOperationAdd(f"many/{i}.txt", b"%d" % i) for i in range(1100)], commit_message="begin")
refs = api.list_repo_refs("lab/voice", include_pull_requests=True)
assert refs.pull_requests == [], refs

# A copy has the files, is as private as what it is of, and is its maker's.
url = api.duplicate_repo("lab/voice", "copy")
assert url.repo_id == "ada/copy" and not url.files_copy_pending, url
assert api.model_info("ada/copy").private and api.list_repo_files("ada/copy") == api.list_repo_files("lab/voice")
assert open(api.hf_hub_download("ada/copy", "weights.bin"), "rb").read() == large and open(api.hf_hub_download("ada/copy", "a/b.txt")).read() == "深"
assert [c.title for c in api.list_repo_commits("ada/copy")][0].startswith("Duplicate model lab/voice at ")
assert refused(api.duplicate_repo, "lab/voice", "copy") == 409 and api.duplicate_repo("lab/voice", "copy", exist_ok=True).repo_id == "ada/copy"
assert refused(eve.duplicate_repo, "lab/voice", "mine") == 404 and not eve.repo_exists("eve/mine")
public = api.duplicate_repo("lab/voice", "lab/open", private=False)
assert eve.duplicate_repo("lab/open", "eve/mine").repo_id == "eve/mine" and not api.model_info("eve/mine").private
assert refused(eve.duplicate_repo, "lab/open", "lab/mine") == 403 and refused(HfApi(token=False).duplicate_repo, "lab/open", "lab/mine") == 401

# What they take is told to those who belong to their owner.
api.create_repo("lab/corpus", repo_type="dataset")
stored = {(r.type, r.id): r for r in api.list_user_repos("lab")}
assert set(stored) == {("model", "lab/voice"), ("model", "lab/open"), ("dataset", "lab/corpus")}, stored
assert stored["model", "lab/voice"].visibility == "private" and stored["model", "lab/voice"].storage > len(large), stored
assert 99 < sum(r.storage_percent for r in stored.values()) < 101, stored
assert [r.id for r in eve.list_user_repos()] == ["eve/mine"]
assert refused(lambda: list(eve.list_user_repos("lab"))) == 403 and refused(lambda: list(HfApi(token=False).list_user_repos())) == 401
for i in range(120):
    api.create_repo(f"lab/many-{i}", repo_type="space", space_sdk="static")
assert len({(r.type, r.id) for r in api.list_user_repos("lab")}) == 123
print("all is well")
