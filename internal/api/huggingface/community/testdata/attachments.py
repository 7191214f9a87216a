"""Pictures, sounds and videos in comments, as huggingface_hub sends them."""
import os
import struct
import urllib.error
import urllib.request
import zlib
from huggingface_hub import HfApi
from huggingface_hub.errors import BadRequestError, HfHubHTTPError

endpoint = os.environ["HF_ENDPOINT"]
api = HfApi()
eve = HfApi(token=os.environ["EVE"])
bob = HfApi(token=os.environ["BOB"])


def status(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except HfHubHTTPError as e:
        return e.response.status_code
    raise AssertionError(f"{f.__name__}{args} went well")


def read(url, token=None, **headers):
    r = urllib.request.Request(url, headers=headers)
    if token:
        r.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(r) as got:
            return got.status, got.read(), got.headers
    except urllib.error.HTTPError as e:
        return e.code, e.read(), e.headers


def png(red):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes([0, red, 0, 0]))) + chunk(b"IEND", b"")


files = {"shot.png": png(200), "song.mp3": b"ID3\x04" + b"\0" * 100, "clip.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 100, "page.png": b"<script>alert(1)</script>"}
for name, content in files.items():
    with open(name, "wb") as f:
        f.write(content)

api.create_repo("lab/secret", private=True)
url = bob.upload_attachment("shot.png")
assert url.startswith(endpoint + "/") and url.endswith(".png"), url
assert read(url, os.environ["BOB"])[1] == files["shot.png"]
assert read(url, os.environ["HF_TOKEN"])[0] == 404, "it is in no comment yet"
d = bob.create_discussion("lab/secret", "A picture", description=f"Look: ![shot]({url})")
code, body, head = read(url, os.environ["HF_TOKEN"])
assert code == 200 and body == files["shot.png"] and head["Content-Type"] == "image/png" and head["X-Content-Type-Options"] == "nosniff" and "sandbox" in head["Content-Security-Policy"], (code, head)
assert read(url, os.environ["HF_TOKEN"], Range="bytes=1-3")[1] == b"PNG"
assert read(url, os.environ["EVE"])[0] == 404 and read(url)[0] == 404

# With the comment it goes.
bob.hide_discussion_comment("lab/secret", d.num, d.events[0].id)
assert read(url, os.environ["HF_TOKEN"])[0] == 404 and read(url, os.environ["BOB"])[0] == 404

# Everybody sees what is in a public one, whatever the repository is called later.
api.create_repo("lab/voice")
song, clip = eve.upload_attachment("song.mp3"), eve.upload_attachment("clip.mp4")
said = eve.create_discussion("lab/voice", "A song", description=f'<audio controls src="{song}"></audio>\n\n{clip}')
api.move_repo("lab/voice", "lab/tongue")
assert read(song)[2]["Content-Type"] == "audio/mpeg" and read(clip)[1] == files["clip.mp4"]
assert api.model_info("lab/tongue").used_storage == len(files["song.mp3"]) + len(files["clip.mp4"])
names = sorted(f.filename for f in api.list_lfs_files("lab/tongue"))
assert names == sorted(u.removeprefix(endpoint + "/") for u in (song, clip)), names
api.update_repo_settings("lab/tongue", private=True)
assert read(song)[0] == 404 and read(song, os.environ["BOB"])[0] == 200

# What is not right.
assert status(HfApi(token=False).upload_attachment, "shot.png") == 401
assert status(HfApi(token=os.environ["READER"]).upload_attachment, "shot.png") == 403
try:
    eve.upload_attachment("page.png")
    raise AssertionError("a page was taken for a picture")
except BadRequestError as e:
    assert "does not begin as image/png" in str(e), e
assert read(endpoint + "/api/uploads/nothing.png")[0] == 404 and read(endpoint + "/api/uploads/" + "0" * 24)[0] == 404
print("all is well")
