"""Paints with a model of the hub by the clients of OpenAI, DashScope and Hugging Face."""

import base64, os, urllib.request

url, token, pictures = os.environ["URL"], os.environ["TOKEN"], os.environ["PICTURES"]
os.environ["DASHSCOPE_HTTP_BASE_URL"] = url + "/dashscope/api/v1"
os.environ["DASHSCOPE_API_KEY"] = token

import dashscope
from dashscope import ImageSynthesis
from huggingface_hub import InferenceClient
from openai import BadRequestError, OpenAI

PNG = b"\x89PNG"
client = OpenAI(base_url=url + "/v1", api_key=token)
given = lambda: open(pictures + "/given.png", "rb")
mask = lambda: open(pictures + "/mask.png", "rb")
few = {"num_inference_steps": 2, "seed": 5}

one = client.images.generate(model="admin/painter", prompt="a fox", size="64x64", response_format="b64_json", extra_body=few)
again = client.images.generate(model="admin/painter", prompt="a fox", size="64x64", response_format="b64_json", extra_body=few)
assert base64.b64decode(one.data[0].b64_json).startswith(PNG) and one.data[0].b64_json == again.data[0].b64_json
edited = client.images.edit(model="admin/painter", image=given(), prompt="a fox", extra_body={**few, "strength": 0.9})
assert base64.b64decode(edited.data[0].b64_json).startswith(PNG)
inside = client.images.edit(model="admin/painter", image=given(), mask=mask(), prompt="a fox", extra_body=few)
assert base64.b64decode(inside.data[0].b64_json).startswith(PNG) and inside.data[0].b64_json != edited.data[0].b64_json
varied = client.images.create_variation(model="admin/painter", image=given(), n=2, response_format="url")
assert [urllib.request.urlopen(d.url).read()[:4] for d in varied.data] == [PNG, PNG]
try:
    client.images.generate(model="admin/painter", prompt="a fox", size="100x64")
except BadRequestError as e:
    assert "multiples of 16 pixels" in str(e), e
else:
    raise AssertionError("a size that cannot be painted was")

done = ImageSynthesis.call("admin/painter", prompt="a fox", negative_prompt="fog", size="64*64", n=2, seed=5)
assert done.status_code == 200 and done.output.task_status == "SUCCEEDED" and done.usage.image_count == 2, done
assert urllib.request.urlopen(done.output.results[0].url).read().startswith(PNG)
changed = ImageSynthesis.call("admin/painter", prompt="a fox", task="image2image", base_image_url="file://" + pictures + "/given.png", mask_image_url="file://" + pictures + "/mask.png")
assert changed.output.task_status == "SUCCEEDED", changed


# What becomes larger, and what is behind a picture.
import requests
from PIL import Image
import base64, io

size = lambda address: Image.open(io.BytesIO(urllib.request.urlopen(address).read())).size
wide = ImageSynthesis.call("admin/painter", prompt="a fox", task="image2image", function="expand", base_image_url="file://" + pictures + "/given.png", left_scale=1.5, right_scale=1.5)
w, h = size(wide.output.results[0].url)
assert wide.output.task_status == "SUCCEEDED" and abs(w / h - 2) < 0.3, (w, h)


def post(path, input, **parameters):
    return requests.post(os.environ["DASHSCOPE_HTTP_BASE_URL"] + "/services/aigc/" + path, json={"model": "admin/painter", "input": input, "parameters": parameters}, headers={"Authorization": "Bearer " + token})


held = lambda b: "data:image/png;base64," + base64.b64encode(b).decode()
high = post("image2image/out-painting", {"image_url": held(given().read())}, y_scale=2, steps=2).json()
w, h = size(high["output"]["output_image_url"])
assert abs(h / w - 2) < 0.3, (w, h)
cut = Image.open(pictures + "/given.png").convert("RGBA")
cut.putalpha(Image.open(pictures + "/mask.png").convert("L").point(lambda v: 255 - v))
through = io.BytesIO()
cut.save(through, "PNG")
behind = post("background-generation/generation", {"base_image_url": held(through.getvalue()), "ref_prompt": "a beach"}, n=2, steps=2).json()
assert len(behind["output"]["results"]) == 2 and size(behind["output"]["results"][1]["url"]) == (64, 64), behind
solid = post("background-generation/generation", {"base_image_url": held(given().read()), "ref_prompt": "a beach"})
assert solid.status_code == 400 and "nothing of the picture is transparent" in solid.json()["message"], solid.text
sketch = ImageSynthesis.call("admin/painter", prompt="a fox", sketch_image_url="file://" + pictures + "/given.png", sketch_weight=5)
like = ImageSynthesis.call("admin/painter", prompt="a fox", ref_img="file://" + pictures + "/given.png", ref_strength=0.3, style="<anime>")
assert sketch.output.task_status == like.output.task_status == "SUCCEEDED" and like.output.results[0]["actual_prompt"] == "a fox, anime", (sketch, like)
doodle = ImageSynthesis.call("admin/painter", prompt="a fox", task="image2image", function="doodle", is_sketch=True, base_image_url="file://" + pictures + "/given.png")
assert doodle.output.task_status == "SUCCEEDED", doodle
masked = ImageSynthesis.call("admin/painter", prompt="a fox", task="image2image", function="description_edit_with_mask", base_image_url="file://" + pictures + "/given.png", mask_image_url="file://" + pictures + "/mask.png")
assert masked.output.task_status == "SUCCEEDED", masked

at = lambda name: InferenceClient(base_url=url + "/models/" + name, api_key=token)
drawn = at("admin/painter").text_to_image("a fox", negative_prompt="fog", width=64, height=64, num_inference_steps=2, guidance_scale=3.0, seed=4)
assert drawn.size == (64, 64), drawn
redrawn = at("admin/painter.image-to-image").image_to_image(pictures + "/given.png", prompt="a fox", num_inference_steps=3, guidance_scale=3.0)
assert redrawn.size == (64, 64), redrawn
try:
    at("admin/painter.image-to-image").image_to_image(pictures + "/given.png", prompt="a fox", target_size={"width": 8, "height": 8})
except Exception as e:
    assert "target_size" in str(e), e
else:
    raise AssertionError("a size that nothing heeds is passed over")

# By Ollama's client, whole and with how far it is.
import ollama

local = ollama.Client(host=url, headers={"Authorization": "Bearer " + token})
assert local.show("admin/painter").capabilities == ["image"] and "admin/painter:latest" in [m.model for m in local.list().models]
made = local.generate("admin/painter", "a fox", width=64, height=48, steps=2, options={"seed": 5})
assert made.done and Image.open(io.BytesIO(base64.b64decode(made.image))).size == (64, 48), made
pieces = list(local.generate("admin/painter", "a fox", width=64, height=48, steps=2, options={"seed": 5}, stream=True))
assert pieces[-1].image == made.image and all(p.total == 2 for p in pieces[:-1]), pieces
for words, more in [("takes a prompt", {"system": "x"}), ("multiples of 16 pixels", {"width": 100})]:
    try:
        local.generate("admin/painter", "a fox", **more)
    except ollama.ResponseError as e:
        assert words in str(e), e
    else:
        raise AssertionError(f"no error that says {words}")
print("all is well")
