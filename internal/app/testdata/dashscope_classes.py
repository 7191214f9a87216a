"""Each class of DashScope's own SDK for Python: at once, as events, as tasks, and without waiting."""
import asyncio
import base64
import json
import os
import urllib.request
from http import HTTPStatus

url = os.environ["URL"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_WEBSOCKET_BASE_URL"] = url.replace("http", "ws") + "/dashscope/api-ws/v1/inference"
os.environ["DASHSCOPE_COMPATIBLE_BASE_URL"] = url + "/dashscope/compatible-mode/v1"
os.environ["DASHSCOPE_API_KEY"] = os.environ["TOKEN"]
data = os.environ["TESTDATA"]
fruit = "file://" + data + "/fruit.jpg"

import dashscope
from dashscope import AioGeneration, AioMultiModalConversation, AioMultiModalEmbedding, AioTextReRank, Files, Generation, Models, MultiModalConversation, MultiModalEmbeddingItemText, Tokenization, VideoSynthesis
from dashscope.aigc.chat_completion import Completions
from dashscope.aigc.conversation import Conversation, History
from dashscope.aigc.image_generation import AioImageGeneration
from dashscope.aigc.image_synthesis import AioImageSynthesis
from dashscope.aigc.video_synthesis import AioVideoSynthesis
from dashscope.audio.asr import Recognition, RecognitionCallback, Transcription
from dashscope.audio.qwen_asr import QwenTranscription
from dashscope.audio.qwen_tts_realtime import QwenTtsRealtime, QwenTtsRealtimeCallback
from dashscope.audio.tts_v2 import AudioFormat, ResultCallback, SpeechSynthesizer

said = [{"role": "user", "content": "one two three"}]
seen = [{"role": "user", "content": [{"image": fruit}, {"text": "look here"}]}]


def ok(r):
    assert r.status_code == HTTPStatus.OK, r
    return r


def fetch(address):
    with urllib.request.urlopen(address) as f:
        return f.read()


def wrong(r, status, code, words=""):
    assert r.status_code == status and r.code == code and words in r.message, r


# Conversations in every form: text and message, whole, as pieces and as all so far.
for form in ["text", "message"]:
    def words(r):
        return ok(r).output.text if form == "text" else ok(r).output.choices[0].message.content

    assert words(Generation.call("lab/chat-1", messages=said, result_format=form)) == "one two three"
    assert [words(r) for r in Generation.call("lab/chat-1", messages=said, result_format=form, stream=True, incremental_output=True)] == ["one ", "two ", "three", ""]
    full = [words(r) for r in Generation.call("lab/chat-1", messages=said, result_format=form, stream=True)]
    assert full[0] == "one " and full[-1] == "one two three", full
several = ok(Generation.call("lab/chat-1", messages=said, result_format="message", n=2)).output.choices
assert [c.message.content for c in several] == ["one two three"] * len(several), several
look = ok(MultiModalConversation.call("lab/chat-1", messages=seen))
assert look.output.choices[0].message.content == [{"text": "look here"}], look
pieces = [ok(r).output.choices[0].message.content for r in MultiModalConversation.call("lab/chat-1", messages=seen, stream=True, incremental_output=True)]
assert [p[0]["text"] for p in pieces if p] == ["look ", "here"], pieces

# Older classes of the same.
talk, history = Conversation(History()), None
assert ok(Conversation.call(talk, "lab/chat-1", prompt="one two")).output.text == "one two"
compatible = Completions.create(model="lab/chat-1", messages=said)
assert compatible.choices[0].message.content == "one two three", compatible

# Tokens.
unknown = Tokenization.call("lab/chat-1", messages=said)
wrong(unknown, 400, "InvalidParameter", "does not tell its tokens")
wrong(Tokenization.call("nobody/nothing", prompt="x"), 404, "ModelNotFound")


async def asynchronous():
    r = ok(await AioGeneration.call("lab/chat-1", messages=said, result_format="message"))
    assert r.output.choices[0].message.content == "one two three", r
    pieces = [ok(p).output.choices[0].message.content async for p in await AioGeneration.call("lab/chat-1", messages=said, result_format="message", stream=True, incremental_output=True)]
    assert "".join(pieces) == "one two three" and len(pieces) == 4, pieces
    r = ok(await AioMultiModalConversation.call("lab/chat-1", messages=seen))
    assert r.output.choices[0].message.content == [{"text": "look here"}], r
    pieces = [ok(p).output.choices[0].message.content async for p in await AioMultiModalConversation.call("lab/chat-1", messages=seen, stream=True, incremental_output=True)]
    assert "".join(p[0]["text"] for p in pieces if p) == "look here", pieces
    r = ok(await AioMultiModalEmbedding.call("tenon/embeddings", input=[MultiModalEmbeddingItemText(text="a cat", factor=1)]))
    assert len(r.output["embeddings"][0]["embedding"]) > 10, r
    r = ok(await AioTextReRank.call("tenon/similarity", query="a cat sat on the mat", documents=["quarterly revenue rose", "the cat lay on the mat"], return_documents=True))
    assert r.output.results[0].index == 1 and r.output.results[0]["document"]["text"] == "the cat lay on the mat", r
    task = ok(await AioImageSynthesis.async_call("lab/image-1", prompt="a red apple"))
    assert task.output.task_status == "PENDING", task
    done = ok(await AioImageSynthesis.wait(task))
    assert done.output.task_status == "SUCCEEDED" and fetch(done.output.results[0].url).startswith(b"\x89PNG"), done
    assert ok(await AioImageSynthesis.fetch(task)).output.task_status == "SUCCEEDED"
    wrong(await AioImageSynthesis.cancel(task), 400, "UnsupportedOperation")
    done = ok(await AioImageSynthesis.call("lab/image-1", prompt="a red apple"))
    assert done.output.task_status == "SUCCEEDED", done
    drawn = ok(await AioImageGeneration.call("lab/image-1", messages=[{"role": "user", "content": [{"text": "a red apple"}]}]))
    assert fetch(drawn.output.choices[0].message.content[0]["image"]).startswith(b"\x89PNG"), drawn
    # What is wrong is told as it is without waiting.
    wrong(await AioGeneration.call("nobody/nothing", messages=said), 404, "ModelNotFound", "lab/chat-1")
    wrong(await AioGeneration.call("lab/chat-1", messages=said, enable_search=True), 400, "InvalidParameter", "enable_search")
    denied = await AioGeneration.call("lab/chat-1", messages=said, api_key="wrong")
    assert denied.status_code == 401, denied
    async for r in await AioGeneration.call("nobody/nothing", messages=said, stream=True):
        wrong(r, 404, "ModelNotFound")
    film = await AioVideoSynthesis.async_call("lab/image-1", prompt="x")
    wrong(film, 400, "UnsupportedOperation", "no model here makes films")
    await dashscope.close_shared_aio_session()


asyncio.run(asynchronous())
wrong(VideoSynthesis.async_call("lab/image-1", prompt="x"), 400, "UnsupportedOperation", "no model here makes films")

# Speech while it is written, and heard while it is sent.
class Sound(ResultCallback):
    def __init__(self):
        self.data, self.ended, self.error = b"", 0, None

    def on_data(self, data):
        self.data += data

    def on_complete(self):
        self.ended += 1

    def on_error(self, message):
        self.error = message


sound = Sound()
voice = SpeechSynthesizer("tenon/espeak", voice="x", format=AudioFormat.PCM_16000HZ_MONO_16BIT, callback=sound)
voice.streaming_call("Good morning. ")
voice.streaming_call("Good night.")
voice.streaming_complete()
assert len(sound.data) > 32_000 and sound.ended == 1 and sound.error is None, (len(sound.data), sound.ended, sound.error)


class Heard(RecognitionCallback):
    def __init__(self):
        self.said, self.ended, self.error = [], 0, None

    def on_event(self, result):
        self.said.append(result.get_sentence())

    def on_complete(self):
        self.ended += 1

    def on_error(self, result):
        self.error = result.message


heard = Heard()
listener = Recognition("lab/whisper-1", callback=heard, format="pcm", sample_rate=16000)
listener.start()
wav = open(data + "/call.wav", "rb").read()
for at in range(44, min(len(wav), 44 + 64_000), 3200):
    listener.send_audio_frame(wav[at:at + 3200])
listener.stop()
assert heard.said[0]["text"] == "Good morning." and heard.ended == 1 and heard.error is None, (heard.said, heard.error)

# One file in the form of another model, at once and as a task.
address = "data:audio/wav;base64," + base64.b64encode(wav).decode()
asked = ok(QwenTranscription.async_call("lab/whisper-1", address))
one = ok(QwenTranscription.wait(asked))
assert json.loads(fetch(one.output.result["transcription_url"]))["transcripts"][0]["text"].startswith("Good morning."), one.output.task_status
listed = ok(Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=[address])))
assert listed.output.results[0]["subtask_status"] == "SUCCEEDED" and listed.usage["duration"] > 0, listed

