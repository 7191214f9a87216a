"""Large files by huggingface_hub with hf_xet, as both are installed. Each stage
runs on its own, with nothing remembered from those before.
usage: xet.py STAGE"""
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import urllib.error
import urllib.request
from huggingface_hub import CommitOperationCopy, HfApi, HfFileSystem, get_hf_file_metadata, hf_hub_download, hf_hub_url, snapshot_download
from huggingface_hub.utils._runtime import is_xet_available

api = HfApi()
home = pathlib.Path(os.environ["HOME"])
endpoint = os.environ["HF_ENDPOINT"]


def noise(seed, size):
    return random.Random(seed).randbytes(size)


big = noise(1, 24 << 20)
second = bytearray(big)
for i in range(20):
    at = (i << 20) + (500 << 10)
    second[at:at + (60 << 10)] = noise(100 + i, 60 << 10)
second = bytes(second)


def ask(method, path, token=None, body=None, **headers):
    """Asks without a client; returns status, headers and body."""
    url = path if path.startswith("http") else endpoint + path
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request) as r:
            return r.status, r.headers, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def file(name, content):
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def without_xet(code):
    """Runs a line as a client that has no Xet."""
    p = subprocess.run([sys.executable, "-c", "from huggingface_hub import *\n" + code], capture_output=True, text=True, cwd=home,
                       env={**os.environ, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(home / "without")})
    assert p.returncode == 0, p.stdout + p.stderr


def entry(path, repo="lab/voice"):
    return api.get_paths_info(repo, path)[0]


def send():
    assert is_xet_available()
    api.create_repo("lab/voice", private=True)
    api.upload_file(path_or_fileobj=file("big.bin", big), path_in_repo="deep/big.bin", repo_id="lab/voice")
    done = api.upload_file(path_or_fileobj=noise(2, 2 << 20), path_in_repo="bytes.bin", repo_id="lab/voice")
    meta = get_hf_file_metadata(hf_hub_url("lab/voice", "deep/big.bin"))
    assert meta.etag == hashlib.sha256(big).hexdigest() and meta.size == len(big) and meta.commit_hash == done.oid, meta
    assert meta.xet_file_data and meta.xet_file_data.file_hash == entry("deep/big.bin").xet_hash, meta
    assert meta.xet_file_data.refresh_route == f"{endpoint}/api/models/lab/voice/xet-read-token/{done.oid}", meta
    assert entry("bytes.bin").lfs.sha256 == hashlib.sha256(noise(2, 2 << 20)).hexdigest()
    assert pathlib.Path(hf_hub_download("lab/voice", "deep/big.bin")).read_bytes() == big
    again = api.upload_file(path_or_fileobj=home / "big.bin", path_in_repo="deep/big.bin", repo_id="lab/voice")
    assert again.oid == done.oid, "an upload of what is there makes no commit"
    fs = HfFileSystem()
    with fs.open("lab/voice/deep/big.bin", "rb") as f:
        f.seek(9_999_999)
        assert f.read(100) == big[9_999_999:9_999_999 + 100]
    fs.get_file("lab/voice/bytes.bin", str(home / "got"))
    assert (home / "got").read_bytes() == noise(2, 2 << 20)
    fs.cp_file("lab/voice/bytes.bin", "lab/voice/twin.bin")
    assert entry("twin.bin").xet_hash == entry("bytes.bin").xet_hash


def folders():
    api.create_repo("lab/data", repo_type="dataset")
    tree = {f"folder {i % 3}/文件-{i}.bin": noise(10 + i, (i + 1) * 70_000) for i in range(20)}
    tree |= {"README.md": b"# Data\n", "empty.bin": b"", "same.bin": noise(10, 70_000)}
    for name, content in tree.items():
        file("tree/" + name, content)
    api.upload_folder(repo_id="lab/data", repo_type="dataset", folder_path=home / "tree", path_in_repo="a")
    api.upload_folder(repo_id="lab/data", repo_type="dataset", folder_path=home / "tree")  # nothing of it is sent again
    snap = pathlib.Path(snapshot_download("lab/data", repo_type="dataset", cache_dir=home / "other"))
    for name, content in tree.items():
        assert (snap / name).read_bytes() == content == (snap / "a" / name).read_bytes(), name
    hashes = [e.xet_hash for e in api.list_repo_tree("lab/data", repo_type="dataset", recursive=True) if getattr(e, "lfs", None)]
    assert len(hashes) == 42 and all(hashes), hashes
    local = snapshot_download("lab/data", repo_type="dataset", local_dir=home / "local", token=False)  # nobody, of what is public
    assert (pathlib.Path(local) / "same.bin").read_bytes() == tree["same.bin"]


