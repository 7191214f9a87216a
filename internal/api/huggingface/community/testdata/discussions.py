"""Discussions by huggingface_hub: who may say what, and what is told of it."""
import os
import warnings
from huggingface_hub import HfApi
from huggingface_hub.errors import BadRequestError, HfHubHTTPError, RepositoryNotFoundError

warnings.simplefilter("ignore", UserWarning)
api = HfApi()
eve = HfApi(token=os.environ["EVE"])
bob = HfApi(token=os.environ["BOB"])


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return e
    raise AssertionError(f"{f.__name__}{args} did not raise {kind}")


def status(f, *args, **kwargs):
    return raises(HfHubHTTPError, f, *args, **kwargs).response.status_code


api.create_repo("lab/voice")
assert list(api.get_repo_discussions("lab/voice")) == []

# Eve, who may only read, asks; all may answer.
d = eve.create_discussion("lab/voice", "  How loud is it?  ", description="I <wonder>.\n\nReally.")
assert d.num == 1 and d.title == "How loud is it?" and d.author == "eve" and d.status == "open" and not d.is_pull_request, d
assert d.repo_id == "lab/voice" and d.repo_type == "model" and d.url.endswith("/lab/voice/discussions/1") and d.git_reference is None, d
assert d.target_branch is None and d.conflicting_files is None and d.merge_commit_oid is None and d.diff is None, d
first = d.events[0]
assert first.type == "comment" and first.content == "I <wonder>.\n\nReally." and first.author == "eve" and not first.edited, first
assert first.rendered == "<p>I &lt;wonder&gt;.</p><p>Really.</p>", first.rendered
answer = bob.comment_discussion("lab/voice", 1, "Very.")
assert answer.content == "Very." and answer.author == "bob" and answer.number_of_edits == 0 and answer.last_edited_by == "bob", answer
other = api.create_discussion("lab/voice", "第二个问题", description="多大？")
assert other.num == 2 and other.events[0].content == "多大？", other

# Titles and statuses.
renamed = eve.rename_discussion("lab/voice", 1, "How loud is it really?")
assert (renamed.type, renamed.old_title, renamed.new_title) == ("title-change", "How loud is it?", "How loud is it really?"), renamed
bob.rename_discussion("lab/voice", 1, "How loud?")
assert status(eve.rename_discussion, "lab/voice", 2, "Mine now") == 403
closed = eve.change_discussion_status("lab/voice", 1, "closed", comment="Thank you.")
assert closed.new_status == "closed" and closed.author == "eve", closed
assert status(eve.change_discussion_status, "lab/voice", 2, "closed") == 403
assert [e.type for e in api.get_discussion_details("lab/voice", 1).events] == ["comment", "comment", "title-change", "title-change", "comment", "status-change"]

# Comments: edited by who wrote them, hidden by them or by who may write.
assert status(api.edit_discussion_comment, "lab/voice", 1, first.id, "Not mine") == 403
edited = eve.edit_discussion_comment("lab/voice", 1, first.id.upper(), "I wondered.")
assert edited.edited and edited.content == "I wondered." and edited.id == first.id and edited.edit_history[0]["raw"] == first.content, edited
assert status(eve.hide_discussion_comment, "lab/voice", 1, answer.id) == 403
hidden = api.hide_discussion_comment("lab/voice", 1, first.id)
assert hidden.hidden and "wonder" not in str(hidden._event), hidden._event
assert "wondered" not in str([e._event for e in api.get_discussion_details("lab/voice", 1).events])
assert status(eve.edit_discussion_comment, "lab/voice", 1, first.id, "Again") == 409
assert status(eve.edit_discussion_comment, "lab/voice", 1, "0" * 24, "Nothing") == 404
assert status(api.edit_discussion_comment, "lab/voice", 1, closed.id, "No comment") == 404

# Lists.
def numbers(**kwargs):
    return [d.num for d in api.get_repo_discussions("lab/voice", **kwargs)]


assert numbers() == [2, 1] and numbers(discussion_status="open") == [2] and numbers(discussion_status="closed") == [1]
assert numbers(author="EVE") == [1] and numbers(author="ada", discussion_status="closed") == [] and numbers(author="no/body") == []
for i in range(110):
    bob.create_discussion("lab/voice", f"Question {i}")
assert numbers() == list(range(112, 0, -1))

# What is not right.
assert status(HfApi(token=False).create_discussion, "lab/voice", "Nobody asks") == 401
assert status(HfApi(token=os.environ["READER"]).create_discussion, "lab/voice", "May only read") == 403
assert HfApi(token=os.environ["READER"]).get_discussion_details("lab/voice", 2).num == 2
raises(BadRequestError, eve.create_discussion, "lab/voice", "no")
raises(BadRequestError, eve.create_discussion, "lab/voice", "two\nlines")
raises(BadRequestError, eve.create_discussion, "lab/voice", "x" * 201)
raises(BadRequestError, eve.comment_discussion, "lab/voice", 1, "  ")
assert status(eve.comment_discussion, "lab/voice", 1, "x" * 70000) == 413
assert status(eve.comment_discussion, "lab/voice", 200, "Hello?") == 404
assert status(eve.get_discussion_details, "lab/voice", 200) == 404

# A private repository's are private, another name leads to them, and with the repository they go.
api.update_repo_settings("lab/voice", private=True)
raises(RepositoryNotFoundError, eve.get_discussion_details, "lab/voice", 1)
raises(RepositoryNotFoundError, lambda: list(eve.get_repo_discussions("lab/voice")))
raises(RepositoryNotFoundError, eve.comment_discussion, "lab/voice", 1, "Still mine")
raises(RepositoryNotFoundError, eve.hide_discussion_comment, "lab/voice", 1, first.id)
api.move_repo("lab/voice", "ada/tongue")
assert api.get_discussion_details("lab/voice", 1).repo_id == "ada/tongue"
api.delete_repo("ada/tongue")
api.create_repo("ada/tongue")
assert list(api.get_repo_discussions("ada/tongue")) == []
api.create_repo("ada/tongue", repo_type="dataset")
assert api.create_discussion("ada/tongue", "A question", repo_type="dataset").url.endswith("/datasets/ada/tongue/discussions/1")
print("all is well")