# Speech by the protocol of conversations is not served, and says so.
class Told(QwenTtsRealtimeCallback):
    def __init__(self):
        self.events = []

    def on_open(self): pass
    def on_close(self, code, message): self.events.append({"type": "closed", "code": code})
    def on_event(self, response): self.events.append(response)


told = Told()
realtime = QwenTtsRealtime(model="tenon/espeak", callback=told, url=url.replace("http", "ws") + "/dashscope/api-ws/v1/realtime")
realtime.connect()
import time

for _ in range(1200):
    if told.events and told.events[-1]["type"] == "closed":
        break
    try:
        realtime.update_session(voice="x")
    except Exception:
        pass
    time.sleep(0.05)
assert told.events[0]["type"] == "error" and "task tts" in told.events[0]["error"]["message"], told.events

# Files that were sent, by pages; and what is not a file.
for name in ["fruit.jpg", "call.wav"]:
    ok(Files.upload(data + "/" + name, purpose="inference"))
first, second = (ok(Files.list(page=n, page_size=1)).output for n in (1, 2))
assert first["total"] == second["total"] == 2 and first["files"][0]["file_id"] != second["files"][0]["file_id"], (first, second)
for f in first["files"] + second["files"]:
    ok(Files.delete(f["file_id"]))
wrong(Files.delete("file-nothing"), 404, "NotFound")
assert Models.get("nobody/nothing").status_code == 404