def many():
    """A folder of more files than one commit takes, cut off after the first of them and gone on with."""
    api.create_repo("lab/many", repo_type="dataset", exist_ok=True)
    for i in range(620):
        file(f"many/{i % 7}/{i}.txt", b"text %d" % i)
    for i in range(12):
        file(f"many/large/{i}.bin", noise(50 + i, 150_000))
    code = f"from huggingface_hub import HfApi; HfApi().upload_folder(repo_id='lab/many', repo_type='dataset', folder_path={str(home / 'many')!r}, commit_message='all')"
    first = subprocess.Popen([sys.executable, "-c", code], cwd=home)
    while first.poll() is None and len(api.list_repo_commits("lab/many", repo_type="dataset")) < 2:
        pass
    first.kill()
    first.wait()
    assert subprocess.run([sys.executable, "-c", code], cwd=home).returncode == 0
    titles = [c.title for c in api.list_repo_commits("lab/many", repo_type="dataset")]
    assert titles[-1] == "initial commit" and len(titles) >= 4 and all(t.startswith("all") for t in titles[:-1]), titles
    files = api.list_repo_files("lab/many", repo_type="dataset")
    assert len(files) == 620 + 12 + 1, len(files)
    snap = pathlib.Path(snapshot_download("lab/many", repo_type="dataset", cache_dir=home / "many cache"))
    for p in (home / "many").rglob("*"):
        if p.is_file():
            assert (snap / p.relative_to(home / "many")).read_bytes() == p.read_bytes(), p
    again = api.upload_folder(repo_id="lab/many", repo_type="dataset", folder_path=home / "many")
    assert again.oid == api.dataset_info("lab/many").sha and len(api.list_repo_commits("lab/many", repo_type="dataset")) == len(titles)
    # The same as one pull request.
    api.create_repo("lab/few", repo_type="dataset")
    pr = api.upload_folder(repo_id="lab/few", repo_type="dataset", folder_path=home / "many", commit_message="all", create_pr=True)
    assert pr.pr_num == 1 and len(list(api.get_repo_discussions("lab/few", repo_type="dataset"))) == 1, pr
    assert len(api.list_repo_files("lab/few", repo_type="dataset", revision="refs/pr/1")) == len(files)
    assert len(api.list_repo_commits("lab/few", repo_type="dataset", revision="refs/pr/1")) >= 4


def version():
    api.upload_file(path_or_fileobj=file("big.bin", second), path_in_repo="deep/big.bin", repo_id="lab/voice")
    assert pathlib.Path(hf_hub_download("lab/voice", "deep/big.bin")).read_bytes() == second
    old = api.list_repo_commits("lab/voice")[-2].commit_id
    assert pathlib.Path(hf_hub_download("lab/voice", "deep/big.bin", revision=old)).read_bytes() == big


def cross():
    # What came by Git LFS is read by Xet.
    content = noise(3, 7 << 20)
    path = file("lfs.bin", content)
    without_xet(f"upload_file(path_or_fileobj={str(path)!r}, path_in_repo='lfs.bin', repo_id='lab/voice')")
    assert entry("lfs.bin").xet_hash and get_hf_file_metadata(hf_hub_url("lab/voice", "lfs.bin")).xet_file_data
    assert pathlib.Path(hf_hub_download("lab/voice", "lfs.bin")).read_bytes() == content
    # … and is not sent a second time by Xet.
    api.upload_file(path_or_fileobj=path, path_in_repo="lfs again.bin", repo_id="lab/voice")
    # What came by Xet is read without.
    without_xet(f"import pathlib; assert pathlib.Path(hf_hub_download('lab/voice', 'deep/big.bin')).read_bytes() == pathlib.Path({str(file('want', second))!r}).read_bytes()")
    token = os.environ["HF_TOKEN"]
    for want, asked in ((second[5_000_000:9_000_001], "5000000-9000000"), (second[-7:], "-7"), (second[:1], "0-0")):
        status, headers, body = ask("GET", "/lab/voice/resolve/main/deep/big.bin", token, Range="bytes=" + asked)
        assert (status, body) == (206, want), (asked, status, headers)
    assert ask("GET", "/api/v1/models/lab/voice/repo?Revision=master&FilePath=deep%2Fbig.bin", token)[2] == second  # by ModelScope's API
    status, headers, body = ask("GET", "/lab/voice/resolve/main/deep/big.bin", token, Range=f"bytes={len(second)}-")
    assert status == 416, status
    batch = json.dumps({"operation": "download", "objects": [{"oid": hashlib.sha256(second).hexdigest(), "size": len(second)}]}).encode()
    reply = json.loads(ask("POST", "/lab/voice.git/info/lfs/objects/batch", token, batch)[2])
    href = reply["objects"][0]["actions"]["download"]["href"]
    status, _, body = ask("GET", href, Range="bytes=1000000-")
    assert (status, body) == (206, second[1_000_000:]), status
    subprocess.run(["git", "-c", "filter.lfs.process=git-lfs filter-process", "-c", "filter.lfs.smudge=git-lfs smudge -- %f", "-c", "filter.lfs.required=true",
                    "clone", "-q", endpoint.replace("http://", f"http://ada:{token}@") + "/lab/voice", home / "clone"], check=True, capture_output=True)
    assert (home / "clone/deep/big.bin").read_bytes() == second
    # What can be read in one repository can be put into another.
    api.create_repo("lab/copy", private=True)
    api.upload_file(path_or_fileobj=home / "want", path_in_repo="big.bin", repo_id="lab/copy")
    assert entry("big.bin", "lab/copy").lfs.sha256 == hashlib.sha256(second).hexdigest()
    copy = CommitOperationCopy("bytes.bin", "bytes.bin", src_repo_id="lab/voice", src_repo_type="model")
    api.create_commit("lab/copy", [copy], commit_message="copy")
    assert pathlib.Path(hf_hub_download("lab/copy", "bytes.bin")).read_bytes() == noise(2, 2 << 20)


