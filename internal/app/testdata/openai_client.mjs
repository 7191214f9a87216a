// The OpenAI client of JavaScript, as it is published, on a server of Tenon.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createReadStream } from 'node:fs';

const { OpenAI } = createRequire(`${process.env.MODULES}/`)('openai');
const client = new OpenAI({ baseURL: `${process.env.URL}/v1`, apiKey: process.env.TOKEN, maxRetries: 0 });

const ids = [];
for await (const m of client.models.list()) ids.push(m.id);
assert(ids.includes('tenon/espeak') && ids.includes('lab/chat-1'), ids.join());

const messages = [{ role: 'user', content: 'one two three' }];
const whole = await client.chat.completions.create({ model: 'lab/chat-1', messages });
assert.equal(whole.choices[0].message.content, 'one two three');
let text = '';
for await (const chunk of await client.chat.completions.create({ model: 'lab/chat-1', messages, stream: true })) text += chunk.choices[0]?.delta?.content ?? '';
assert.equal(text, 'one two three');

const vectors = await client.embeddings.create({ model: 'tenon/embeddings', input: ['a cat', 'a dog'] });
assert(vectors.data.length === 2 && vectors.data[0].embedding.length > 10);

const sound = Buffer.from(await (await client.audio.speech.create({ model: 'tenon/espeak', voice: 'nova', input: 'Hello.' })).arrayBuffer());
assert(sound.length > 1000);
const heard = await client.audio.transcriptions.create({ model: 'lab/whisper-1', file: createReadStream(`${process.env.TESTDATA}/call.wav`) });
assert.match(heard.text, /Tuesday/);

await assert.rejects(client.chat.completions.create({ model: 'nobody/nothing', messages }), (e) => e.status === 404 && e.code === 'model_not_found');
await assert.rejects(client.images.generate({ model: 'lab/image-1', prompt: 'x', quality: 'hd' }), (e) => e.status === 400 && e.param === 'quality' && e.code === 'unsupported_parameter');
await assert.rejects(client.embeddings.create({ model: 'tenon/embeddings', input: 'a cat', dimensions: 1e6 }), (e) => e.status === 400 && e.param === 'dimensions');
assert.equal((await client.embeddings.create({ model: 'tenon/embeddings', input: 'a cat', dimensions: 8 })).data[0].embedding.length, 8);
const asked = await client.chat.completions.create({ model: 'tenon/assistant', messages: [{ role: 'user', content: 'Is this review positive or negative? "I love this phone."' }] });
assert.match(asked.choices[0].message.content, /positive/i);
// Responses as they are made, with a function that is called and answered.
const weather = { type: 'function', name: 'weather', strict: true, parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } };
const making = client.responses.stream({ model: 'lab/chat-1', input: 'CALL weather {"city": "Lyon"}', tools: [weather] });
const events = [];
for await (const e of making) events.push(e.type);
const called = await making.finalResponse();
const call = called.output.find((o) => o.type === 'function_call');
assert(events.includes('response.function_call_arguments.done') && events.at(-1) === 'response.completed' && call.parsed_arguments.city === 'Lyon', JSON.stringify([events, called.output]));
const after = await client.responses.create({ model: 'lab/chat-1', previous_response_id: called.id, tools: [weather], input: [{ type: 'function_call_output', call_id: call.call_id, output: 'sunny' }] });
assert.equal(after.output_text, 'sunny');

console.log('all is well');
