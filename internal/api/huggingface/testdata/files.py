"""Uploads and downloads by huggingface_hub, its file system and its command line."""
import hashlib
import os
import pathlib
import random
import subprocess
import sys
from huggingface_hub import HfApi, HfFileSystem, hf_hub_download, snapshot_download, get_hf_file_metadata, hf_hub_url, upload_folder
from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, LocalEntryNotFoundError

api = HfApi()
work = pathlib.Path(os.environ["HOME"])
noise = random.Random(1).randbytes
big = noise(12 << 20)  # three parts
api.create_repo("lab/voice", private=True)

# One file at a time, from bytes and from the disk.
api.upload_file(path_or_fileobj=b"# Voice\n", path_in_repo="README.md", repo_id="lab/voice")
(work / "big.bin").write_bytes(big)
done = api.upload_file(path_or_fileobj=work / "big.bin", path_in_repo="deep/big.bin", repo_id="lab/voice")
got = pathlib.Path(hf_hub_download("lab/voice", "deep/big.bin"))
assert got.read_bytes() == big and done.oid in str(got), got
meta = get_hf_file_metadata(hf_hub_url("lab/voice", "deep/big.bin"))
assert meta.etag == hashlib.sha256(big).hexdigest() and meta.size == len(big) and meta.commit_hash == done.oid, meta
meta = get_hf_file_metadata(hf_hub_url("lab/voice", "README.md"))
assert meta.etag == hashlib.sha1(b"blob 8\0# Voice\n").hexdigest() and meta.size == 8, meta
again = api.upload_file(path_or_fileobj=work / "big.bin", path_in_repo="deep/big.bin", repo_id="lab/voice")
assert again.oid == done.oid, "an upload of what is there makes no commit"
for missing in (lambda: hf_hub_download("lab/voice", "nothing"), lambda: hf_hub_download("lab/voice", "deep")):
    try:
        missing()
        raise AssertionError("downloaded what is not there")
    except EntryNotFoundError:
        pass
try:
    hf_hub_download("lab/voice", "README.md", token=os.environ["EVE"], cache_dir=work / "eve")
    raise AssertionError("eve reads what is private")
except (RepositoryNotFoundError, LocalEntryNotFoundError):
    pass

# A download that broke off goes on.
part = work / "part"
hf_hub_download("lab/voice", "deep/big.bin", local_dir=part)
assert (part / "deep/big.bin").read_bytes() == big

# Folders.
tree = work / "tree"
for i in range(60):
    p = tree / f"folder {i % 7}" / f"文件-{i}.txt"
    p.parent.mkdir(parents=True, exist_ok=True)
    p.write_text(f"text {i}\n")
(tree / "model.safetensors").write_bytes(noise(2 << 20))
(tree / "empty.bin").write_bytes(b"")
api.upload_file(path_or_fileobj=b"*.log\n", path_in_repo=".gitignore", repo_id="lab/voice")
(tree / "noise.log").write_text("not this")
upload_folder(repo_id="lab/voice", folder_path=tree, path_in_repo="all", commit_message="a folder")
snap = pathlib.Path(snapshot_download("lab/voice", cache_dir=work / "other"))
for p in tree.rglob("*"):
    if p.is_file() and p.suffix != ".log":
        assert (snap / "all" / p.relative_to(tree)).read_bytes() == p.read_bytes(), p
assert not (snap / "all/noise.log").exists()
upload_folder(repo_id="lab/voice", folder_path=tree, path_in_repo="all", delete_patterns="*", allow_patterns="*.safetensors")
assert [e.path for e in api.list_repo_tree("lab/voice", "all")] == ["all/model.safetensors"]
snap = snapshot_download("lab/voice", allow_patterns="all/*", local_dir=work / "local")
assert sorted(os.listdir(work / "local/all")) == ["model.safetensors"]

# The same bytes in a second repository are not sent again.
api.create_repo("lab/copy", private=True)
api.upload_file(path_or_fileobj=work / "big.bin", path_in_repo="big.bin", repo_id="lab/copy")

# A file system.
fs = HfFileSystem()
assert sorted(fs.ls("lab/voice", detail=False)) == ["lab/voice/.gitattributes", "lab/voice/.gitignore", "lab/voice/README.md", "lab/voice/all", "lab/voice/deep"]
with fs.open("lab/voice/notes/a.txt", "w") as f:
    f.write("written")
assert fs.read_text("lab/voice/notes/a.txt") == "written"
with fs.open("lab/voice/deep/big.bin", "rb", block_size=1 << 16) as f:
    f.seek(9_999_999)
    assert f.read(100) == big[9_999_999:9_999_999 + 100]
assert fs.info("lab/voice/deep/big.bin")["size"] == len(big)
assert len(fs.glob("lab/voice/**/*.bin")) == 1
fs.cp_file("lab/voice/deep/big.bin", "lab/voice/deep/twin.bin")
fs.mv("lab/voice/notes/a.txt", "lab/voice/notes/b.txt")
fs.rm("lab/voice/deep", recursive=True)
fs.invalidate_cache()
assert not fs.exists("lab/voice/deep") and fs.exists("lab/voice/notes/b.txt")

# The command line.
hf = [sys.executable, "-m", "huggingface_hub.cli.hf"]


def run(*args):
    p = subprocess.run([*hf, *map(str, args)], capture_output=True, text=True)
    assert p.returncode == 0, f"hf {args}: {p.stdout}\n{p.stderr}"
    return p.stdout


assert "ada" in run("auth", "whoami")
run("upload", "lab/cli", tree / "model.safetensors", "model.safetensors", "--private")
run("upload", "lab/cli", tree, ".", "--include", "*.txt", "--commit-message", "by hand")
run("download", "lab/cli", "--local-dir", work / "down")
assert (work / "down/model.safetensors").read_bytes() == (tree / "model.safetensors").read_bytes()
assert (work / "down/folder 0/文件-0.txt").read_text() == "text 0\n"
print("all is well")
