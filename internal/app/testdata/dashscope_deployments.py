"""Deployments, by DashScope's own SDK for Python, on a server of Tenon."""
import os
import time
from http import HTTPStatus

url = os.environ["URL"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_API_KEY"] = os.environ["TOKEN"]

from dashscope import Client, Deployments, Generation, Models

client = Client(api_key=os.environ["TOKEN"], base_url=url + "/dashscope/api/v1")


def ok(r):
    assert r.status_code == HTTPStatus.OK, r
    return r


def until(name, state, ready):
    for _ in range(600):
        d = ok(Deployments.get(name)).output
        if d.status == state and d.ready_capacity == ready:
            return d
        assert d.status != "FAILED" or state == "FAILED", d
        time.sleep(0.1)
    raise AssertionError((name, d))


def says(model, words="one two three"):
    return ok(Generation.call(model, messages=[{"role": "user", "content": words}])).output.text


assert ok(Deployments.list()).output.total == 0
made = ok(Deployments.call(model="admin/parrot", capacity=1, suffix="live")).output
assert made.deployed_model == "parrot-live" and made.status in ("PENDING", "DEPLOYING", "RUNNING"), made
assert made.model_name == "admin/parrot" and made.capacity == made.base_capacity == 1 and made.creator == "admin", made
for _ in range(3):
    events = list(client.deployments.stream_events("parrot-live"))
    if events[-1].output["output"]["status"] == "RUNNING":
        break
assert events[-1].output["output"]["deployed_model"] == "parrot-live" and events[-1].output["output"]["ready_capacity"] == 1 and not events[-1].is_error, events
until("parrot-live", "RUNNING", 1)
assert says("parrot-live") == says("PARROT-LIVE") == "one two three"

# Several workers, and one again.
assert ok(Deployments.scale("parrot-live", 2)).output.capacity == 2
until("parrot-live", "RUNNING", 2)
assert says("parrot-live") == "one two three"
assert ok(Deployments.scale("parrot-live", 1)).output.capacity == 1
until("parrot-live", "RUNNING", 1)

# A second one of the same model, which has a number of its own, and pages of them.
other = ok(Deployments.call(model="admin/parrot", capacity=1)).output
assert other.deployed_model == "parrot-1", other
until("parrot-1", "RUNNING", 1)
first, second = (ok(Deployments.list(page_no=n, page_size=1)).output for n in (1, 2))
assert [first.deployments[0].deployed_model, second.deployments[0].deployed_model] == ["parrot-live", "parrot-1"], (first, second)
assert first.total == second.total == 2 and second.page_no == 2 and second.page_size == 1
assert ok(Deployments.delete("parrot-1")).output.status == "success"

# One that cannot be loaded fails, and says why.
ok(Deployments.call(model="admin/ruin", capacity=1, suffix="x"))
assert "cannot be loaded: it is a ruin" in until("ruin-x", "FAILED", 0).message
ok(Deployments.delete("ruin-x"))

# What cannot be done.
for r, status, code, words in [
    (Deployments.call(model="admin/parrot", capacity=1, suffix="live"), 400, "UnsupportedOperation", "another suffix"),
    (Deployments.call(model="admin/parrot", capacity=0), 400, "InvalidParameter", "capacity is 0"),
    (Deployments.call(model="admin/parrot", capacity=1, suffix="a/b"), 400, "InvalidParameter", "suffix"),
    (Deployments.call(model="admin/parrot", capacity=1, version="v1"), 400, "InvalidParameter", "model_version"),
    (Deployments.call(model="parrot", capacity=1), 400, "InvalidParameter", "owner/name"),
    (Deployments.call(model="nobody/nothing", capacity=1), 404, "NotFound", "nobody/nothing"),
    (Deployments.call(model="tenon/sentiment", capacity=1), 400, "InvalidParameter", "comes with the program"),
    (Deployments.get("nothing"), 404, "NotFound", "nothing"),
    (Deployments.scale("nothing", 1), 404, "NotFound", "nothing"),
    (Deployments.scale("parrot-live", 1000), 400, "InvalidParameter", "1 to 64"),
    (Deployments.delete("nothing"), 404, "NotFound", "nothing"),
    (Deployments.list(page_no=0), 400, "InvalidParameter", "page_no"),
    (Generation.call("parrot-1", prompt="x"), 404, "ModelNotFound", "parrot-1"),
]:
    assert r.status_code == status and r.code == code and words in r.message, r

# Others use it, if they may use the model, and change nothing.
member = os.environ["MEMBER"]
assert ok(Deployments.list(api_key=member)).output.total == 1
assert says("parrot-live") and ok(Generation.call("parrot-live", prompt="x", api_key=member)).output.text == "x"
for r in [Deployments.call(model="admin/parrot", capacity=1, api_key=member), Deployments.scale("parrot-live", 2, api_key=member), Deployments.delete("parrot-live", api_key=member)]:
    assert r.status_code == 403 and r.code == "AccessDenied" and "administrator" in r.message, r
secret = ok(Deployments.call(model="admin/secret", capacity=1, suffix="s")).output.deployed_model
assert ok(Deployments.list(api_key=member)).output.total == 1 and Deployments.get(secret, api_key=member).status_code == 404
hidden = Generation.call(secret, prompt="x", api_key=member)
assert hidden.status_code == 404 and hidden.code == "ModelNotFound", hidden
ok(Deployments.delete(secret))

# A model by its name, as the SDK asks.
assert ok(Models.get("admin/parrot")).output["task"] == "text-generation"
assert Models.get("admin/nothing").status_code == 404
print("all is well")
