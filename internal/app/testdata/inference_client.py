"""huggingface_hub's InferenceClient, as it is published, on a server of Tenon."""
import json
import os
import urllib.request

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

url, token, data = os.environ["URL"], os.environ["TOKEN"], os.environ["TESTDATA"]


def model(name):
    return InferenceClient(base_url=f"{url}/models/{name}", api_key=token)


def raw(name, body, media="application/json"):
    r = urllib.request.Request(f"{url}/models/{name}", data=body, headers={"Authorization": "Bearer " + token, "Content-Type": media})
    with urllib.request.urlopen(r) as f:
        return f.headers["Content-Type"], f.read()


best = model("tenon/sentiment").text_classification("I love it, it is wonderful.")
assert best[0].label == "positive" and best[0].score > 0.5, best
assert len(model("tenon/sentiment").text_classification("I love it.", top_k=1)) == 1 and model("tenon/language-id").text_classification("Guten Morgen, wie geht es dir?")[0].label == "de"
shot = model("tenon/zero-shot").zero_shot_classification("The striker scored twice in the final.", ["sport", "politics"])
assert {s.label for s in shot} == {"sport", "politics"} and shot[0].label == "sport", shot
names = model("tenon/entities").token_classification("Angela Merkel visited Paris.")
places = model("tenon/entities").token_classification("Angela Merkel visited Paris.", ignore_labels=["person"])
assert [n.word for n in places] == ["Paris"], places
assert any(n.word == "Paris" and n.start == 22 and n.end == 27 and n.entity_group for n in names), names
long = "The library opened in 1902. It was built by the town. Many people read there every day. The roof leaks in winter. The town wants to mend it next year."
assert 0 < len(model("tenon/summary").summarization(long).summary_text) < len(long)
assert model("tenon/apertium").translation("The house is big.", src_lang="en", tgt_lang="es").translation_text.lower().startswith("la casa")
answer = model("tenon/extractive-qa").question_answering(question="When did the library open?", context=long)
assert "1902" in answer.answer and long[answer.start:answer.end] == answer.answer, answer
cells = model("tenon/table-qa").table_question_answering({"city": ["Rome", "Oslo"], "people": ["2800000", "700000"]}, "Which city has the most people?")
assert "Rome" in cells.answer, cells
for name in ["tenon/similarity", "tenon/embeddings"]:  # a model of vectors compares by them
    near = model(name).sentence_similarity("a cat sat on the mat", ["quarterly revenue rose", "the cat lay on the mat"])
    assert near[1] > near[0], near
one = json.loads(raw("tenon/embeddings", b'{"inputs": "a cat"}')[1])
two = json.loads(raw("tenon/embeddings", b'{"inputs": ["a cat", "a dog"]}')[1])
assert two[0] == one and len(two) == 2

sound = model("tenon/espeak").text_to_speech("Good morning.")
assert sound[:4] in (b"RIFF", b"ID3\x04") or sound[0] == 0xFF, sound[:4]
heard = model("lab/whisper-1").automatic_speech_recognition(sound)
assert heard.text == "Good morning. The meeting is on Tuesday at ten.", heard
timed = model("lab/whisper-1").automatic_speech_recognition(sound, extra_body={"return_timestamps": True})
assert timed.chunks[0].text == "Good morning.", timed
words = model("lab/whisper-1").automatic_speech_recognition(sound, extra_body={"return_timestamps": "word"})
assert [c.text for c in words.chunks][:2] == ["Good", "morning."] and list(words.chunks[1].timestamp) == [0.25, 0.5], words
quiet = model("tenon/denoise").audio_to_audio(data + "/call.wav")
assert len(quiet[0].blob) > 1000, quiet
photo = open(data + "/fruit.jpg", "rb").read()
assert model("tenon/describe").image_to_text(photo).generated_text
media, painted = raw("tenon/watercolor", photo, "image/jpeg")
assert media.startswith("image/") and len(painted) > 1000
assert raw("sentiment-analysis", b'{"inputs": "I love it"}')[1].startswith(b'[[{"label":"positive"')

talk = model("lab/chat-1").chat_completion([{"role": "user", "content": "one two three"}])
assert talk.choices[0].message.content == "one two three" and talk.usage.completion_tokens == 3, talk
client = model("lab/chat-1")  # it closes its streams when it goes
pieces = [c.choices[0].delta.content for c in client.chat_completion([{"role": "user", "content": "one two"}], stream=True) if c.choices]
assert "".join(p or "" for p in pieces) == "one two", pieces
assert model("lab/chat-1").text_generation("go on", max_new_tokens=5) == "GO ON"
written = model("lab/chat-1")
assert "".join(written.text_generation("go on", max_new_tokens=5, stream=True)) == "GO ON"

for call, status, words in [
    (lambda: model("nobody/nothing").summarization("x"), 404, "nobody/nothing"),
    (lambda: model("tenon/watercolor").text_classification("x"), 400, "image"),
    (lambda: model("tenon/table-qa").table_question_answering({"a": ["1"], "b": []}, "x"), 400, "equal length"),
    (lambda: InferenceClient(base_url=f"{url}/models/tenon/summary", api_key="wrong").summarization("x"), 401, ""),
]:
    try:
        call()
    except HfHubHTTPError as e:
        assert e.response.status_code == status and words in str(e), e
    else:
        raise AssertionError(f"no error that says {words}")
print("all is well")
