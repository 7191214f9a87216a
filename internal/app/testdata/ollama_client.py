"""The Ollama client of Python, as it is published, on a server of Tenon."""
import os

import ollama

client = ollama.Client(host=os.environ["URL"], headers={"Authorization": "Bearer " + os.environ["TOKEN"]})
data = os.environ["TESTDATA"]

names = {m.model for m in client.list().models}
assert {"tenon/assistant:latest", "tenon/embeddings:latest", "lab/chat-1:latest"} <= names, names
assert "completion" in client.show("lab/chat-1").capabilities and "embedding" in client.show("tenon/embeddings:latest").capabilities

# Conversations: whole, and as they are made.
said = client.chat("lab/chat-1:latest", messages=[{"role": "user", "content": "one two three"}], options={"temperature": 0.2, "num_predict": 50, "num_ctx": 4096, "seed": 7})
assert said.message.content == "one two three" and said.done and said.done_reason == "stop", said
assert said.prompt_eval_count == 7 and said.eval_count == 3 and said.total_duration > 0, said
pieces = list(client.chat("lab/chat-1", messages=[{"role": "user", "content": "one two three"}], stream=True))
assert [p.message.content for p in pieces if p.message.content] == ["one ", "two ", "three"], pieces
assert pieces[-1].done and pieces[-1].eval_count == 3 and not any(p.done for p in pieces[:-1]), pieces[-1]
assert client.chat("lab/chat-1", messages=[]).done_reason == "load"


# Tools: the model asks, the program answers.
def weather(city: str) -> str:
    """What the weather is.

    Args:
      city: The name of the city
    """
    return "sunny in " + city


turns = [{"role": "user", "content": 'CALL weather {"city": "Lyon"}'}]
for stream in (False, True):
    got = client.chat("lab/chat-1", messages=turns, tools=[weather], stream=stream)
    calls = got.message.tool_calls if not stream else [c for p in got for c in p.message.tool_calls or []]
    assert len(calls) == 1 and calls[0].function.name == "weather" and calls[0].function.arguments == {"city": "Lyon"}, calls
turns += [{"role": "assistant", "content": "", "tool_calls": calls}, {"role": "tool", "tool_name": "weather", "content": weather("Lyon")}]
assert client.chat("lab/chat-1", messages=turns, tools=[weather]).message.content == "sunny in Lyon"

# Pictures, and answers of a form.
seen = client.chat("lab/chat-1", messages=[{"role": "user", "content": "look", "images": [data + "/fruit.jpg"]}])
assert seen.message.content == "look", seen
shape = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
assert client.chat("lab/chat-1", messages=[{"role": "user", "content": '{"n": 3}'}], format=shape).message.content == '{"n": 3}'
assert client.generate("lab/chat-1", "{}", format="json").response == "{}"

# Texts.
text = client.generate("lab/chat-1", "one two", system="Be brief.")
assert text.response == "one two" and text.prompt_eval_count == 12, text
assert "".join(p.response for p in client.generate("lab/chat-1", "one two", stream=True)) == "one two"
raw = client.generate("lab/chat-1", "go on", raw=True)
assert raw.response == "GO ON" and raw.eval_count == 2, raw
assert client.generate("lab/chat-1", "def f(", suffix=")").response == "DEF F()"

# The assistant is a model too: its steps are its thinking.
made = client.chat("tenon/assistant", messages=[{"role": "user", "content": "Turn this photo into a watercolour", "images": [data + "/fruit.jpg"]}])
assert "/api/tenon/v1/artefacts/" in made.message.content and "done" in made.message.thinking, made

# Vectors.
both = client.embed("tenon/embeddings", ["a cat", "a dog"])
assert len(both.embeddings) == 2 and len(both.embeddings[0]) > 10, both
one = client.embeddings("tenon/embeddings", "a cat")
assert list(one.embedding) == list(both.embeddings[0])

# What cannot be done is said in the client's own way.
for call, status, words in [
    (lambda: client.chat("nobody/nothing", messages=[{"role": "user", "content": "x"}]), 404, "lab/chat-1"),
    (lambda: list(client.chat("nobody/nothing", messages=[{"role": "user", "content": "x"}], stream=True)), 404, "lab/chat-1"),
    (lambda: client.chat("tenon/espeak", messages=[{"role": "user", "content": "x"}]), 400, "text-to-speech"),
    (lambda: client.show("nobody/nothing"), 404, "not found"),
    (lambda: client.embed("tenon/embeddings", []), 400, "0 texts"),
    (lambda: client.delete("lab/chat-1"), 400, "tenon rm"),
    (lambda: client.pull("nobody/nothing"), 404, "nobody/nothing"),
    (lambda: client.chat("lab/chat-1", messages=[{"role": "user", "content": "x"}], options={"top_k": 3}), 400, "top_k"),
]:
    try:
        call()
    except ollama.ResponseError as e:
        assert e.status_code == status and words in e.error, (e.status_code, e.error)
    else:
        raise AssertionError(f"no error that says {words}")
print("all is well")
