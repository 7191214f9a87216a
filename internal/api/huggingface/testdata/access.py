"""Gated repositories and requests for access, by huggingface_hub."""
import os
from huggingface_hub import HfApi, CommitOperationAdd, ModelCard, hf_hub_download, snapshot_download
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, BadRequestError
from huggingface_hub.utils import get_session

api, eve, bob, nobody = HfApi(), HfApi(token=os.environ["EVE"]), HfApi(token=os.environ["BOB"]), HfApi(token=False)
end = os.environ["HF_ENDPOINT"]


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return e
    raise AssertionError(f"{f.__name__}{args} did not raise {kind}")


def status(code, f, *args, **kwargs):
    e = raises(HfHubHTTPError, f, *args, **kwargs)
    assert e.response.status_code == code, (e.response.status_code, e)
    return e


def ask(token, repo="lab/voice", prefix="", **fields):
    return get_session().post(f"{end}/{prefix}{repo}/ask-access", headers={"Authorization": f"Bearer {token}"}, json=fields)


def download(client, repo, name, kind=None):
    return hf_hub_download(repo, name, repo_type=kind, token=client.token, cache_dir=f"cache-{id(client)}")


def names(l):
    return [r.username for r in l]


api.create_repo("lab/voice")
api.create_repo("lab/corpus", repo_type="dataset")
for kind in ("model", "dataset"):
    api.create_commit("lab/voice" if kind == "model" else "lab/corpus", [
        CommitOperationAdd("README.md", b"---\nlicense: mit\nlanguage: en\n---\n# Voice\n"), CommitOperationAdd("config.json", b"{}"), CommitOperationAdd("weights.bin", b"\0\1\2" * 1000),
    ], repo_type=kind, commit_message="fill")
assert api.model_info("lab/voice").gated is False
status(400, lambda: list(api.list_pending_access_requests("lab/voice")))
status(400, api.grant_access, "lab/voice", "eve")
assert ask(os.environ["EVE"]).status_code == 400

# A gate that a person watches.
bob.update_repo_settings("lab/voice", gated="manual")  # who writes in an organisation may
status(403, eve.update_repo_settings, "lab/voice", gated=False)
info = eve.model_info("lab/voice", files_metadata=True)
assert info.gated == "manual" and info.card_data.license == "mit" and "weights.bin" in [s.rfilename for s in info.siblings], info
assert nobody.model_info("lab/voice").gated == "manual"
assert ModelCard.load("lab/voice", token=os.environ["EVE"]).data.license == "mit"
assert eve.repo_exists("lab/voice") and "config.json" in eve.list_repo_files("lab/voice")
for client in (eve, nobody):
    for f in "config.json", "weights.bin":
        e = raises(GatedRepoError, download, client, "lab/voice", f)
        assert e.response.status_code == (403 if client is eve else 401), e
    raises(GatedRepoError, snapshot_download, "lab/voice", token=client.token, cache_dir="empty")
    raises(GatedRepoError, client.auth_check, "lab/voice")
    raises(GatedRepoError, client.file_exists, "lab/voice", "config.json")
assert "ask for access" in str(raises(GatedRepoError, eve.auth_check, "lab/voice"))
for client in (api, bob):  # they are something to its owner
    client.auth_check("lab/voice")
    assert open(download(client, "lab/voice", "weights.bin"), "rb").read(3) == b"\0\1\2"

