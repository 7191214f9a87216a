"""The OpenAI client of Python, as it is published, on a server of Tenon."""
import base64
import json
import os
import urllib.error
import urllib.request
import warnings

import openai

warnings.simplefilter("ignore")  # some calls are deprecated, and still made
client = openai.OpenAI(base_url=os.environ["URL"] + "/v1", api_key=os.environ["TOKEN"], max_retries=0)
data = os.environ["TESTDATA"]

ids = {m.id: m for m in client.models.list()}
for want in ["tenon/assistant", "tenon/embeddings", "tenon/espeak", "tenon/pocketsphinx", "lab/chat-1"]:
    assert want in ids, (want, sorted(ids))
assert client.models.retrieve("tenon/espeak").owned_by == "tenon"

# Conversations go to the connected server and come back as they are made.
said = client.chat.completions.create(model="lab/chat-1", messages=[{"role": "user", "content": "one two three"}], temperature=0.5)
assert said.choices[0].message.content == "one two three" and said.usage.completion_tokens == 3, said
pieces, usage = [], None
for chunk in client.chat.completions.create(model="chat-1", messages=[{"role": "user", "content": "one two three"}], stream=True, stream_options={"include_usage": True}):
    pieces += [c.delta.content for c in chunk.choices if c.delta.content]
    usage = chunk.usage or usage
assert pieces == ["one ", "two ", "three"] and usage.prompt_tokens == 7, (pieces, usage)

for call, error, words in [
    (lambda: client.chat.completions.create(model="nobody/nothing", messages=[{"role": "user", "content": "x"}]), openai.NotFoundError, "lab/chat-1"),
    (lambda: client.chat.completions.create(model="tenon/espeak", messages=[{"role": "user", "content": "x"}]), openai.BadRequestError, "text-to-speech"),
    (lambda: client.chat.completions.create(model="lab/chat-1", messages=[]), openai.BadRequestError, "no messages"),
    # A field that nobody here knows is its server's business: this one refuses it.
    (lambda: client.chat.completions.create(model="lab/chat-1", messages=[{"role": "user", "content": "x"}], extra_body={"top_k": 3}), openai.BadRequestError, "top_k"),
    (lambda: client.embeddings.create(model="tenon/embeddings", input=[]), openai.BadRequestError, "0 texts"),
    (lambda: client.embeddings.create(model="tenon/embeddings", input=[[1, 2]]), openai.BadRequestError, "tokens"),
    (lambda: client.images.generate(model="lab/image-1", prompt="x", response_format="gif"), openai.BadRequestError, "b64_json"),
    (lambda: client.audio.speech.create(model="tenon/espeak", input="x", voice="marvin"), openai.BadRequestError, "marvin"),
    (lambda: client.audio.transcriptions.create(model="tenon/pocketsphinx", file=open(data + "/fruit.jpg", "rb")), openai.BadRequestError, "image"),
    (lambda: client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", b"RIFF"), timestamp_granularities=["word"]), openai.BadRequestError, "verbose_json"),
    (lambda: client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", b"RIFF"), timestamp_granularities=["line"]), openai.BadRequestError, "word and segment"),
    (lambda: openai.OpenAI(base_url=client.base_url, api_key="wrong", max_retries=0).models.list(), openai.AuthenticationError, ""),
]:
    try:
        call()
    except error as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no {error} that says {words}")
try:
    client.chat.completions.create(model="nobody/nothing", messages=[{"role": "user", "content": "x"}])
except openai.NotFoundError as e:
    assert e.code == "model_not_found" and e.param == "model", e
try:
    openai.OpenAI(base_url=client.base_url, api_key="wrong", max_retries=0).embeddings.create(model="tenon/embeddings", input="x")
except openai.AuthenticationError as e:
    assert e.code == "invalid_api_key" and e.type == "authentication_error", e

# Vectors, packed as the client asks for them and plain.
texts = ["a cat sat on the mat", "the kitten lay on the rug", "quarterly revenue rose"]
packed = [e.embedding for e in client.embeddings.create(model="tenon/embeddings", input=texts).data]
plain = [e.embedding for e in client.embeddings.create(model="feature-extraction", input=texts, encoding_format="float").data]
assert len(packed) == 3 and all(abs(a - b) < 1e-6 for x, y in zip(packed, plain) for a, b in zip(x, y))
dot = lambda a, b: sum(x * y for x, y in zip(a, b))
assert dot(packed[0], packed[1]) > dot(packed[0], packed[2])

# Speech in every format, and heard again.
for form, magic in [("mp3", (b"ID3", b"\xff\xfb", b"\xff\xf3")), ("wav", (b"RIFF",)), ("flac", (b"fLaC",)), ("opus", (b"OggS",)), ("aac", (b"\xff\xf1", b"\xff\xf9"))]:
    sound = client.audio.speech.create(model="tenon/espeak", voice="alloy", input="Good morning, this is a test.", response_format=form).read()
    assert sound.startswith(magic), (form, sound[:4])
    if form == "wav":
        wav = sound
heard = client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav))
assert heard.text == "Good morning. The meeting is on Tuesday at ten.", heard
verbose = client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav), response_format="verbose_json")
assert verbose.duration > 0 and verbose.segments[0].text and verbose.segments[-1].end > 0, verbose
timed = client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav), response_format="verbose_json", timestamp_granularities=["word"])
assert [w.word for w in timed.words][:3] == ["Good", "morning.", "The"] and timed.words[1].start == 0.25 and timed.words[1].end == 0.5 and not timed.segments, timed
both = client.audio.transcriptions.create(model="tenon/pocketsphinx", file=("speech.wav", wav), response_format="verbose_json", timestamp_granularities=["word", "segment"])
assert [w.word for w in both.words] == both.text.split() and both.segments[0].text.startswith(both.words[0].word) and both.words[0].end > both.words[0].start, both
srt = client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav), response_format="srt")
assert "-->" in srt and srt.startswith("1\n"), srt
vtt = client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav), response_format="vtt")
assert vtt.startswith("WEBVTT") and "," not in vtt.split("\n")[3], vtt
done = [e for e in client.audio.transcriptions.create(model="lab/whisper-1", file=("speech.wav", wav), stream=True)][-1]
assert done.type == "transcript.text.done" and done.text == heard.text, done
assert client.audio.transcriptions.create(model="tenon/pocketsphinx", file=("speech.wav", wav)).text
assert client.audio.translations.create(model="lab/whisper-1", file=("speech.wav", wav)).text == heard.text  # it is English

