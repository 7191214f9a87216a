"""Webhooks, by huggingface_hub. What is sent is looked at by who has started this."""
import os
from huggingface_hub import HfApi, CommitOperationAdd, WebhookWatchedItem
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import get_session

api, eve, nobody = HfApi(), HfApi(token=os.environ["EVE"]), HfApi(token=False)
reader, narrow = HfApi(token=os.environ["READER"]), HfApi(token=os.environ["NARROW"])
end, ear = os.environ["HF_ENDPOINT"], os.environ["EAR"]


def status(code, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except HfHubHTTPError as e:
        assert e.response.status_code == code, (e.response.status_code, e)
        return e
    raise AssertionError(f"{f.__name__}{args} did not fail")


def watch(**kinds):
    return [WebhookWatchedItem(type=kind, name=name) for kind, name in kinds.items()]


for name, kind, private in ("lab/voice", "model", False), ("lab/secret", "model", True), ("lab/corpus", "dataset", False):
    api.create_repo(name, repo_type=kind, private=private)

# Made, changed and found.
hook = api.create_webhook(url=ear + "/ada", watched=watch(model="lab/voice", dataset="lab/corpus"), domains=["repo"], secret="s3cret")
assert (hook.url, hook.domains, hook.secret, hook.disabled, hook.job) == (ear + "/ada", ["repo"], "s3cret", False, None), hook
assert hook.watched == watch(model="lab/voice", dataset="lab/corpus") and len(hook.id) == 24
assert api.get_webhook(hook.id) == hook and api.list_webhooks() == [hook]
hers = eve.create_webhook(url=ear + "/eve", watched=watch(org="lab"))
assert hers.domains == ["repo", "discussion"] and hers.secret is None, hers
assert eve.list_webhooks() == [hers]
for f in eve.get_webhook, eve.delete_webhook, eve.enable_webhook:
    status(404, f, hook.id)
status(404, eve.update_webhook, hook.id, url=ear)
status(404, eve.create_webhook, url=ear, watched=watch(model="lab/secret"))
status(404, eve.create_webhook, url=ear, watched=watch(user="lab"))
status(404, eve.create_webhook, url=ear, watched=watch(user="nobody-here"))
status(400, eve.create_webhook, url="ftp://example.org", watched=watch(org="lab"))
status(400, eve.create_webhook, url="https://me:pass@example.org", watched=watch(org="lab"))
status(400, eve.create_webhook, url=ear, watched=[])
status(400, eve.create_webhook, url=ear, watched=watch(bucket="lab/voice"))
status(400, eve.create_webhook, url=ear, watched=watch(org="lab"), domains=["weather"])
status(400, eve.create_webhook, url=ear, watched=watch(org="lab"), secret="two words")
status(400, eve.create_webhook, job_id="0123", watched=watch(org="lab"))
status(401, nobody.create_webhook, url=ear, watched=watch(org="lab"))
status(401, nobody.list_webhooks)
status(403, reader.create_webhook, url=ear, watched=watch(org="lab"))
status(403, narrow.list_webhooks)
[seen] = reader.list_webhooks()
assert seen.id == hook.id and seen.secret is None, seen
status(404, api.get_webhook, "0" * 24)
status(404, api.get_webhook, "x")
hook = api.update_webhook(hook.id, url=ear + "/ada?key=1", domains=["repo", "discussion"])
assert hook.url == ear + "/ada?key=1" and hook.secret == "s3cret" and hook.watched == watch(model="lab/voice", dataset="lab/corpus") and len(hook.domains) == 2, hook
hook = api.update_webhook(hook.id, watched=watch(model="lab/voice", org="lab"), secret="0ther")
assert hook.watched == watch(model="lab/voice", org="lab") and hook.secret == "0ther", hook
assert eve.disable_webhook(hers.id).disabled and eve.get_webhook(hers.id).disabled

# What happens. Eve's is disabled, and then hears of what she may see.
api.create_commit("lab/voice", [CommitOperationAdd("a.txt", b"a")], commit_message="unheard by eve")
assert not eve.enable_webhook(hers.id).disabled
api.create_commit("lab/voice", [CommitOperationAdd("b.txt", b"b")], commit_message="heard by both")
api.create_commit("lab/secret", [CommitOperationAdd("a.txt", b"a")], commit_message="heard by ada")
api.create_branch("lab/voice", branch="dev")
api.create_tag("lab/voice", tag="v1")
api.delete_branch("lab/voice", branch="dev")
d = eve.create_discussion("lab/voice", "Loudness", description="Too loud")
eve.comment_discussion("lab/voice", d.num, "Much too loud")
api.change_discussion_status("lab/voice", d.num, "closed")
api.update_repo_settings("lab/voice", gated="auto")
api.move_repo("lab/voice", "lab/tongue")
assert api.get_webhook(hook.id).watched[0] == watch(model="lab/tongue")[0]
api.create_repo("lab/new", repo_type="space", space_sdk="static")
api.delete_repo("lab/corpus", repo_type="dataset")
gone = api.create_webhook(url=ear + "/gone", watched=watch(user="ada"))
api.create_repo("ada/own")
api.delete_webhook(gone.id)
status(404, api.get_webhook, gone.id)
print(hook.id)
print("all is well")
