# What huggingface_hub is told of users and organisations.
import os
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

api, bob, eve = HfApi(), HfApi(token=os.environ["BOB"]), HfApi(token=os.environ["EVE"])


def status(want, f, *args, **kwargs):
    try:
        v = f(*args, **kwargs)
        if not hasattr(v, "username") and not hasattr(v, "name"):
            list(v)
    except HfHubHTTPError as e:
        assert e.response.status_code == want, e
        return
    raise AssertionError(f"{f.__name__} {args} answered")


api.create_repo("lab/voice")
api.create_repo("lab/secret", private=True)
api.create_repo("ada/corpus", repo_type="dataset")

u = bob.get_user_overview("Ada", token=os.environ["BOB"])
assert (u.username, u.fullname, u.user_type, u.num_models, u.num_datasets, u.num_spaces) == ("ada", "ada", "user", 0, 1, 0), u
assert (u.num_likes, u.num_followers, u.num_following, u.is_pro, u.is_following) == (0, 0, 0, False, False), u
assert [o.name for o in u.orgs] == ["lab"] and u.orgs[0].fullname == "The Lab"
assert api.get_user_overview("ada", token=os.environ["EVE"]).orgs == []  # she may not see who is in it
assert [o.name for o in api.get_user_overview("bob", token=os.environ["BOB"]).orgs] == ["lab"]

o = bob.get_organization_overview("lab", token=os.environ["BOB"])
assert (o.name, o.fullname, o.num_users, o.num_models, o.num_datasets, o.num_followers, o.is_verified) == ("lab", "The Lab", 2, 2, 0, 0, False), o  # with the private one, which he sees
o = eve.get_organization_overview("lab", token=os.environ["EVE"])
assert (o.num_users, o.num_models) == (None, 1), o

assert sorted(m.username for m in bob.list_organization_members("lab")) == ["ada", "bob"]
status(403, eve.list_organization_members, "lab")
for f, who in (api.list_user_followers, "ada"), (api.list_user_following, "ada"), (api.list_organization_followers, "lab"):
    assert list(f(who)) == []
    status(404, f, "nobody-here")
status(404, api.get_user_overview, "nobody-here")
status(404, api.get_user_overview, "lab")  # it is no user
status(404, api.get_organization_overview, "ada")
status(404, api.list_organization_members, "ada")
print("all is well")
