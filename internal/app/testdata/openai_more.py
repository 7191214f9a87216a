"""The OpenAI client of Python: completions, responses, files, batches, moderations."""
import base64
import hashlib
import io
import json
import os
import pathlib
import time

import openai

client = openai.OpenAI(base_url=os.environ["URL"] + "/v1", api_key=os.environ["TOKEN"], max_retries=0)
data = os.environ["TESTDATA"]


def refused(error, words, call):
    try:
        call()
    except error as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no {error} that says {words}")


# Completions.
done = client.completions.create(model="lab/chat-1", prompt="go on", max_tokens=5)
assert done.choices[0].text == "GO ON" and done.usage.prompt_tokens == 2, done
assert "".join(c.choices[0].text for c in client.completions.create(model="lab/chat-1", prompt="go on", stream=True)) == "GO ON"
refused(openai.BadRequestError, "no prompt", lambda: client.completions.create(model="lab/chat-1", prompt=None))
refused(openai.NotFoundError, "lab/chat-1", lambda: client.completions.create(model="nobody/nothing", prompt="x"))

# Responses: whole, kept, gone on from, as events.
one = client.responses.create(model="lab/chat-1", instructions="Be brief.", input="one two three", metadata={"k": "v"})
assert one.output_text == "one two three" and one.status == "completed", one
assert one.usage.input_tokens == 13 and one.usage.output_tokens == 3 and one.usage.total_tokens == 16, one.usage
again = client.responses.retrieve(one.id)
assert again.output_text == one.output_text and again.metadata == {"k": "v"}, again
items = client.responses.input_items.list(one.id)
assert items.data[0].content[0].text == "one two three", items
two = client.responses.create(model="lab/chat-1", input=[{"role": "user", "content": "four"}], previous_response_id=one.id)
assert two.output_text == "four" and two.usage.input_tokens == 19, two.usage  # both turns, the answer between them, and no instructions
photo = base64.b64encode(open(data + "/fruit.jpg", "rb").read()).decode()
seen = client.responses.create(model="lab/chat-1", store=False, input=[{"role": "user", "content": [
    {"type": "input_text", "text": "look"}, {"type": "input_image", "detail": "auto", "image_url": "data:image/jpeg;base64," + photo}]}])
assert seen.output_text == "look", seen
refused(openai.NotFoundError, seen.id, lambda: client.responses.retrieve(seen.id))
kinds, text = [], ""
with client.responses.stream(model="lab/chat-1", input="one two three") as stream:
    for event in stream:
        kinds.append(event.type)
        if event.type == "response.output_text.delta":
            text += event.delta
    final = stream.get_final_response()
assert text == "one two three" and final.output_text == text and final.usage.output_tokens == 3, final
assert [k for k in kinds if not k.endswith("delta")] == [
    "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
    "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"], kinds
assert client.responses.retrieve(final.id).output_text == text

