"""DashScope's own SDK for Python, as it is published, on a server of Tenon."""
import json
import os
import urllib.request
from http import HTTPStatus

url = os.environ["URL"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_WEBSOCKET_BASE_URL"] = url.replace("http", "ws") + "/dashscope/api-ws/v1/inference"
os.environ["DASHSCOPE_API_KEY"] = os.environ["TOKEN"]
data = os.environ["TESTDATA"]

import dashscope
from dashscope import Files, Generation, ImageSynthesis, Models, MultiModalConversation, MultiModalEmbedding, MultiModalEmbeddingItemText, TextEmbedding, TextReRank
from dashscope.audio.asr import Recognition, Transcription
from dashscope.audio.http_tts import HttpSpeechSynthesizer
from dashscope.audio.tts import SpeechSynthesizer as Older
from dashscope.audio.tts_v2 import AudioFormat, SpeechSynthesizer


def ok(r):
    assert r.status_code == HTTPStatus.OK, r
    return r


def fetch(address):  # as programs do: showing nothing
    with urllib.request.urlopen(address) as f:
        return f.read()


# Conversations: whole, in both forms, and as they are made.
said = [{"role": "user", "content": "one two three"}]
text = ok(Generation.call("lab/chat-1", messages=said, temperature=0.5, seed=7))
assert text.output.text == "one two three" and text.output.finish_reason == "stop", text
assert (text.usage.input_tokens, text.usage.output_tokens, text.usage.total_tokens) == (7, 3, 10), text.usage
assert text.request_id
whole = ok(Generation.call("lab/chat-1", messages=said, result_format="message"))
assert whole.output.choices[0].message.content == "one two three" and whole.output.choices[0].finish_reason == "stop", whole
pieces = [ok(r) for r in Generation.call("lab/chat-1", messages=said, result_format="message", stream=True, incremental_output=True)]
assert [p.output.choices[0].message.content for p in pieces] == ["one ", "two ", "three", ""], pieces
assert [p.output.choices[0].finish_reason for p in pieces] == ["null"] * 3 + ["stop"] and pieces[-1].usage.output_tokens == 3, pieces[-1]
full = [ok(r).output.text for r in Generation.call("lab/chat-1", prompt="one two three", stream=True)]
assert full[0] == "one " and full[-1] == "one two three", full

# Tools.
tool = {"type": "function", "function": {"name": "weather", "description": "x", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}
turns = [{"role": "user", "content": 'CALL weather {"city": "Lyon"}'}]
called = ok(Generation.call("lab/chat-1", messages=turns, tools=[tool], result_format="message")).output.choices[0]
assert called.finish_reason == "tool_calls" and json.loads(called.message.tool_calls[0]["function"]["arguments"]) == {"city": "Lyon"}, called
turns += [dict(called.message), {"role": "tool", "tool_call_id": called.message.tool_calls[0]["id"], "content": "sunny"}]
assert ok(Generation.call("lab/chat-1", messages=turns, tools=[tool], result_format="message")).output.choices[0].message.content == "sunny"

# Pictures in conversations: files of this machine are sent first.
seen = ok(MultiModalConversation.call("lab/chat-1", messages=[{"role": "user", "content": [{"image": "file://" + data + "/fruit.jpg"}, {"text": "look"}]}]))
assert seen.output.choices[0].message.content == [{"text": "look"}], seen
made = ok(MultiModalConversation.call("tenon/assistant", messages=[{"role": "user", "content": [{"image": "file://" + data + "/fruit.jpg"}, {"text": "Turn this photo into a watercolour"}]}]))
assert "/api/tenon/v1/artefacts/" in made.output.choices[0].message.content[0]["text"], made

# Vectors, and what is near.
both = ok(TextEmbedding.call("tenon/embeddings", input=["a cat", "a dog"]))
assert [e["text_index"] for e in both.output["embeddings"]] == [0, 1] and len(both.output["embeddings"][0]["embedding"]) > 10
parts = ok(MultiModalEmbedding.call("tenon/embeddings", input=[MultiModalEmbeddingItemText(text="a cat", factor=1)]))
assert parts.output["embeddings"][0]["embedding"] == both.output["embeddings"][0]["embedding"]
near = ok(TextReRank.call("tenon/similarity", query="a cat sat on the mat", documents=["quarterly revenue rose", "the cat lay on the mat", "a dog"], top_n=2, return_documents=True))
assert near.output.results[0].index == 1 and near.output.results[0]["document"]["text"] == "the cat lay on the mat" and len(near.output.results) == 2, near

# Pictures are tasks.
task = ok(ImageSynthesis.async_call("lab/image-1", prompt="a red apple", size="64*64", n=2))
assert task.output.task_status == "PENDING" and task.output.task_id, task
drawn = ok(ImageSynthesis.wait(task))
assert drawn.output.task_status == "SUCCEEDED" and drawn.usage.image_count == 2, drawn
assert all(fetch(r.url).startswith(b"\x89PNG") for r in drawn.output.results)
assert ok(ImageSynthesis.fetch(task)).output.task_status == "SUCCEEDED"
assert json.dumps(ok(ImageSynthesis.list(status="SUCCEEDED")).output).count(task.output.task_id) == 1
refused = ImageSynthesis.cancel(task)
assert (refused.status_code, refused.code) == (400, "UnsupportedOperation"), refused
assert ok(ImageSynthesis.fetch("nothing")).output.task_status == "UNKNOWN"
failed = ok(ImageSynthesis.call("lab/image-1", prompt="x", size="huge"))
assert failed.output.task_status == "FAILED" and failed.output.code == "InvalidParameter" and "1024*1024" in failed.output.message, failed
larger = ok(ImageSynthesis.call("tenon/upscale", prompt="x", task="image2image", base_image_url="file://" + data + "/fruit.jpg", function="super_resolution"))
assert fetch(larger.output.results[0].url).startswith((b"\x89PNG", b"\xff\xd8\xff")), larger

# Speech, over the socket and not, and heard again.
wav = SpeechSynthesizer("tenon/espeak", voice="longxiaochun", format=AudioFormat.WAV_16000HZ_MONO_16BIT).call("Good morning.")
assert wav.startswith(b"RIFF") and len(wav) > 10_000, wav[:4]
mp3 = SpeechSynthesizer("tenon/espeak", voice="alloy").call("Good morning.")
assert mp3[:3] == b"ID3" or mp3[0] == 0xFF and mp3[1] & 0xE0 == 0xE0, mp3[:8]
pcm = SpeechSynthesizer("tenon/espeak", voice="x", format=AudioFormat.PCM_16000HZ_MONO_16BIT).call("Good morning.")
assert 16_000 < len(pcm) < 16_000 * 2 * 4, len(pcm)
older = Older.call("tenon/espeak", text="Good morning.", format="wav")
assert older.get_response().status_code == 200 and older.get_audio_data().startswith(b"RIFF"), older
address = HttpSpeechSynthesizer.call("tenon/espeak", text="Good morning.", voice="x")
assert fetch(address.audio_url).startswith(b"RIFF"), address
heard = Recognition("lab/whisper-1", callback=None, format="wav", sample_rate=16000).call(data + "/call.wav")
assert heard.status_code == 200 and heard.get_sentence()[0]["text"] == "Good morning." and heard.get_sentence()[-1]["end_time"] > 0, heard
words = heard.get_sentence()[0]["words"]
assert [(w["text"], w["punctuation"]) for w in words] == [("Good", ""), ("morning", ".")] and words[1]["begin_time"] == 250 and words[1]["end_time"] == 500, words
wrong = Recognition("nobody/nothing", callback=None, format="wav", sample_rate=16000).call(data + "/call.wav")
assert wrong.code == "ModelNotFound" and "whisper-1" in wrong.message, wrong
written = ok(Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=[address.audio_url.replace("http://", "http://"), "data:text/plain,x"])))
good, bad = written.output.results
assert bad["subtask_status"] == "FAILED" and good["subtask_status"] == "SUCCEEDED", written
document = json.loads(fetch(good["transcription_url"]))
assert document["transcripts"][0]["text"].startswith("Good morning.") and document["transcripts"][0]["sentences"][0]["begin_time"] == 0, document
assert document["transcripts"][0]["sentences"][0]["words"][0]["text"] == "Good", document

