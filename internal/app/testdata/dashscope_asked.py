"""What is asked of DashScope's services is done, or refused by its name: by its own SDK for Python, on a server of Tenon."""
import base64
import io
import json
import os
import urllib.request
import wave
from http import HTTPStatus

url = os.environ["URL"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_WEBSOCKET_BASE_URL"] = url.replace("http", "ws") + "/dashscope/api-ws/v1/inference"
os.environ["DASHSCOPE_API_KEY"] = os.environ["TOKEN"]
data = os.environ["TESTDATA"]
fruit = "file://" + data + "/fruit.jpg"

import requests
from dashscope import CodeGeneration, Generation, ImageSynthesis, MultiModalConversation, MultiModalEmbedding, TextEmbedding, TextReRank
from dashscope.aigc.code_generation import UserRoleMessageParam
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.audio.asr import Recognition, Transcription
from dashscope.audio.http_tts import HttpSpeechSynthesizer
from dashscope.audio.tts_v2 import AudioFormat, SpeechSynthesizer
from huggingface_hub import InferenceClient

said = [{"role": "user", "content": "one two three"}]


def ok(r):
    assert r.status_code == HTTPStatus.OK, r
    return r


def refused(words, r):
    assert r.status_code == 400 and r.code == "InvalidParameter" and words in r.message, (words, r)


def failed(words, r):
    assert ok(r).output.task_status == "FAILED" and r.output.code == "InvalidParameter" and words in r.output.message, (words, r)


def fetch(address):
    with urllib.request.urlopen(address) as f:
        return f.read()


# Conversations.
for more in [{"enable_search": True}, {"ocr_options": {"task": "text_recognition"}}, {"vl_high_resolution_images": True}, {"modalities": ["text", "audio"]}]:
    refused(next(iter(more)) + " is not offered", MultiModalConversation.call("lab/chat-1", messages=[{"role": "user", "content": [{"text": "x"}]}], **more))
    refused(next(iter(more)) + " is not offered", next(iter(Generation.call("lab/chat-1", messages=said, stream=True, **more))))
assert ok(Generation.call("lab/chat-1", messages=said, enable_search=False, search_options={}, ocr_options=None)).output.text == "one two three"
refused("give tools", Generation.call("lab/chat-1", messages=said, plugins={"calculator": {}}))
refused("enable_search", CodeGeneration.call("lab/chat-1", scene="custom", message=[UserRoleMessageParam(content="x")], enable_search=True))

wrong = Generation.call("lab/chat-1", messages=said, api_key="wrong")
assert wrong.status_code == 401 and wrong.code == "InvalidApiKey" and "tenon token" in wrong.message, wrong
unheard = Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=["data:text/plain;base64," + base64.b64encode(b"words " * 5000).decode()]))
assert unheard.output.task_status == "FAILED" and len(unheard.output.message) < 400 and "recording" in unheard.output.message, unheard

# A text goes into another language by a model that translates.
english = [{"role": "user", "content": "Good morning."}]
for form in ["text", "message"]:
    r = ok(Generation.call("tenon/apertium", messages=english, result_format=form, translation_options={"source_lang": "English", "target_lang": "es"}))
    assert "días" in (r.output.text if form == "text" else r.output.choices[0].message.content), r
assert ok(Generation.call("translation", messages=english, translation_options={"source_lang": "auto", "target_lang": "Spanish"})).output.text
refused("text-to-speech, not translation", Generation.call("tenon/espeak", messages=english, translation_options={"target_lang": "Spanish"}))
refused("names no language", Generation.call("tenon/apertium", messages=english, translation_options={"target_lang": "Klingon!"}))
refused("target_lang is empty", Generation.call("tenon/apertium", messages=english, translation_options={"source_lang": "English"}))
refused("terms is not offered", Generation.call("tenon/apertium", messages=english, translation_options={"target_lang": "es", "terms": [{"source": "a", "target": "b"}]}))

