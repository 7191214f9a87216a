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

// The same by Xet, which is how it sends large files unless told otherwise: the
// second version sends what changed.
let seed = 7;
const other = big.map(() => { seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5; return seed; });
for (const [path, content] of [["deep/other.bin", other], ["deep/other.bin", Uint8Array.from([...other.slice(0, 5 << 20), 1, 2, 3, ...other.slice(5 << 20)])]]) {
  await hub.uploadFile({ repo, ...common, file: { path, content: new Blob([content]) }, commitTitle: "by xet" });
  const [file] = await hub.pathsInfo({ repo, paths: [path], ...common });
  assert.equal(file.lfs.size, content.length);
  const info = await hub.fileDownloadInfo({ repo, path, ...common });
  assert.match(info.xet.hash, /^[0-9a-f]{64}$/);
  for (const xet of [true, false]) {
    const blob = await hub.downloadFile({ repo, path, xet, ...common });
    assert.deepEqual(new Uint8Array(await blob.slice(6_000_000, 6_000_100).arrayBuffer()), content.slice(6_000_000, 6_000_100));
    assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), content);
  }
}
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
assert.deepEqual(commits.map((c) => c.title), ["delete", "by xet", "by xet", "files", "initial commit"]);
assert.equal(await hub.countCommits({ repo, ...common }), 5);
await hub.createBranch({ repo, branch: "dev", ...common });
await assert.rejects(hub.createBranch({ repo, branch: "dev", ...common }), (e) => e.statusCode === 409);
await hub.createBranch({ repo, branch: "dev", overwrite: true, empty: true, ...common });
assert.deepEqual((await all(hub.listFiles({ repo, revision: "dev", recursive: true, ...common }))).map((f) => f.path), [".gitattributes"]);
assert.equal(await hub.countCommits({ repo, revision: "dev", ...common }), 1);
await hub.createBranch({ repo, branch: "dev", overwrite: true, revision: "main", ...common });
assert.equal(await hub.countCommits({ repo, revision: "dev", ...common }), 5);
await hub.deleteBranch({ repo, branch: "dev", ...common });
await hub.createBranch({ repo, branch: "bare", empty: true, ...common });
await hub.createBranch({ repo, branch: "feat/one", ...common }); // which is two parts of an address
assert.equal((await all(hub.listCommits({ repo, revision: "feat/one", ...common }))).length, await hub.countCommits({ repo, revision: "main", ...common }));
assert.equal((await hub.uploadFile({ repo, branch: "feat/one", file: { path: "one.txt", content: new Blob(["one"]) }, ...common })).commit.oid, (await all(hub.listCommits({ repo, revision: "feat/one", ...common })))[0].oid);
assert.equal(await hub.countCommits({ repo, revision: "bare", ...common }), 1);
assert.equal((await hub.modelInfo({ name: "lab/voice", ...common })).private, true);
assert.deepEqual((await all(hub.listModels({ search: { owner: "lab" }, ...common }))).map((m) => m.name), ["lab/voice"]);
assert.equal(await hub.checkRepoAccess({ repo, ...common }), undefined);
await hub.deleteRepo({ repo, ...common });
const files2 = [{ path: ".gitattributes", content: new Blob(["*.html filter=lfs diff=lfs merge=lfs -text"]) }, { path: "a.txt", content: new Blob(["a"]) }];
await hub.createRepo({ repo: "datasets/lab/begun", files: files2, license: "mit", ...common });
assert.deepEqual((await all(hub.listFiles({ repo: "datasets/lab/begun", ...common }))).map((f) => f.path), [".gitattributes", "README.md", "a.txt"]);
assert.match(await (await hub.downloadFile({ repo: "datasets/lab/begun", path: ".gitattributes", ...common })).text(), /^.*html/);
assert.ok(!(await hub.fileExists({ repo: "lab/nothing", path: "x", ...common })));
await assert.rejects(hub.fileExists({ repo: "lab/nothing", path: "x", hubUrl: common.hubUrl }), (e) => e.statusCode === 401);
await assert.rejects(hub.checkRepoAccess({ repo, ...common }));
console.log("all is well");