# Files and models.
sent = ok(Files.upload(data + "/fruit.jpg", purpose="inference", description="fruit"))
ident = sent.output["uploaded_files"][0]["file_id"]
about = ok(Files.get(ident)).output
assert about["name"] == "fruit.jpg" and about["description"] == "fruit" and len(fetch(about["url"])) == about["size"] == os.path.getsize(data + "/fruit.jpg"), about
assert [f["file_id"] for f in ok(Files.list()).output["files"]] == [ident]
ok(Files.delete(ident))
assert Files.get(ident).status_code == 404
assert ok(Models.get("tenon/espeak")).output["task"] == "text-to-speech" and ok(Models.list(page_size=5)).output["total"] > 40

# What cannot be done, by status and code.
for r, status, code, words in [
    (Generation.call("nobody/nothing", messages=said), 404, "ModelNotFound", "lab/chat-1"),
    (Generation.call("tenon/espeak", messages=said), 400, "InvalidParameter", "text-to-speech"),
    (Generation.call("lab/chat-1", messages=said, enable_search=True), 400, "InvalidParameter", "enable_search"),
    (Generation.call("lab/chat-1", messages=said, top_k=3), 400, "InvalidParameter", "top_k"),
    (Generation.call("lab/chat-1", messages=said, api_key="wrong"), 401, "InvalidApiKey", "tenon token create"),
    (TextEmbedding.call("tenon/embeddings", input=["x"], dimension=100000), 400, "InvalidParameter", "dimensions"),
    (next(iter(Generation.call("nobody/nothing", messages=said, stream=True))), 404, "ModelNotFound", "lab/chat-1"),
]:
    assert r.status_code == status and r.code == code and words in r.message, r

# OpenAI's form of it.
import openai

client = openai.OpenAI(base_url=url + "/dashscope/compatible-mode/v1", api_key=os.environ["TOKEN"])
assert client.chat.completions.create(model="lab/chat-1", messages=said).choices[0].message.content == "one two three"
print("all is well")