# A tool: the call comes, its result goes, also as events.
tool = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}, "strict": True}
ask = dict(model="lab/chat-1", tools=[tool], input='CALL weather {"city": "Lyon"}')
called = client.responses.create(**ask)
call = called.output[0]
assert call.type == "function_call" and json.loads(call.arguments) == {"city": "Lyon"} and call.name == "weather", called
events = [e for e in client.responses.create(**ask, stream=True)]
assert [e.type for e in events if e.type.startswith("response.function")] == ["response.function_call_arguments.delta"] * 2 + ["response.function_call_arguments.done"], events
assert [e.sequence_number for e in events] == list(range(len(events)))
told = client.responses.create(model="lab/chat-1", previous_response_id=called.id, tools=[tool],
                               input=[{"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}])
assert told.output_text == "sunny", told
client.responses.delete(one.id)
refused(openai.NotFoundError, one.id, lambda: client.responses.retrieve(one.id))
refused(openai.NotFoundError, one.id, lambda: client.responses.create(model="lab/chat-1", input="x", previous_response_id=one.id))
refused(openai.BadRequestError, "web_search", lambda: client.responses.create(model="lab/chat-1", input="x", tools=[{"type": "web_search"}]))
refused(openai.NotFoundError, "lab/chat-1", lambda: client.responses.create(model="nobody/nothing", input="x"))

# Files.
note = client.files.create(file=("note.txt", b"hello"), purpose="user_data", expires_after={"anchor": "created_at", "seconds": 3600})
assert note.bytes == 5 and note.filename == "note.txt" and note.expires_at - note.created_at == 3600, note
assert client.files.content(note.id).read() == b"hello" and client.files.retrieve(note.id).id == note.id
assert [f.id for f in client.files.list(purpose="user_data")] == [note.id]
picture = client.files.create(file=open(data + "/fruit.jpg", "rb"), purpose="vision")
assert client.responses.create(model="lab/chat-1", input=[{"role": "user", "content": [
    {"type": "input_text", "text": "see"}, {"type": "input_image", "detail": "auto", "file_id": picture.id}]}]).output_text == "see"
assert client.files.delete(note.id).deleted
refused(openai.NotFoundError, note.id, lambda: client.files.retrieve(note.id))
refused(openai.BadRequestError, "purpose", lambda: client.files.create(file=("x", b"x"), purpose="fun"))

# Uploads: a file in parts of 2 bytes, named in another order than they came in, with a sum that is wrong, given up.
whole = client.uploads.upload_file_chunked(file=b"hello", filename="note.txt", bytes=5, mime_type="text/plain", purpose="user_data", part_size=2)
assert whole.status == "completed" and whole.file.bytes == 5 and client.files.content(whole.file.id).read() == b"hello", whole
assert client.uploads.upload_file_chunked(file=pathlib.Path(data + "/fruit.jpg"), mime_type="image/jpeg", purpose="vision").file.filename == "fruit.jpg"
begin = lambda n, **more: client.uploads.create(bytes=n, filename="a.txt", mime_type="text/plain", purpose="user_data", **more)
part = lambda u, b: client.uploads.parts.create(u.id, data=b).id
swapped = begin(4, expires_after={"anchor": "created_at", "seconds": 3600})
second, first = part(swapped, b"cd"), part(swapped, b"ab")
refused(openai.BadRequestError, "2 bytes, and the upload was to have 4", lambda: client.uploads.complete(swapped.id, part_ids=[first]))
refused(openai.BadRequestError, "MD5", lambda: client.uploads.complete(swapped.id, part_ids=[first, second], md5="0" * 32))
done = client.uploads.complete(swapped.id, part_ids=[first, second], md5=hashlib.md5(b"abcd").hexdigest())
assert client.files.content(done.file.id).read() == b"abcd" and done.file.expires_at - done.file.created_at == 3600, done
refused(openai.ConflictError, "is completed", lambda: part(done, b"x"))
left = begin(2)
mine = part(left, b"xy")
refused(openai.NotFoundError, first, lambda: client.uploads.complete(left.id, part_ids=[first]))
assert client.uploads.cancel(left.id).status == "cancelled"
refused(openai.ConflictError, "is cancelled", lambda: client.uploads.complete(left.id, part_ids=[mine]))
refused(openai.NotFoundError, "upload_x", lambda: client.uploads.cancel("upload_x"))
refused(openai.BadRequestError, "purpose", lambda: client.uploads.create(bytes=1, filename="a", mime_type="text/plain", purpose="fun"))
refused(openai.BadRequestError, "bytes is 0", lambda: begin(0))
refused(openai.NotFoundError, mine, lambda: client.files.retrieve(mine))  # a part is no file

# Completions that are kept: whole, as a stream, found by what they say of themselves, changed, deleted.
keep = lambda said, **more: client.chat.completions.create(model="lab/chat-1", store=True, messages=[{"role": "user", "content": said}], **more)
one, other = keep("one", metadata={"of": "a"}), keep([{"type": "text", "text": "two"}], metadata={"of": "b"})
assert one.choices[0].message.content == "one" and one.id != other.id, one
pieces = list(keep("three four", stream=True))
assert len({c.id for c in pieces}) == 1 and "".join(c.choices[0].delta.content or "" for c in pieces if c.choices) == "three four", pieces
asked = client.chat.completions
assert asked.retrieve(pieces[0].id).choices[0].message.content == "three four" and asked.retrieve(one.id).metadata == {"of": "a"}
assert [c.id for c in asked.list()] == [one.id, other.id, pieces[0].id] and [c.id for c in asked.list(order="desc", limit=1)] == [pieces[0].id, other.id, one.id]
assert [c.id for c in asked.list(metadata={"of": "b"}, model="lab/chat-1")] == [other.id] and not list(asked.list(model="x"))
assert asked.update(one.id, metadata={"of": "b"}).metadata == {"of": "b"} and len(list(asked.list(metadata={"of": "b"}))) == 2
went = list(asked.messages.list(other.id))
assert went[0].role == "user" and went[0].content_parts[0].text == "two" and list(asked.messages.list(one.id))[0].content == "one", went
assert asked.delete(one.id).deleted
refused(openai.NotFoundError, one.id, lambda: asked.retrieve(one.id))
refused(openai.BadRequestError, "metadata", lambda: keep("x", metadata={"n": [1]}))
refused(openai.NotFoundError, "there is no model", lambda: asked.create(model="nobody/nothing", store=True, messages=[{"role": "user", "content": "x"}]))


# Batches.
def batch(*lines, endpoint="/v1/chat/completions"):
    body = "\n".join(json.dumps({"custom_id": i, "method": "POST", "url": endpoint, "body": b}) for i, b in lines)
    source = client.files.create(file=("in.jsonl", io.BytesIO(body.encode())), purpose="batch")
    b = client.batches.create(input_file_id=source.id, endpoint=endpoint, completion_window="24h", metadata={"n": "1"})
    while b.status not in ("completed", "failed", "cancelled"):
        time.sleep(0.05)
        b = client.batches.retrieve(b.id)
    return b


said = lambda s: {"model": "lab/chat-1", "messages": [{"role": "user", "content": s}]}
b = batch(*[(f"q{i}", said(f"number {i}")) for i in range(20)], ("bad", said("x") | {"model": "nobody/nothing"}))
assert b.status == "completed" and (b.request_counts.total, b.request_counts.completed, b.request_counts.failed) == (21, 20, 1), b
out = [json.loads(line) for line in client.files.content(b.output_file_id).text.splitlines()]
assert [o["custom_id"] for o in out] == [f"q{i}" for i in range(20)], out
assert out[7]["response"]["body"]["choices"][0]["message"]["content"] == "number 7", out[7]
bad = json.loads(client.files.content(b.error_file_id).text)
assert bad["custom_id"] == "bad" and bad["response"]["status_code"] == 404, bad
assert client.batches.list().data[0].id == b.id and b.metadata == {"n": "1"}
v = batch(("v", {"model": "tenon/embeddings", "input": "a cat"}), endpoint="/v1/embeddings")
assert v.request_counts.completed == 1 and v.error_file_id is None, v
brief = client.batches.create(input_file_id=v.input_file_id, endpoint="/v1/embeddings", completion_window="24h", output_expires_after={"anchor": "created_at", "seconds": 3600})
while (brief := client.batches.retrieve(brief.id)).status != "completed":
    time.sleep(0.05)
kept = client.files.retrieve(brief.output_file_id)
assert kept.expires_at - kept.created_at == 3600, kept
refused(openai.BadRequestError, "output_expires_after", lambda: client.batches.create(input_file_id=v.input_file_id, endpoint="/v1/embeddings", completion_window="24h", output_expires_after={"anchor": "created_at", "seconds": 5}))
assert batch(("m", {"input": "x"}), endpoint="/v1/moderations").request_counts.failed == 1  # here is no model that judges
wrong = batch(("a", said("x")), ("a", said("x")))
assert wrong.status == "failed" and "line 2" in wrong.errors.data[0].message, wrong
refused(openai.ConflictError, "ended", lambda: client.batches.cancel(b.id))
refused(openai.NotFoundError, "file-nothing", lambda: client.batches.create(input_file_id="file-nothing", endpoint="/v1/embeddings", completion_window="24h"))

# Moderations need a model that classifies texts; here is none.
refused(openai.NotFoundError, "text-classification", lambda: client.moderations.create(model="omni-moderation-latest", input="x"))
refused(openai.NotFoundError, "text-classification", lambda: client.moderations.create(input=[{"type": "text", "text": "x"}]))
refused(openai.BadRequestError, "parts of the type text", lambda: client.moderations.create(input=[{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]))
refused(openai.BadRequestError, "does sentiment-analysis, not text-classification", lambda: client.moderations.create(model="tenon/sentiment", input="x"))

# Pictures like one, and bare samples of speech.
like = client.images.create_variation(model="studio/image-1", image=open(data + "/fruit.jpg", "rb"))
assert base64.b64decode(like.data[0].b64_json).startswith(b"\x89PNG")
pcm = client.audio.speech.create(model="tenon/espeak", voice="alloy", input="Good morning.", response_format="pcm").read()
assert len(pcm) % 2 == 0 and 24000 < len(pcm) < 24000 * 2 * 4, len(pcm)
print("all is well")
