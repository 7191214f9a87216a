"""huggingface_hub's InferenceClient, as it is published, on models of pictures and sounds."""
import base64
import json
import os
import urllib.request

from PIL import Image
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

url, token, folder = os.environ["URL"], os.environ["TOKEN"], os.environ["SEEN"]
want = json.load(open(folder + "/seen.json"))
photo, page, chirp = (folder + "/" + n for n in ["wave.png", "page.png", "chirp.wav"])


def model(name):
    return InferenceClient(base_url=f"{url}/models/admin/{name}", api_key=token)


def near(a, b):
    return abs(a - b) < 1e-4


for threshold, boxes in [(None, want["objects-detr"]["boxes"]), (0.9, want["objects-detr"]["sure"])]:
    found = model("objects").object_detection(photo, threshold=threshold)
    assert [f.label for f in found] == [b["label"] for b in boxes], found
    for f, b in zip(found, boxes):
        x, y, w, h = b["box"]
        assert near(f.score, b["score"]) and (f.box.xmin, f.box.ymin, f.box.xmax, f.box.ymax) == (x, y, x + w, y + h), (f, b)

areas = model("areas").image_segmentation(photo)
assert [a.label for a in areas] == [b["label"] for b in want["areas-segformer"]["boxes"]], areas
classes = base64.b64decode(want["areas-segformer"]["bytes"])
shown = sorted(set(classes))
for a, c in zip(areas, shown):
    assert a.mask.mode == "L" and a.mask.size == (70, 50) and a.mask.tobytes() == bytes(255 if v == c else 0 for v in classes), a

scores = want["clip"]["scores"]
for s in model("clip").zero_shot_image_classification(photo, list(scores), hypothesis_template="This is a photo of {}."):
    assert near(s.score, scores[s.label]), s
r = urllib.request.Request(f"{url}/models/admin/eyes", data=open(photo, "rb").read(), headers={"Authorization": "Bearer " + token, "Content-Type": "image/png"})
with urllib.request.urlopen(r) as f:
    vector = json.load(f)  # the client has no call for vectors of pictures
assert all(near(a, b) for a, b in zip(vector, want["clip"]["vector"])) and len(vector) == len(want["clip"]["vector"]), vector

large = model("larger").image_to_image(photo)
assert large.size == (140, 100), large.size
assert model("lines").image_to_text(page).generated_text.count("\n") == 2
heard = model("sounds").audio_classification(chirp, top_k=2)
assert len(heard) == 2 and near(heard[0].score, max(want["sounds-ast"]["scores"].values())), heard

try:
    model("objects").object_detection(chirp)
except HfHubHTTPError as e:
    assert e.response.status_code == 400 and "image" in str(e), e
else:
    raise AssertionError("a sound was taken for a picture")
print("all is well")
