"""More of DashScope's API, by its own SDK for Python, on a server of Tenon."""
import gzip
import io
import json
import os
import urllib.request
from http import HTTPStatus

url = os.environ["URL"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_API_KEY"] = os.environ["TOKEN"]
data = os.environ["TESTDATA"]
fruit = "file://" + data + "/fruit.jpg"

import requests
from dashscope import BatchTextEmbedding, CodeGeneration, FineTunes, ImageSynthesis, MultiModalConversation, TextEmbedding, Understanding
from dashscope.aigc.code_generation import AttachmentRoleMessageParam, UserRoleMessageParam
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.audio.qwen_tts import SpeechSynthesizer
from dashscope.client.base_api import BaseAsyncApi


def ok(r):
    assert r.status_code == HTTPStatus.OK, r
    return r


def fetch(address):
    with urllib.request.urlopen(address) as f:
        return f.read()


def picture(address):
    assert fetch(address).startswith((b"\x89PNG", b"\xff\xd8\xff")), address


def edit(model, **more):
    return ok(ImageSynthesis.call(model, prompt=more.pop("prompt", "x"), task="image2image", base_image_url=fruit, **more)).output


def failed(out, words):
    assert out.task_status == "FAILED" and out.code == "InvalidParameter" and words in out.message, out


def post(path, model, input, asynchronous=False, **parameters):
    headers = {"Authorization": "Bearer " + os.environ["TOKEN"]}
    if asynchronous:
        headers["X-DashScope-Async"] = "enable"
    return requests.post(os.environ["DASHSCOPE_HTTP_BASE_URL"] + "/services/" + path, json={"model": model, "input": input, "parameters": parameters}, headers=headers)


# What can be done with a picture, by the functions of one service.
large = edit("tenon/upscale", function="super_resolution", upscale_factor=3)
assert large.task_status == "SUCCEEDED", large
picture(large.results[0].url)
for model, prompt in [("tenon/ink", "x"), ("image-style-transfer", "as a pixel picture")]:
    out = edit(model, function="stylization_all", prompt=prompt)
    assert out.task_status == "SUCCEEDED", out
    picture(out.results[0].url)
changed = edit("studio/image-1", function="description_edit", prompt="make it blue")
assert changed.task_status == "SUCCEEDED", changed
failed(edit("image-style-transfer", function="stylization_all", prompt="nothing"), "watercolor")
failed(edit("tenon/ink", function="super_resolution"), "does image-style-transfer, not image-super-resolution")
failed(edit("tenon/ink", function="remove_watermark"), "mask")
failed(edit("tenon/ink", function="stylization_local"), "mask")
failed(edit("tenon/ink", function="control_cartoon_feature"), "not offered")
failed(edit("tenon/ink", function="turn_to_gold"), "there is no function")
failed(edit("studio/image-1", function="description_edit_with_mask"), "mask_image_url")
failed(edit("studio/image-1", function="expand"), "left_scale")
failed(edit("studio/image-1", function="expand", left_scale=7), "1 to 2")
failed(edit("studio/image-1", function="doodle"), "is_sketch")

# Styles of portraits.
styled = ok(BaseAsyncApi.call("image-style-transfer", {"image_url": "data:image/jpeg;base64," + __import__("base64").b64encode(open(data + "/fruit.jpg", "rb").read()).decode(), "style_index": 5}, "aigc", "image-generation", "generation"))
assert styled.output["task_status"] == "SUCCEEDED" and styled.output["style_index"] == 5 and styled.output["error_message"] == "Success", styled
picture(styled.output["results"][0]["url"])
small = styled.output["results"][0]["url"]
for index, words in [(99, "style_index 99"), (4, "there is no model image-style-transfer"), (-1, "style_index -1")]:
    out = ok(BaseAsyncApi.call("image-style-transfer", {"image_url": small, "style_index": index}, "aigc", "image-generation", "generation")).output
    assert out["task_status"] == "FAILED" and words in out["message"], out
wrong = post("aigc/image-generation/generation", "tenon/watercolor", {"image_url": small, "style_index": 5})
assert wrong.status_code == 400 and "watercolor, and not ink" in wrong.text, wrong.text

# Pictures by messages: at once, as a task, and as events.
said = [{"role": "user", "content": [{"text": "a red apple"}]}]
once = ok(ImageGeneration.call("lab/image-1", messages=said, n=2))
assert len(once.output.choices) == 2 and once.usage.image_count == 2, once
picture(once.output.choices[0].message.content[0]["image"])
later = ok(ImageGeneration.wait(ImageGeneration.async_call("lab/image-1", messages=said)))
assert later.output.task_status == "SUCCEEDED", later
picture(later.output.choices[0].message.content[0]["image"])
both = ok(ImageGeneration.call("tenon/ink", messages=[{"role": "user", "content": [{"image": fruit}]}]))
picture(both.output.choices[0].message.content[0]["image"])
event = [ok(r) for r in ImageGeneration.call("lab/image-1", messages=said, stream=True)]
picture(event[-1].output.choices[0].message.content[0]["image"])
none = ImageGeneration.call("lab/image-1", messages=[{"role": "user", "content": [{"text": ""}]}])
assert none.status_code == 400 and none.code == "InvalidParameter", none
style = ok(ImageSynthesis.call("lab/image-1", prompt="a red apple", style="<watercolor>"))
assert style.output.results[0]["actual_prompt"] == "a red apple, watercolour", style
failed(ok(ImageSynthesis.call("lab/image-1", prompt="x", style="<mud>")).output, "<watercolor>")
failed(ok(ImageSynthesis.call("lab/image-1", prompt="x", ref_img=fruit, ref_mode="refonly")).output, "repaint")

# Code, whole and as it is written.
ask = [UserRoleMessageParam(content="sum two numbers"), AttachmentRoleMessageParam(meta={"language": "python"})]
code = ok(CodeGeneration.call("lab/chat-1", scene="nl2code", message=ask))
assert "sum two numbers" in code.output["choices"][0]["content"] and '"python"' in code.output["choices"][0]["content"] and code.output["choices"][0]["finish_reason"] == "stop", code
assert code.usage["output_tokens"] > 0, code
frames = [ok(r).output["choices"][0] for r in CodeGeneration.call("lab/chat-1", scene="custom", message=[UserRoleMessageParam(content="one two")], stream=True)]
assert frames[-1]["finish_reason"] == "stop" and "one two" in frames[-1]["content"] and [f["frame_id"] for f in frames] == list(range(len(frames))), frames
bad = CodeGeneration.call("lab/chat-1", scene="poem", message=ask)
assert bad.status_code == 400 and "nl2sql" in bad.message, bad

# Understanding.
sort = ok(Understanding.call("tenon/zero-shot", sentence="The team won the match in the last minute", labels="sport，cooking", task="classification"))
assert sort.output["text"] == "sport" and sort.output["rt"] > 0, sort
found = ok(Understanding.call("tenon/entities", sentence="Angela Merkel visited Paris.", labels="人名，地点"))
assert found.output["text"] == "人名: Angela Merkel\n地点: Paris", found
for r, words in [
    (Understanding.call("tenon/entities", sentence="x", labels="colour"), "people, places"),
    (Understanding.call("tenon/entities", sentence="x", labels="sport", task="classification"), "not zero-shot-classification"),
    (Understanding.call("tenon/entities", sentence="x", labels="sport", task="dance"), "extraction and classification"),
]:
    assert r.status_code == 400 and r.code == "InvalidParameter" and words in r.message, r

# Vectors of the lines of a file.
lines = ["line %d of the file" % i for i in range(250)]
address = "data:text/plain;base64," + __import__("base64").b64encode("\n".join(lines).encode()).decode()
batch = ok(BatchTextEmbedding.call("tenon/embeddings", address))
assert batch.output.task_status == "SUCCEEDED", batch
vectors = [json.loads(l) for l in gzip.open(io.BytesIO(fetch(batch.output.url)))]
alone = ok(TextEmbedding.call("tenon/embeddings", input=lines[240])).output["embeddings"][0]["embedding"]
assert [v["text_index"] for v in vectors] == list(range(250)) and vectors[240]["embedding"] == alone
empty = ok(BatchTextEmbedding.call("tenon/embeddings", "data:text/plain,a%0A%0Ab"))
assert empty.output.task_status == "FAILED" and "line 2" in empty.output["message"], empty

# Speech at the address of conversations.
spoken = ok(SpeechSynthesizer.call("tenon/espeak", "Good morning.", voice="Cherry"))
assert fetch(spoken.output.audio["url"]).startswith(b"RIFF") and spoken.output.finish_reason == "stop", spoken
pieces = [ok(r) for r in SpeechSynthesizer.call("tenon/espeak", "Good morning.", voice="Cherry", stream=True)]
assert fetch(pieces[-1].output.audio["url"]).startswith(b"RIFF"), pieces
conversation = ok(MultiModalConversation.call("tenon/espeak", text="Good morning.", voice="Cherry"))
assert fetch(conversation.output.audio["url"]).startswith(b"RIFF"), conversation

# What is not done here says so.
for r in [FineTunes.call(model="admin/parrot", training_file_ids=["x"]), FineTunes.list(), FineTunes.get("x")]:
    assert r.status_code == 400 and r.code == "UnsupportedOperation" and "not trained here" in r.message, r
for path, input, words in [
    ("aigc/image2image/out-painting", {"image_url": small}, "x_scale"),
    ("aigc/background-generation/generation/", {"base_image_url": small}, "ref_prompt"),
    ("aigc/background-generation/generation", {"base_image_url": small, "ref_prompt": "x", "title": "y"}, "title"),
    ("aigc/video-generation/video-synthesis", {"prompt": "x"}, "no model here makes films"),
    ("audio/asr/nothing", {}, "there is no POST"),
]:
    r = post(path, "studio/image-1", input)
    assert r.status_code in (400, 404) and r.json()["code"] and words in r.json()["message"], r.text

# Services that are not served say so, each in the words of its protocol.
import dashscope
from dashscope import Application, Deployments, Generation
from dashscope.audio.asr import Recognition, Transcription, TranslationRecognizerRealtime, VocabularyService
from dashscope.audio.qwen_omni import OmniRealtimeCallback, OmniRealtimeConversation
from dashscope.audio.tts_v2 import AudioFormat, SpeechSynthesizer as Speaker, VoiceEnrollmentService


def unserved(words, call):
    try:
        r = call()
    except Exception as e:
        assert words in str(e) and ("UnsupportedOperation" in str(e) or "400" in str(e)), e
    else:
        assert r.status_code == 400 and r.code == "UnsupportedOperation" and words in r.message, r


unserved("tenon/assistant", lambda: Application.call(app_id="x", prompt="y"))
unserved("no vocabularies are kept", lambda: VocabularyService().create_vocabulary("x", "lab/whisper-1", [{"text": "y", "weight": 4}]))
unserved("no voices are made", lambda: VoiceEnrollmentService().create_voice("lab/tts-1", "x", "https://example.com/a.wav"))
unserved("assistants are not kept", lambda: dashscope.Assistants.create(model="lab/chat-1", name="x"))
unserved("threads of assistants", lambda: dashscope.Threads.create())


class Told(OmniRealtimeCallback):
    def __init__(self):
        self.events, self.closed = [], []

    def on_event(self, response):
        self.events.append(response)

    def on_close(self, code, message):
        self.closed.append((code, message))


told = Told()
talk = OmniRealtimeConversation(model="lab/chat-1", callback=told, url=url.replace("http", "ws") + "/dashscope/api-ws/v1/realtime")
talk.connect()
talk.update_session(output_modalities=[])
import time

for _ in range(1200):
    if told.closed:
        break
    time.sleep(0.05)
assert told.events[0]["type"] == "error" and "task asr" in told.events[0]["error"]["message"] and told.closed[0][0] == 1008, (told.events, told.closed)

# What is asked of speech is done, or refused.
def spoken(**more):
    return fetch(HttpSpeech.call("tenon/espeak", text="Good morning.", voice="x", **more).audio_url)


from dashscope.audio.http_tts import HttpSpeechSynthesizer as HttpSpeech
import wave

plain, quiet, high, low = spoken(), spoken(volume=10), spoken(pitch=1.5), spoken(sample_rate=8000)


def loudness(b):
    w = wave.open(io.BytesIO(b))
    s = memoryview(w.readframes(w.getnframes())).cast("h")
    return max(abs(v) for v in s), w.getframerate()


assert loudness(quiet)[0] < loudness(plain)[0] / 3 and loudness(low)[1] == 8000 and high != plain and abs(len(high) - len(plain)) < len(plain) / 4
for more, words in [({"volume": 500}, "0 to 100"), ({"pitch": 9}, "0.5 to 2"), ({"enable_ssml": True, "text": "<speak>x"}, "SSML"), ({"instruction": "sadly"}, "instruction"), ({"sample_rate": 10**9}, "8000 to 48000")]:
    wrong = post("audio/tts/SpeechSynthesizer", "tenon/espeak", {"text": "x", "voice": "x", **more})
    assert wrong.status_code == 400 and words in wrong.json()["message"], wrong.text
dashscope.base_websocket_api_url = url.replace("http", "ws") + "/dashscope/api-ws/v1/inference"
wav = Speaker("tenon/espeak", voice="x", format=AudioFormat.WAV_16000HZ_MONO_16BIT, volume=40, pitch_rate=1.2).call("Good morning.")
assert loudness(wav)[1] == 16000, loudness(wav)

# Translations of what is heard, and what nobody hears.
class Heard:
    def __init__(self):
        self.said, self.error = [], None

    def on_open(self): pass
    def on_close(self): pass
    def on_complete(self): pass
    def on_error(self, message): self.error = message
    def on_event(self, request_id, transcription, translation, usage): self.said.append((transcription, translation))


interpreter = TranslationRecognizerRealtime(model="lab/whisper-1", format="wav", sample_rate=16000, callback=None, source_language="en", transcription_enabled=True, translation_enabled=True, translation_target_languages=["es"])
out = interpreter.call(data + "/call.wav")
assert out.transcription_result_list[0].text == "Good morning." and out.translation_result_list[0].get_translation("es").text, (out.transcription_result_list, out.translation_result_list, out.error_message)
for more, words in [({"vocabulary_id": "x"}, "vocabular"), ({"audio_event_detection_enabled": True}, "audio-classification"), ({"special_word_filter": "{}"}, "special_word_filter")]:
    r = Recognition("lab/whisper-1", callback=None, format="wav", sample_rate=16000, **more).call(data + "/call.wav")
    assert r.code == "InvalidParameter" and words in r.message, r
    wrong = ok(Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=["data:audio/wav,x"], **more))).output
    assert wrong.task_status == "FAILED" and words in wrong["message"], wrong
wrong = ok(Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=["data:audio/wav,x"], channel_id=[0, 1]))).output
assert wrong.task_status == "FAILED" and "channel" in wrong["message"], wrong
unheard = Recognition("lab/whisper-1", callback=None, format="wav", sample_rate=16000).call(data + "/call.wav", phrase_id="x")
assert unheard.code == "InvalidParameter" and "phrase" in unheard.message, unheard

# How likely the tokens are.
sure = Generation.call("lab/chat-1", messages=[{"role": "user", "content": "x"}], logprobs=True, top_logprobs=2)
assert sure.status_code == 400 and "result_format message" in sure.message, sure
print("all is well")
