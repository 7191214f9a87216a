"""The OpenAI client of Python: a transcript that tells who speaks."""
import os

import openai

client = openai.OpenAI(base_url=os.environ["URL"] + "/v1", api_key=os.environ["TOKEN"], max_retries=0)
hear = lambda **more: client.audio.transcriptions.create(model="admin/stream", file=open(os.environ["TWO"], "rb"), response_format="diarized_json", **more)
told = hear(chunking_strategy="auto")
assert told.task == "transcribe" and 6.9 < told.duration < 7.1 and told.usage.seconds == told.duration, told
assert {s.speaker for s in told.segments} == {"A", "B"} and "".join(s.text for s in told.segments).replace(" ", "") == told.text.replace(" ", ""), told
assert all(s.type == "transcript.text.segment" and s.start < s.end <= 7.1 for s in told.segments) and all(a.end <= b.start for a, b in zip(told.segments, told.segments[1:])), told
events = list(hear(stream=True))
assert [(e.id, e.speaker, e.text) for e in events[:-1]] == [(s.id, s.speaker, s.text) for s in told.segments] and events[-1].text == told.text, events
try:
    client.audio.translations.create(model="admin/stream", file=open(os.environ["TWO"], "rb"), response_format="diarized_json")
except openai.BadRequestError as e:
    assert e.param == "response_format", e
else:
    raise AssertionError("a translation tells who speaks")
print("all is well")
