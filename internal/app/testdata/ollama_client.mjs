// The Ollama client of JavaScript, as it is published, on a server of Tenon.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const { Ollama } = createRequire(`${process.env.MODULES}/`)('ollama');
const client = new Ollama({ host: process.env.URL, headers: { Authorization: `Bearer ${process.env.TOKEN}` } });

const { models } = await client.list();
assert(models.some((m) => m.name === 'lab/chat-1:latest'));
assert((await client.show({ model: 'lab/chat-1' })).capabilities.includes('tools'));

const messages = [{ role: 'user', content: 'one two three' }];
const whole = await client.chat({ model: 'lab/chat-1', messages });
assert.equal(whole.message.content, 'one two three');
assert.equal(whole.eval_count, 3);
let text = '', last;
for await (const piece of await client.chat({ model: 'lab/chat-1', messages, stream: true })) { text += piece.message.content; last = piece; }
assert.equal(text, 'one two three');
assert(last.done && last.prompt_eval_count === 7);

const image = readFileSync(`${process.env.TESTDATA}/fruit.jpg`);
assert.equal((await client.generate({ model: 'lab/chat-1', prompt: 'look', images: [image] })).response, 'look');
const { embeddings } = await client.embed({ model: 'tenon/embeddings', input: 'a cat' });
assert(embeddings.length === 1 && embeddings[0].length > 10);
await assert.rejects(client.chat({ model: 'nobody/nothing', messages }), (e) => e.name === 'ResponseError' && e.status_code === 404);
// A text goes on from the last one, also while it is written; what is there is told; an answer is given up.
const one = await client.generate({ model: 'lab/chat-1', prompt: 'one two' });
const two = await client.generate({ model: 'lab/chat-1', prompt: 'three', context: one.context });
assert(one.context.length > 0 && two.prompt_eval_count > one.prompt_eval_count && two.response === 'three', JSON.stringify([one, two]));
let kept;
for await (const piece of await client.generate({ model: 'lab/chat-1', prompt: 'four', context: two.context, stream: true })) kept = piece.context ?? kept;
assert(kept.length > two.context.length);
assert.equal((await client.embed({ model: 'tenon/embeddings', input: ['a', 'b'], dimensions: 8, truncate: true })).embeddings[1].length, 8);
assert.equal((await client.embeddings({ model: 'tenon/embeddings', prompt: 'a cat' })).embedding.length, embeddings[0].length);
assert.match((await client.version()).version, /^\d+\.\d+/);
assert.deepEqual((await client.ps()).models, []);
for (const [words, more] of [['width', { width: 64 }], ['context', { context: [1, 2] }], ['system', { raw: true, system: 'x' }], ['template', { template: 'x' }]])
  await assert.rejects(client.generate({ model: 'lab/chat-1', prompt: 'x', ...more }), (e) => e.status_code === 400 && e.message.includes(words), words);
const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
const called = await client.chat({ model: 'lab/chat-1', messages: [{ role: 'user', content: 'CALL weather {"city": "Lyon"}' }], tools });
assert.deepEqual(called.message.tool_calls[0].function.arguments, { city: 'Lyon' });

// Files of a repository are brought, with their progress.
const lines = [];
for await (const line of await client.pull({ model: process.env.REPO, stream: true })) lines.push(line);
assert.equal(lines.at(-1).status, 'success');
const done = lines.filter((l) => l.total).at(-1);
assert(done.completed === done.total && done.total === 4096, JSON.stringify(lines));
console.log('all is well');