# Vectors, and what is near.
long, short = (ok(TextEmbedding.call("tenon/embeddings", input=["a cat"], **more)).output["embeddings"][0]["embedding"] for more in [{}, {"dimension": 8}])
scale = sum(x * x for x in long[:8]) ** 0.5
assert len(short) == 8 and all(abs(a - b / scale) < 1e-5 for a, b in zip(short, long)), short
refused("instruct is not offered", TextEmbedding.call("tenon/embeddings", input=["x"], instruct="find cats"))
refused("instruct is not offered", TextReRank.call("tenon/similarity", query="x", documents=["y"], instruct="find cats"))
refused("sparse", TextEmbedding.call("tenon/embeddings", input=["x"], output_type="sparse"))
for more, words in [({"enable_fusion": True}, "enable_fusion"), ({"fps": 0.5}, "fps"), ({"dimension": 100000}, "dimensions"), ({"output_type": "sparse"}, "dense")]:
    refused(words, MultiModalEmbedding.call("tenon/embeddings", input=[{"text": "x"}], **more))
refused("factor of part 0", MultiModalEmbedding.call("tenon/embeddings", input=[{"text": "x", "factor": 2}]))

# Pictures: in another format, by every client that paints.
def webp(b):
    assert b[:4] == b"RIFF" and b[8:12] == b"WEBP", b[:12]
    return len(b)


one = ok(ImageSynthesis.call("lab/image-1", prompt="a red apple", output_format="webp"))
webp(fetch(one.output.results[0].url))
edited = ok(ImageSynthesis.call("tenon/upscale", prompt="x", task="image2image", base_image_url=fruit, function="super_resolution", output_format="webp", output_compression=90))
small = ok(ImageSynthesis.call("tenon/upscale", prompt="x", task="image2image", base_image_url=fruit, function="super_resolution", output_format="webp", output_compression=5))
assert webp(fetch(small.output.results[0].url)) * 3 < webp(fetch(edited.output.results[0].url))
drawn = ok(ImageGeneration.call("lab/image-1", messages=[{"role": "user", "content": [{"text": "a red apple"}]}], output_format="webp"))
webp(fetch(drawn.output.choices[0].message.content[0]["image"]))
failed("png, jpeg or webp", ImageSynthesis.call("lab/image-1", prompt="x", output_format="avif"))
failed("0 to 100", ImageSynthesis.call("lab/image-1", prompt="x", output_format="webp", output_compression=300))
hub = InferenceClient(base_url=url + "/models/lab/image-1", api_key=os.environ["TOKEN"])
assert hub.text_to_image("a red apple", extra_body={"output_format": "webp"}).format == "WEBP"
assert hub.text_to_image("a red apple", extra_body={"output_format": "jpeg", "output_compression": 50}).format == "JPEG"

for more in [{"prompt_extend": True}, {"watermark": True}, {"similarity": 0.5}, {"realisticness": 5}, {"sketch_color": [[0, 0, 0]]}, {"bbox_list": [[1]]}, {"enable_sequential": True}, {"thinking_mode": "fast"}, {"color_palette": "x"}]:
    failed(next(iter(more)) + " is not offered", ImageSynthesis.call("lab/image-1", prompt="x", **more))
assert ok(ImageSynthesis.call("lab/image-1", prompt="x", prompt_extend=False, watermark=False)).output.task_status == "SUCCEEDED"
failed("negative_prompt is not a parameter of image-super-resolution", ImageSynthesis.call("tenon/upscale", prompt="x", negative_prompt="y", task="image2image", base_image_url=fruit, function="super_resolution"))
failed("size is not offered by tenon/upscale", ImageSynthesis.call("tenon/upscale", prompt="x", size="512*512", task="image2image", base_image_url=fruit, function="super_resolution"))
sized = ok(ImageSynthesis.call("studio/image-1", prompt="x", size="48*32", task="image2image", base_image_url=fruit, function="description_edit"))
assert sized.output.task_status == "SUCCEEDED", sized
failed("1024*1024", ImageSynthesis.call("studio/image-1", prompt="x", size="big", task="image2image", base_image_url=fruit, function="description_edit"))

# Speech.
def speak(text="Good morning.", **more):
    r = HttpSpeechSynthesizer.call("tenon/espeak", text=text, voice="x", **more)
    ok(r.response)
    return r, fetch(r.audio_url)


def seconds(b):
    w = wave.open(io.BytesIO(b))
    return w.getnframes() / w.getframerate()


plain = speak()[1]
for more in [{"language_hints": ["es"]}, {"language_type": "Spanish"}]:
    assert speak(**more)[1] != plain, more