def strangers():
    eve, ada = os.environ["EVE"], os.environ["HF_TOKEN"]
    digest, xet = hashlib.sha256(big).hexdigest(), os.environ["XET_HASH"]
    api.create_repo("eve/own", token=eve)
    for kind in ("read", "write"):
        for token, status, code in ((eve, 404, "RepoNotFound"), (None, 401, "RepoNotFound")):
            got = ask("GET", f"/api/models/lab/voice/xet-{kind}-token/main", token)
            assert got[0] == status and got[1]["X-Error-Code"] == code, got
    assert ask("GET", "/api/models/eve/own/xet-write-token/main", ada)[0] == 403
    assert ask("GET", "/api/models/eve/own/xet-write-token/nowhere", eve)[1]["X-Error-Code"] == "RevisionNotFound"
    status, headers, body = ask("GET", "/api/models/eve/own/xet-read-token/main", eve)
    assert status == 200 and headers["X-Xet-Cas-Url"] == endpoint + "/api/xet" and int(headers["X-Xet-Token-Expiration"]) == json.loads(body)["exp"]
    reads = headers["X-Xet-Access-Token"]
    for version in ("v1", "v2"):
        assert ask("GET", f"/api/xet/{version}/reconstructions/{xet}", reads)[0] == 404
        assert ask("GET", f"/api/xet/{version}/reconstructions/{xet}", eve)[0] == 401
        assert ask("GET", f"/api/xet/{version}/reconstructions/{xet}", json.loads(ask("GET", "/api/models/lab/voice/xet-read-token/main", ada)[2])["accessToken"])[0] == 200
    assert ask("POST", "/api/xet/v1/shards", reads, b"")[0] == 403
    assert ask("POST", f"/api/xet/v1/xorb-grants/default/{xet}", reads, b"")[0] == 404
    lines = [{"key": "header", "value": {"summary": "steal"}}, {"key": "lfsFile", "value": {"path": "x.bin", "algo": "sha256", "oid": digest, "size": len(big)}}]
    status, _, body = ask("POST", "/api/models/eve/own/commit/main", eve, "\n".join(map(json.dumps, lines)).encode())
    assert status == 400 and b"never came" in body, body
    batch = json.dumps({"operation": "upload", "objects": [{"oid": digest, "size": len(big)}]}).encode()
    told = json.loads(ask("POST", "/eve/own.git/info/lfs/objects/batch", eve, batch)[2])["objects"][0]
    assert "upload" in told["actions"], told
    copied = json.dumps({"target": {"type": "model", "name": "eve/own"}, "files": [{"xetHash": xet, "sha256": digest}]}).encode()
    assert ask("POST", "/api/models/lab/voice/lfs-files/duplicate", eve, copied)[0] == 404
    status, _, body = ask("POST", "/api/models/eve/own/lfs-files/duplicate", eve, copied)
    assert status == 200 and json.loads(body)["failed"][0]["sha256"] == digest, body
    # Who has the bytes may send them, and sends them all.
    HfApi(token=eve).upload_file(path_or_fileobj=file("big.bin", big), path_in_repo="big.bin", repo_id="eve/own")


globals()[sys.argv[1]]()
print(json.dumps({"xet": entry("deep/big.bin").xet_hash}) if sys.argv[1] == "send" else "{}")
print("all is well")