# Pictures.
drawn = client.images.generate(model="lab/image-1", prompt="a red apple", size="64x64", n=2, response_format="b64_json")
assert len(drawn.data) == 2 and base64.b64decode(drawn.data[0].b64_json).startswith(b"\x89PNG")
linked = client.images.generate(model="lab/image-1", prompt="a red apple", size="64x64", response_format="url").data[0].url
assert urllib.request.urlopen(linked).read().startswith(b"\x89PNG")  # by who has the address, for a time
try:
    urllib.request.urlopen(linked.replace("/shared/1", "/shared/2"))
except urllib.error.HTTPError as e:
    assert e.code == 403, e
else:
    raise AssertionError("an address that was changed is served")
edited = client.images.edit(model="studio/image-1", image=open(data + "/fruit.jpg", "rb"), prompt="the negative")
assert base64.b64decode(edited.data[0].b64_json).startswith(b"\x89PNG")

# The assistant is a chat model: files are attached, what is made is linked.
photo = "data:image/jpeg;base64," + base64.b64encode(open(data + "/fruit.jpg", "rb").read()).decode()
turns = [{"role": "user", "content": [{"type": "text", "text": "Turn this photo into a watercolour"}, {"type": "image_url", "image_url": {"url": photo}}]}]
made = client.chat.completions.create(model="tenon/assistant", messages=turns)
answer = made.choices[0].message.content
assert "![" in answer and "/api/tenon/v1/artefacts/" in answer, answer
assert "done" in made.choices[0].message.reasoning_content, made
link = answer.split("](")[1].split(")")[0]
get = lambda url: urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["TOKEN"]}))
picture = get(link)
assert picture.headers["Content-Type"].startswith("image/")
# What comes next is about the same file.
turns += [{"role": "assistant", "content": answer}, {"role": "user", "content": "Now make it half as large"}]
text = "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(model="tenon/assistant", messages=turns, stream=True) if c.choices)
assert "/api/tenon/v1/artefacts/" in text, text
# A question comes back, and its answer is understood.
turns = [{"role": "user", "content": [{"type": "text", "text": "Please help me with this"}, {"type": "file", "file": {"filename": "note.txt", "file_data": "data:text/plain,The%20house%20is%20big."}}]}]
back = client.chat.completions.create(model="tenon/assistant", messages=turns).choices[0].message.content
assert "For example" in back, back
turns += [{"role": "assistant", "content": back}, {"role": "user", "content": "Translate it into Spanish"}]
client.chat.completions.create(model="tenon/assistant", messages=turns)
runs = json.load(get(os.environ["URL"] + "/api/tenon/v1/runs?limit=1"))
assert runs[0]["text"] == "Please help me with this\nTranslate it into Spanish", runs
print("all is well")
