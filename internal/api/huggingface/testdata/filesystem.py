"""The file system of huggingface_hub: what fsspec, pandas and others open hf://… with."""
import os
import random
import fsspec
from huggingface_hub import HfApi, HfFileSystem
from huggingface_hub.errors import HfHubHTTPError

api = HfApi()
api.create_repo("lab/voice")
api.create_repo("lab/corpus", repo_type="dataset")
api.create_repo("lab/secret", private=True)
fs = HfFileSystem()
big = random.Random(3).randbytes(12 << 20)


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        return e
    raise AssertionError(f"{f} did not raise {kind}")


# Written, read, and listed.
with fs.open("lab/voice/sub/名 a.txt", "w") as f:
    f.write("hello\nworld\n")
fs.pipe_file("datasets/lab/corpus/data/train.csv", b"a,b\n1,2\n")
with fs.open("lab/voice/model.bin", "wb") as f:
    f.write(big)
assert fs.read_text("lab/voice/sub/名 a.txt") == "hello\nworld\n"
assert fs.cat_file("lab/voice/model.bin", start=5_000_000, end=5_000_010) == big[5_000_000:5_000_010]
with fs.open("lab/voice/model.bin", "rb", block_size=1 << 20) as f:
    f.seek(7_000_000)
    assert f.read(10) == big[7_000_000:7_000_010] and f.size == len(big)
    f.seek(0)
    assert f.read() == big
assert fs.ls("lab/voice", detail=False) == ["lab/voice/.gitattributes", "lab/voice/model.bin", "lab/voice/sub"], fs.ls("lab/voice", detail=False)
assert fs.info("lab/voice/model.bin")["size"] == len(big) and fs.isdir("lab/voice/sub") and fs.isfile("lab/voice/sub/名 a.txt")
assert fs.glob("lab/voice/**/*.txt") == ["lab/voice/sub/名 a.txt"]
assert fs.find("datasets/lab/corpus") == ["datasets/lab/corpus/.gitattributes", "datasets/lab/corpus/data/train.csv"], fs.find("datasets/lab/corpus")
assert fs.exists("datasets/lab/corpus") and not fs.exists("lab/voice/nothing") and not fs.exists("lab/nothing")
assert fs.info("lab/voice/sub/名 a.txt", expand_info=True)["last_commit"].oid == api.list_repo_commits("lab/voice")[1].commit_id

# At a revision, and on a branch.
first = api.list_repo_commits("lab/voice")[1].commit_id
assert not fs.exists(f"lab/voice@{first}/model.bin") and fs.read_text(f"lab/voice@{first}/sub/名 a.txt").startswith("hello")
api.create_branch("lab/voice", branch="dev/one")
with fs.open("lab/voice@dev%2Fone/only.txt", "w") as f:
    f.write("here")
assert fs.read_text("lab/voice/only.txt", revision="dev/one") == "here" and not fs.exists("lab/voice/only.txt")

# Copied, moved and removed.
fs.cp_file("lab/voice/model.bin", "lab/voice/copy.bin")
assert fs.cat_file("lab/voice/copy.bin") == big
fs.mv("lab/voice/copy.bin", "lab/voice/moved.bin")
assert fs.exists("lab/voice/moved.bin") and not fs.exists("lab/voice/copy.bin")
fs.rm("lab/voice/sub", recursive=True)
assert not fs.exists("lab/voice/sub")
fs.get_file("lab/voice/model.bin", "here.bin")
with open("here.bin", "rb") as f:
    assert f.read() == big
fs.put_file("here.bin", "lab/secret/there.bin")

# By address, and what others may not.
with fsspec.open("hf://datasets/lab/corpus/data/train.csv", "r") as f:
    assert f.read() == "a,b\n1,2\n"
eve = HfFileSystem(token=os.environ["EVE"])
assert eve.exists("lab/voice/model.bin") and not eve.exists("lab/secret/there.bin")
raises(FileNotFoundError, eve.cat_file, "lab/secret/there.bin")
raises((PermissionError, HfHubHTTPError), eve.pipe_file, "lab/voice/hers.txt", b"x")
assert raises(FileNotFoundError, fs.cat_file, "lab/voice/nothing.txt")
print("all is well")
