// Pull requests by @huggingface/hub: by somebody who may not write.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.MODULES + "/x.js");
const { commit, createRepo, downloadFile, listFiles } = await import(pathToFileURL(require.resolve("@huggingface/hub")));
const hubUrl = process.env.HF_ENDPOINT;
const ada = { hubUrl, accessToken: process.env.HF_TOKEN };
const eve = { hubUrl, accessToken: process.env.EVE };
const repo = "lab/voice";

await createRepo({ ...ada, repo });
for (const useXet of [true, false]) {
	const large = new Blob([crypto.getRandomValues(new Uint8Array(50_000))]);
	const pr = await commit({
		...eve, repo, title: "Say more", useXet, isPullRequest: true,
		operations: [
			{ operation: "addOrUpdate", path: "notes.txt", content: new Blob(["hello"]) },
			{ operation: "addOrUpdate", path: "weights.bin", content: large },
		],
	});
	const number = pr.pullRequestUrl.split("/").pop();
	assert.equal(pr.pullRequestUrl, `${hubUrl}/lab/voice/discussions/${number}`);
	const branch = `refs/pr/${number}`;
	await commit({ ...eve, repo, branch, title: "And more", useXet, operations: [{ operation: "addOrUpdate", path: "more.bin", content: new Blob(["\0", large]) }] });
	const files = [];
	for await (const f of listFiles({ ...ada, repo, revision: branch })) files.push(f.path);
	assert.deepEqual(files.sort(), [".gitattributes", "more.bin", "notes.txt", "weights.bin"]);
	const got = await downloadFile({ ...ada, repo, revision: branch, path: "weights.bin" });
	assert.deepEqual(Buffer.from(await got.arrayBuffer()), Buffer.from(await large.arrayBuffer()));
	await assert.rejects(commit({ ...eve, repo, title: "To main", useXet, operations: [{ operation: "addOrUpdate", path: "main.bin", content: new Blob(["\0", large]) }] }), { statusCode: 403 });
	const merged = await fetch(`${hubUrl}/api/models/${repo}/discussions/${number}/merge`, { method: "POST", headers: { Authorization: `Bearer ${ada.accessToken}` } });
	assert.equal(merged.status, 200);
}
console.log("all is well");
