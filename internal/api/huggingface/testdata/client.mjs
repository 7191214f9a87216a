// Repositories and files by @huggingface/hub.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.MODULES + "/");
const hub = await import(pathToFileURL(require.resolve("@huggingface/hub")));
const common = { hubUrl: process.env.HF_ENDPOINT, accessToken: process.env.HF_TOKEN };
const repo = { type: "model", name: "lab/voice" };
const all = async (list) => { const l = []; for await (const x of list) l.push(x); return l; };

const me = await hub.whoAmI(common);
assert.equal(me.name, "ada");
assert.equal(me.orgs[0].name, "lab");

const made = await hub.createRepo({ repo, private: true, license: "mit", ...common });
assert.equal(made.repoUrl, `${process.env.HF_ENDPOINT}/lab/voice`);
await assert.rejects(hub.createRepo({ repo, ...common }), (e) => e.statusCode === 409);
assert.ok(await hub.repoExists({ repo, ...common }));
assert.ok(!(await hub.repoExists({ repo: "lab/nothing", ...common })));

const big = new Uint8Array(11 << 20).map((_, i) => (i * i) >> 7);
const done = await hub.uploadFiles({
  repo, ...common, useXet: false, commitTitle: "files",
  files: [{ path: "a/text.txt", content: new Blob(["a text"]) }, { path: "deep/big.bin", content: new Blob([big]) }],
});
assert.match(done.commit.oid, /^[0-9a-f]{40}$/);
const files = await all(hub.listFiles({ repo, recursive: true, expand: true, ...common }));
assert.deepEqual(files.map((f) => f.path), [".gitattributes", "README.md", "a", "a/text.txt", "deep", "deep/big.bin"]);
assert.equal(files[5].lfs.size, big.length);
assert.equal(files[5].lastCommit.id, done.commit.oid);

const text = await hub.downloadFile({ repo, path: "a/text.txt", ...common });
assert.equal(await text.text(), "a text");
const back = await hub.downloadFile({ repo, path: "deep/big.bin", ...common });
assert.equal(back.size, big.length);
assert.deepEqual(new Uint8Array(await back.slice(9_000_000, 9_000_100).arrayBuffer()), big.slice(9_000_000, 9_000_100));
assert.deepEqual(new Uint8Array(await back.arrayBuffer()), big);
assert.equal(await hub.downloadFile({ repo, path: "nothing", ...common }), null);
assert.ok(await hub.fileExists({ repo, path: "a/text.txt", ...common }));
assert.ok(!(await hub.fileExists({ repo, path: "b", ...common })));
const info = await hub.fileDownloadInfo({ repo, path: "deep/big.bin", ...common });
assert.equal(info.size, big.length);
const paths = await hub.pathsInfo({ repo, paths: ["a", "deep/big.bin", "nothing"], ...common });
assert.deepEqual(paths.map((p) => p.path), ["a", "deep/big.bin"]);

await hub.deleteFiles({ repo, paths: ["a/text.txt"], commitTitle: "delete", ...common });
const commits = await all(hub.listCommits({ repo, ...common }));
assert.deepEqual(commits.map((c) => c.title), ["delete", "files", "initial commit"]);
assert.equal(await hub.countCommits({ repo, ...common }), 3);
await hub.createBranch({ repo, branch: "dev", ...common });
await hub.deleteBranch({ repo, branch: "dev", ...common });
assert.equal((await hub.modelInfo({ name: "lab/voice", ...common })).private, true);
assert.deepEqual((await all(hub.listModels({ search: { owner: "lab" }, ...common }))).map((m) => m.name), ["lab/voice"]);
assert.equal(await hub.checkRepoAccess({ repo, ...common }), undefined);
await hub.deleteRepo({ repo, ...common });
await assert.rejects(hub.checkRepoAccess({ repo, ...common }));
console.log("all is well");
