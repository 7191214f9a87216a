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
refused(openai.BadRequestError, "retrieve it", lambda: ask("x", stream=True))
refused(openai.BadRequestError, "kept", lambda: ask("x", store=False))
refused(openai.BadRequestError, "no input", lambda: ask([]))
whole = client.responses.create(model="lab/chat-1", input="x")
refused(openai.BadRequestError, "not made in the background", lambda: client.responses.cancel(whole.id))
print("all is well")