# Asking, and what becomes of it.
assert ask("hf_wrong").status_code == 401
r = ask(os.environ["EVE"], Affiliation="The Other Lab", **{"I agree": True, "Age": 40})
assert r.status_code == 200 and r.json()["status"] == "pending", r.text
assert ask(os.environ["EVE"], Affiliation="again").json() == r.json()
assert "awaits" in str(raises(GatedRepoError, eve.auth_check, "lab/voice"))
[q] = api.list_pending_access_requests("lab/voice")
assert (q.username, q.fullname, q.status) == ("eve", "eve", "pending") and q.fields == {"Affiliation": "The Other Lab", "I agree": "true", "Age": "40"}, q
assert q.request_id == r.json()["requestId"] and q.timestamp.year >= 2024
status(403, lambda: list(eve.list_pending_access_requests("lab/voice")))
status(403, eve.accept_access_request, "lab/voice", "eve")
assert names(bob.list_pending_access_requests("lab/voice")) == ["eve"]
bob.accept_access_request("lab/voice", "eve")
status(404, api.accept_access_request, "lab/voice", "eve")
assert names(api.list_accepted_access_requests("lab/voice")) == ["eve"] and not list(api.list_pending_access_requests("lab/voice"))
assert open(download(eve, "lab/voice", "weights.bin"), "rb").read(3) == b"\0\1\2"
assert os.path.exists(snapshot_download("lab/voice", token=eve.token, cache_dir="eves") + "/config.json")
eve.auth_check("lab/voice")
status(403, eve.upload_file, path_or_fileobj=b"x", path_in_repo="x", repo_id="lab/voice")
raises(GatedRepoError, nobody.auth_check, "lab/voice")
api.cancel_access_request("lab/voice", request_id=q.request_id)
raises(GatedRepoError, eve.auth_check, "lab/voice")
status(404, api.cancel_access_request, "lab/voice", "eve")
api.reject_access_request("lab/voice", "eve", rejection_reason="not this one")
[q] = api.list_rejected_access_requests("lab/voice")
assert q.username == "eve" and q.status == "rejected"
assert "not this one" in str(raises(GatedRepoError, eve.auth_check, "lab/voice"))
assert ask(os.environ["EVE"]).status_code == 403
status(404, api.accept_access_request, "lab/voice", "nobody-here")
status(404, api.accept_access_request, "lab/voice", "ada")
status(404, api.accept_access_request, "lab/voice", request_id="0" * 24)
status(400, api.reject_access_request, "lab/voice", request_id="x", rejection_reason="x")
status(413, api.reject_access_request, "lab/voice", "eve", rejection_reason="x" * 201)
api.grant_access("lab/voice", "eve")
status(400, api.grant_access, "lab/voice", "eve")
status(400, api.grant_access, "lab/voice", "bob")
status(404, api.grant_access, "lab/voice", "nobody-here")
status(403, eve.grant_access, "lab/voice", "eve")
eve.auth_check("lab/voice")

# A gate that opens to who asks.
api.update_repo_settings("lab/corpus", repo_type="dataset", gated="auto")
assert eve.dataset_info("lab/corpus").gated == "auto"
raises(GatedRepoError, download, eve, "lab/corpus", "weights.bin", "dataset")
assert ask(os.environ["EVE"], "lab/corpus", "datasets/").json()["status"] == "accepted"
assert os.path.getsize(download(eve, "lab/corpus", "weights.bin", "dataset")) == 3000
assert get_session().post(f"{end}/api/datasets/lab/corpus/user-access-request/cancel", headers={"Authorization": "Bearer " + eve.token}).status_code == 200
raises(GatedRepoError, eve.auth_check, "lab/corpus", repo_type="dataset")

# What is private stays unseen, gated or not; what was moved stays gated.
api.update_repo_settings("lab/voice", private=True)
raises(RepositoryNotFoundError, eve.auth_check, "lab/voice")
assert ask(os.environ["EVE"]).status_code == 404
api.update_repo_settings("lab/voice", private=False)
api.move_repo("lab/voice", "lab/tongue")
eve.auth_check("lab/voice")
raises(GatedRepoError, nobody.auth_check, "lab/tongue")

# In lists.
api.create_repo("lab/open")
assert [m.id for m in nobody.list_models(gated=True)] == ["lab/tongue"] and [m.id for m in nobody.list_models(gated=False)] == ["lab/open"]
assert [(m.id, m.gated) for m in nobody.list_models(search="tongue", gated=True)] == [("lab/tongue", "manual")]
assert not list(nobody.list_models(search="tongue", gated=False)) and len(list(nobody.list_models())) == 2
assert [d.id for d in nobody.list_datasets(gated=True, filter="license:mit")] == ["lab/corpus"]

api.update_repo_settings("lab/tongue", gated=False)
nobody.auth_check("lab/tongue")
assert nobody.model_info("lab/tongue").gated is False
print("all is well")
