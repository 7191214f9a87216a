"""Makes the golden data beside this folder with the real client, hf_xet:

    .cache/venv/clients/bin/python internal/xet/testdata/make/golden.py

It starts a server that keeps what the client sends. hashes.txt has a line for
each input (its recipe is in Go in golden_test.go too) and the hash of the file;
upload.xorb and upload.shard are what the client sends for the last input.
"""
import http.server
import json
import os
import struct
import tempfile
import threading

out = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
home = tempfile.mkdtemp()
os.environ["HF_HOME"] = home
import hf_xet  # noqa: E402  it reads the environment


def noise(size, seed=1):
    b, x = bytearray(size), seed
    for i in range(size):
        x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        b[i] = x >> 56
    return bytes(b)


def numbers(count):
    return b"".join(struct.pack("<I", (1_000_000 + 3 * i * i) % (1 << 32)) for i in range(count))


inputs = {f"noise {n}": noise(n) for n in (1, 100, 8191, 8192, 8193, 65536, 131072, 131073, 400_000, 3_000_000)}
inputs["zeros 1000000"] = bytes(1_000_000)
inputs["numbers 300000"] = numbers(300_000)
inputs["mixed"] = noise(20_000, 7) + b"hello, xorb\n" * 30_000 + numbers(40_000)


class Keep(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/v1/xorbs/"):
            keep("upload.xorb", body)
            self.answer(200, {"was_inserted": True})
        elif self.path == "/v1/shards":
            keep("upload.shard", body)
            self.answer(200, {"result": 1})
        else:
            self.answer(404, {})


def keep(name, body):
    with open(os.path.join(out, name), "wb") as f:
        f.write(body)


paths = []
for name, data in inputs.items():
    paths.append(os.path.join(home, name))
    with open(paths[-1], "wb") as f:
        f.write(data)
lines = [f"{name} = {r.hash}\n" for name, r in zip(inputs, hf_xet.hash_files(paths))]
keep("hashes.txt", "".join(lines).encode())
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keep)
threading.Thread(target=server.serve_forever, daemon=True).start()
hf_xet.upload_files([paths[-1]], f"http://127.0.0.1:{server.server_port}", ("token", 1 << 40), None, None, "model")