assert speak(language_hints=["en"])[1] == speak(language_type="English")[1] == speak(language_type="Auto")[1] == plain
fat, thin = (len(speak(audio_format="opus", bit_rate=n)[1]) for n in (96, 12))
assert thin * 3 < fat, (thin, fat)
assert len(speak(audio_format="mp3", bit_rate=16)[1]) * 3 < len(speak(audio_format="mp3", bit_rate=128)[1])
both = speak("Good morning. Good night.")[1]
r, broken = speak('<speak>Good morning.<break time="2s"/>Good night.</speak>', enable_ssml=True)
assert 1.5 < seconds(broken) - seconds(both) < 2.5, (seconds(broken), seconds(both))
assert r.usage["characters"] == len("Good morning.") + len("Good night."), r.usage
assert seconds(speak("<speak>Good <sub alias='evening everybody in this hall'>x</sub></speak>", enable_ssml=True)[1]) > seconds(plain)
assert seconds(speak('<speak rate="0.5">Good morning.</speak>', text_type="SSML")[1]) > 1.4 * seconds(plain)
wav = SpeechSynthesizer("tenon/espeak", voice="x", format=AudioFormat.WAV_16000HZ_MONO_16BIT, seed=0, language_hints=["en"]).call('<speak>Good morning.<break time="2s"/></speak>')
assert seconds(wav) - seconds(plain) > 1.5, seconds(wav)
for more, words in [
    ({"text": "<speak><phoneme ph='x'>y</phoneme></speak>", "enable_ssml": True}, "<phoneme>"), ({"text": "<speak>x", "enable_ssml": True}, "not the XML"),
    ({"instruction": "sadly"}, "instruction is not offered"), ({"seed": 7}, "seed is not offered"), ({"word_timestamp_enabled": True}, "word_timestamp_enabled is not offered"),
    ({"enable_aigc_tag": True}, "enable_aigc_tag"), ({"hot_fix": {"replace": [{"a": "b"}]}}, "hot_fix"), ({"audio_format": "wav", "bit_rate": 32}, "bit_rate"),
    ({"audio_format": "opus", "bit_rate": 1000}, "6 to 256"), ({"language_hints": ["Klingon!"]}, "language_hints"), ({"language_type": "xx"}, "does not speak xx"),
]:
    text = more.pop("text", "x")
    r = HttpSpeechSynthesizer.call("tenon/espeak", text=text, voice="x", **more)
    refused(words, r.response)
try:
    SpeechSynthesizer("tenon/espeak", voice="x", seed=7).call("x")
except Exception as e:
    assert "seed" in str(e), e

# What is heard.
call = data + "/call.wav"
r = Recognition("lab/whisper-1", callback=None, format="wav", sample_rate=16000, disfluency_removal_enabled=True).call(call)
assert r.status_code == 200 and r.get_sentence()[0]["text"] == "Good morning.", r
for more, words in [({"vocabulary_id": "x"}, "vocabular"), ({"speaker_count": -1, "diarization_enabled": True}, "speaker_count"), ({"max_sentence_silence": 500}, "max_sentence_silence"), ({"punctuation_prediction_enabled": False}, "punctuation"), ({"inverse_text_normalization_enabled": False}, "numbers")]:
    r = Recognition("lab/whisper-1", callback=None, format="wav", sample_rate=16000, **more).call(call)
    assert r.code == "InvalidParameter" and words in r.message, r
    failed(words, Transcription.wait(Transcription.async_call("lab/whisper-1", file_urls=["data:audio/wav,x"], **more)))
told = [{"role": "user", "content": [{"audio": "file://" + call}]}]
r = ok(MultiModalConversation.call("lab/whisper-1", messages=told, asr_options={"language": "en", "enable_itn": False}))
assert r.output.choices[0].message.content == [{"text": "Good morning. The meeting is on Tuesday at ten."}] and r.output.choices[0].finish_reason == "stop" and r.usage["seconds"] > 0, r
assert [ok(p).output.choices[0].message.content for p in MultiModalConversation.call("lab/whisper-1", messages=told, stream=True)] == [[{"text": "Good morning. The meeting is on Tuesday at ten."}]]
refused("enable_lid", MultiModalConversation.call("lab/whisper-1", messages=told, asr_options={"enable_lid": True}))
refused("nothing beside the recording", MultiModalConversation.call("lab/whisper-1", messages=[{"role": "user", "content": [{"audio": "file://" + call}, {"text": "x"}]}]))
refused("no message has a recording", MultiModalConversation.call("lab/whisper-1", messages=[{"role": "user", "content": []}]))
print("all is well")
