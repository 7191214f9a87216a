"""Collections, by huggingface_hub."""
import os
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import get_session

api, eve, bob, nobody = HfApi(), HfApi(token=os.environ["EVE"]), HfApi(token=os.environ["BOB"]), HfApi(token=False)
reader = HfApi(token=os.environ["READER"])  # bob's, and only reads
end = os.environ["HF_ENDPOINT"]


def status(code, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except HfHubHTTPError as e:
        assert e.response.status_code == code, (e.response.status_code, e)
        return e
    raise AssertionError(f"{f.__name__}{args} did not fail")


def items(c):
    return [(i.item_id, i.item_type) for i in c.items]


def titles(l):
    return [c.title for c in l]


for name, kind, private in ("lab/voice", "model", False), ("lab/secret", "model", True), ("lab/corpus", "dataset", False), ("lab/app", "space", False), ("ada/own", "model", True):
    api.create_repo(name, repo_type=kind, private=private, space_sdk="static" if kind == "space" else None)

# Made, found, and made once.
c = api.create_collection("Voices, 2026!", namespace="lab", description="All that speaks")
assert c.slug.startswith("lab/voices-2026-") and len(c.slug.rsplit("-", 1)[1]) == 24, c
assert (c.title, c.description, c.private, c.items, c.upvotes, c.theme, c.position) == ("Voices, 2026!", "All that speaks", False, [], 0, "orange", 0), c
assert c.owner["name"] == "lab" and c.owner["type"] == "org" and c.url == f"{end}/collections/{c.slug}", c
e = status(409, api.create_collection, "Voices, 2026!", namespace="lab")
assert e.response.json()["slug"] == c.slug
assert api.create_collection("Voices, 2026!", namespace="lab", exists_ok=True).slug == c.slug
mine = api.create_collection("语音", private=True)
assert mine.slug.startswith("ada/") and mine.private and mine.position == 0, mine
status(403, eve.create_collection, "Hers", namespace="lab")
status(403, reader.create_collection, "His", namespace="lab")
status(404, api.create_collection, "x", namespace="nobody-here")
status(401, nobody.create_collection, "x", namespace="lab")
status(400, api.create_collection, " ")
status(400, api.create_collection, "x", description="x" * 151)
assert nobody.get_collection(c.slug).title == "Voices, 2026!" and nobody.get_collection("lab/whatever-" + c.slug[-24:]).slug == c.slug
for client in eve, nobody:
    status(404, client.get_collection, mine.slug)
status(404, api.get_collection, "lab/nothing")
status(404, api.get_collection, "lab/nothing-" + "0" * 24)

# What is in it.
c = bob.add_collection_item(c.slug, "lab/voice", "model", note="the first <one>")
c = bob.add_collection_item(c.slug, "lab/secret", "model", note="a secret")
c = bob.add_collection_item(c.slug, "lab/corpus", "dataset")
c = bob.add_collection_item(c.slug, "lab/app", "space")
assert items(c) == [("lab/voice", "model"), ("lab/secret", "model"), ("lab/corpus", "dataset"), ("lab/app", "space")], c
assert c.items[0].note == "the first <one>" and c.items[2].note is None and [i.position for i in c.items] == [0, 1, 2, 3]
status(409, bob.add_collection_item, c.slug, "lab/voice", "model")
assert len(bob.add_collection_item(c.slug, "lab/voice", "model", exists_ok=True).items) == 4
status(404, bob.add_collection_item, c.slug, "lab/nothing", "model")
status(404, bob.add_collection_item, c.slug, "ada/own", "model")  # he may not see it
status(400, bob.add_collection_item, c.slug, "2311.12983", "paper")
itself = bob.add_collection_item(c.slug, c.slug, "collection")  # by its name, and not what is in it
assert items(itself)[-1] == (c.slug, "collection"), itself
bob.delete_collection_item(c.slug, itself.items[-1].item_object_id)
status(400, bob.add_collection_item, c.slug, "lab/app", "space", note="x" * 501)
status(403, eve.add_collection_item, c.slug, "lab/voice", "model")
for client in eve, nobody:  # nothing tells of the secret one
    seen = client.get_collection(c.slug)
    assert items(seen) == [("lab/voice", "model"), ("lab/corpus", "dataset"), ("lab/app", "space")], seen
    assert "secret" not in get_session().get(f"{end}/api/collections/{c.slug}").text
both = api.create_collection("Both", namespace="lab")
api.add_collection_item(both.slug, c.slug, "collection", note="inner")
both = api.add_collection_item(both.slug, mine.slug, "collection")
assert items(both) == [(c.slug, "collection"), (mine.slug, "collection")], both
assert items(nobody.get_collection(both.slug)) == [(c.slug, "collection")]

# Changed.
first, last = c.items[0], c.items[3]
bob.update_collection_item(c.slug, last.item_object_id, note="an app", position=0)
got = bob.get_collection(c.slug)
assert [i.item_id for i in got.items] == ["lab/app", "lab/voice", "lab/secret", "lab/corpus"] and got.items[0].note == "an app", got
bob.update_collection_item(c.slug, last.item_object_id, position=99)
assert [i.item_id for i in bob.get_collection(c.slug).items] == ["lab/voice", "lab/secret", "lab/corpus", "lab/app"]
status(403, eve.update_collection_item, c.slug, first.item_object_id, note="x")
status(404, bob.update_collection_item, c.slug, "0" * 24, note="x")
bob.delete_collection_item(c.slug, last.item_object_id)
status(404, bob.delete_collection_item, c.slug, last.item_object_id)
bob.delete_collection_item(c.slug, last.item_object_id, missing_ok=True)
assert len(bob.get_collection(c.slug).items) == 3
old = c.slug
c = bob.update_collection_metadata(c.slug, title="Tongues", theme="pink", position=1, description="")
assert c.slug == "lab/tongues-" + old[-24:] and (c.title, c.theme, c.position, c.description) == ("Tongues", "pink", 1, None) and len(c.items) == 3, c
assert bob.get_collection(old).slug == c.slug
status(400, bob.update_collection_metadata, c.slug, theme="plaid")
status(409, bob.update_collection_metadata, c.slug, title="Both")
status(403, eve.update_collection_metadata, c.slug, title="Hers")
status(403, eve.delete_collection, c.slug)

# Renamed and deleted repositories.
api.move_repo("lab/voice", "lab/tongue")
assert [i.item_id for i in eve.get_collection(c.slug).items] == ["lab/tongue", "lab/corpus"]
api.delete_repo("lab/corpus", repo_type="dataset")
assert [i.item_id for i in eve.get_collection(c.slug).items] == ["lab/tongue"]

# Lists.
for i in range(6):
    api.create_collection(f"Number {i}")
    api.add_collection_item(api.create_collection(f"Number {i}", exists_ok=True).slug, "lab/tongue", "model")
assert titles(nobody.list_collections(owner="lab")) == ["Tongues", "Both"], titles(nobody.list_collections(owner="lab"))
assert len(titles(nobody.list_collections(owner=["lab", "ada"]))) == 8 and len(titles(api.list_collections(owner=["lab", "ada"]))) == 9
assert titles(nobody.list_collections(item="models/lab/tongue", owner="lab")) == ["Tongues"] == titles(nobody.list_collections(item="models/lab/voice", owner="lab"))
assert titles(bob.list_collections(item="models/lab/secret")) == ["Tongues"]
assert not titles(eve.list_collections(item="models/lab/secret")) and not titles(eve.list_collections(item=["models/lab/secret", "models/lab/nothing"]))
assert titles(nobody.list_collections(item="collections/" + c.slug)) == ["Both"]
assert len(titles(nobody.list_collections(limit=3))) == 3
status(400, lambda: list(nobody.list_collections(sort="beauty")))
page = get_session().get(f"{end}/api/collections?limit=3&q=number")
seen = [x["title"] for x in page.json()]
while "next" in page.links:
    page = get_session().get(page.links["next"]["url"])
    seen += [x["title"] for x in page.json()]
assert sorted(seen) == [f"Number {i}" for i in range(6)], seen
[x] = [x for x in bob.list_collections(owner="lab", sort="lastModified") if x.title == "Tongues"]
assert x.slug == c.slug and len(x.items) == 2 and x.position == 0, x

# Votes.
vote = lambda method, token: get_session().request(method, f"{end}/api/collections/{both.slug}/upvote", headers={"Authorization": f"Bearer {token}"} if token else {}).status_code
assert (vote("POST", eve.token), vote("POST", eve.token), vote("POST", bob.token), vote("POST", ""), vote("POST", reader.token)) == (200, 200, 200, 401, 403)
assert nobody.get_collection(both.slug).upvotes == 2
assert titles(nobody.list_collections(sort="upvotes", limit=1)) == ["Both"] == titles(nobody.list_collections(sort="trending", limit=1))
assert vote("DELETE", eve.token) == 200 and nobody.get_collection(both.slug).upvotes == 1

# Hidden, and gone.
api.update_collection_metadata(c.slug, private=True)
status(404, eve.get_collection, c.slug)
assert bob.get_collection(c.slug).private and reader.get_collection(c.slug).private
assert "Tongues" not in titles(nobody.list_collections(owner="lab")) and "Tongues" in titles(reader.list_collections(owner="lab"))
assert items(nobody.get_collection(both.slug)) == []
api.delete_collection(c.slug)
status(404, api.delete_collection, c.slug)
api.delete_collection(c.slug, missing_ok=True)
assert api.model_info("lab/tongue").id == "lab/tongue"
print("all is well")
