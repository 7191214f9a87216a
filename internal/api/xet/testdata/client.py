"""Drives hf_xet for client_test.go. A request is one line of JSON on the
standard input, the answer one line on the standard output."""
import json
import sys

import hf_xet

ask = json.load(sys.stdin)
token = (ask["token"], 1 << 40)
if ask["do"] == "upload":
    found = hf_xet.upload_files(ask["files"], ask["endpoint"], token, None, None, "model")
    answer = [{"hash": f.hash, "size": f.file_size} for f in found]
else:
    wanted = [hf_xet.PyXetDownloadInfo(f["path"], f["hash"], f["size"]) for f in ask["files"]]
    answer = hf_xet.download_files(wanted, ask["endpoint"], token, None, None)
print(json.dumps(answer))
