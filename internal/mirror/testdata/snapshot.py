"""Downloads a repository through a mirror, as people do, and again without its upstream."""
import os

from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import HfHubHTTPError

api = HfApi()
sha = os.environ["SHA"]
folder = snapshot_download("acme/voice")
assert folder.endswith(sha), folder
assert os.path.getsize(os.path.join(folder, "model.bin")) == 3_000_000
assert open(os.path.join(folder, "config.json")).read() == "{}"
assert api.model_info("acme/voice", files_metadata=True).sha == sha
assert [f.path for f in api.list_repo_tree("acme/voice") if f.path == "model.bin"]
assert len(api.list_repo_commits("acme/voice")) == 3
old = hf_hub_download("acme/voice", "config.json", revision=os.environ["OLD"])
assert open(old).read() == "old"
try:
    api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id="acme/voice")
    raise AssertionError("a mirror was changed")
except HfHubHTTPError as e:
    assert "is a mirror of" in str(e), e
print("all is well")