# The second version of the SDK, which is the same API under other names.
client = dashscope.Client(api_key=os.environ["TOKEN"], base_url=url + "/dashscope/api/v1", max_retries=0)
r = client.chat.completions.create(model="lab/chat-1", messages=said)
assert r.choices[0].message.content == "one two three" and r.usage.total_tokens == 10, r
assert "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(model="lab/chat-1", messages=said, stream=True) if c.choices) == "one two three"
r = client.embeddings.create(model="tenon/embeddings", input=["a cat", "a dog"])
assert len(r.embeddings) == 2 and len(r.embeddings[1].embedding) > 10, r
r = client.rerank.create(model="tenon/similarity", query="a cat sat on the mat", documents=["quarterly revenue rose", "the cat lay on the mat"])
assert r.results[0].index == 1, r
job = client.images.generate(model="lab/image-1", prompt="a red apple", n=2)
assert job.succeeded and [fetch(u)[:4] for u in job.image_urls] == [b"\x89PNG"] * 2, job
assert client.models.list(page_size=5).total_count > 40 and client.models.get("tenon/espeak").model == "tenon/espeak"
f = client.files.upload(file_path=data + "/fruit.jpg", purpose="inference")
assert client.files.get(f.file_id).name == "fruit.jpg" and client.files.list().total_count == 1 and client.files.delete(f.file_id).deleted
for call, kind, words in [
    (lambda: client.chat.completions.create(model="nobody/nothing", messages=said), "NotFound", "lab/chat-1"),
    (lambda: client.chat.completions.create(model="lab/chat-1", messages=said, enable_search=True), "BadRequest", "enable_search"),
    (lambda: client.chat.completions.create(model="lab/chat-1", messages=said, api_key="wrong"), "Authentication", ""),
    (lambda: client.apps.completions.create(app_id="x", prompt="y"), "BadRequest", "tenon/assistant"),
    (lambda: client.videos.generate(model="lab/image-1", prompt="x"), "BadRequest", "no model here makes films"),
]:
    try:
        call()
    except Exception as e:
        assert kind in type(e).__name__ and words in str(e), (type(e), e)
    else:
        raise AssertionError(words)


async def later():
    async with dashscope.AsyncClient(api_key=os.environ["TOKEN"], base_url=url + "/dashscope/api/v1", max_retries=0) as client:
        r = await client.chat.completions.create(model="lab/chat-1", messages=said)
        assert r.choices[0].message.content == "one two three", r
        pieces = [c.choices[0].delta.content or "" async for c in await client.chat.completions.create(model="lab/chat-1", messages=said, stream=True) if c.choices]
        assert "".join(pieces) == "one two three", pieces


asyncio.run(later())
print("all is well")
