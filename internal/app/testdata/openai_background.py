"""The OpenAI client of Python: responses in the background, of a model that takes 50 ms for a word."""
import os
import time

import openai

client = openai.OpenAI(base_url=os.environ["URL"] + "/v1", api_key=os.environ["TOKEN"], max_retries=0)


def refused(error, words, call):
    try:
        call()
    except error as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no {error} that says {words}")


def ended(r):
    while r.status in ("queued", "in_progress"):
        time.sleep(0.05)
        r = client.responses.retrieve(r.id)
    return r


ask = lambda said, **more: client.responses.create(**{"model": "lab/chat-1", "background": True, "input": said, **more})
long = ask("word " * 5000)  # minutes
begun = ask("one two three", metadata={"k": "v"})
assert begun.background and begun.status == "queued" and not begun.output, begun
refused(openai.ConflictError, "has not been made", lambda: client.responses.create(model="lab/chat-1", input="x", previous_response_id=long.id))
one = ended(begun)
assert one.status == "completed" and one.output_text == "one two three" and one.metadata == {"k": "v"} and one.usage.output_tokens == 3, one
assert client.responses.input_items.list(one.id).data[0].content[0].text == "one two three"
two = ended(ask("four", previous_response_id=one.id))
assert two.output_text == "four" and two.usage.input_tokens == 19, two

# What goes on can be canceled, also twice; what has ended stays as it is.
assert client.responses.retrieve(long.id).status == "in_progress"
assert client.responses.cancel(long.id).status == "cancelled" and client.responses.cancel(long.id).status == "cancelled"
assert client.responses.retrieve(long.id).status == "cancelled" and client.responses.cancel(one.id).output_text == "one two three"
gone = ask("word " * 500)
client.responses.delete(gone.id)
refused(openai.NotFoundError, gone.id, lambda: client.responses.retrieve(gone.id))

bad = ended(ask("x", model="nobody/nothing"))
assert bad.status == "failed" and "nobody/nothing" in bad.error.message, bad
refused(openai.BadRequestError, "kept", lambda: ask("x", store=False))
refused(openai.BadRequestError, "no input", lambda: ask([]))
whole = client.responses.create(model="lab/chat-1", input="x")
refused(openai.BadRequestError, "comes whole", lambda: client.responses.retrieve(whole.id, stream=True))
refused(openai.BadRequestError, "comes whole", lambda: client.responses.retrieve(one.id, stream=True))
refused(openai.BadRequestError, "not made in the background", lambda: client.responses.cancel(whole.id))

# Events: each has a number, and who was cut off goes on behind the last one that it has.
said = "one two three four five six"
events = list(ask(said, stream=True))
kinds = [e.type for e in events]
assert kinds[:3] == ["response.created", "response.queued", "response.in_progress"] and kinds[-1] == "response.completed", kinds
assert [e.sequence_number for e in events] == list(range(len(events))) and events[0].response.status == "queued" and events[2].response.status == "in_progress", events
assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == said == events[-1].response.output_text
assert events[-1].response == client.responses.retrieve(events[0].response.id) and events[-1].response.usage.output_tokens == 6

for cut in [0, 1, 2, 6, 8]:
    stream = ask(said, stream=True)
    got = []
    for e in stream:
        got.append(e)
        if e.sequence_number == cut:
            break
    stream.close()
    id = got[0].response.id
    rest = list(client.responses.retrieve(id, stream=True, starting_after=cut))
    assert [e.sequence_number for e in got + rest] == list(range(len(events))) and [e.type for e in got + rest] == kinds, (cut, got + rest)
    assert "".join(e.delta for e in got + rest if e.type == "response.output_text.delta") == said
    again = list(client.responses.retrieve(id, stream=True))  # it has ended
    assert again[3:] == (got + rest)[3:] and [e.type for e in again] == kinds, again
    assert not list(client.responses.retrieve(id, stream=True, starting_after=again[-1].sequence_number))
with client.responses.stream(response_id=id, starting_after=4) as s:  # the helper, which puts the words together
    assert [e.sequence_number for e in s] == list(range(5, len(events))) and s.get_final_response().output_text == said
refused(openai.BadRequestError, "not the number", lambda: client.responses.retrieve(id, stream=True, starting_after=-5))

# Two may read one response, and what ends it is told.
stream = ask("word " * 5000, stream=True)
first = next(stream)
other = client.responses.retrieve(first.response.id, stream=True)
while next(other).type != "response.output_text.delta":
    pass
assert client.responses.cancel(first.response.id).status == "cancelled"
for s in (stream, other):
    *_, last = s
    assert last.type == "error" and "cancelled" in last.message and last.sequence_number > 3, last
gone = next(iter(ask("word " * 5000, stream=True))).response.id
client.responses.delete(gone)
refused(openai.NotFoundError, gone, lambda: client.responses.retrieve(gone, stream=True))
*_, last = ask("x", model="nobody/nothing", stream=True)
assert last.type == "response.failed" and "nobody/nothing" in last.response.error.message, last
print("all is well")
