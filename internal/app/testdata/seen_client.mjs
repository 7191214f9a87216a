// Hugging Face's client of JavaScript on models of pictures and sounds, and OpenAI's on one that judges texts.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.env.MODULES}/`);
const { InferenceClient } = require('@huggingface/inference');
const { OpenAI } = require('openai');
const at = (name) => new InferenceClient(process.env.TOKEN, { endpointUrl: `${process.env.URL}/models/admin/${name}` });
const file = (name, type) => new Blob([readFileSync(`${process.env.SEEN}/${name}`)], { type });
const want = JSON.parse(readFileSync(`${process.env.SEEN}/seen.json`));
const photo = file('wave.png', 'image/png');

const found = await at('objects').objectDetection({ inputs: photo });
assert.deepEqual(found.map((f) => f.label), want['objects-detr'].boxes.map((b) => b.label));
const areas = await at('areas').imageSegmentation({ inputs: photo });
assert.deepEqual(areas.map((a) => a.label), want['areas-segformer'].boxes.map((b) => b.label));
const scores = want.clip.scores;
for (const s of await at('clip').zeroShotImageClassification({ inputs: photo, parameters: { candidate_labels: Object.keys(scores) } })) assert(Math.abs(s.score - scores[s.label]) < 1e-4, JSON.stringify(s));
const heard = await at('sounds').audioClassification({ inputs: file('chirp.wav', 'audio/wav') });
assert(Math.abs(heard[0].score - Math.max(...Object.values(want['sounds-ast'].scores))) < 1e-4, JSON.stringify(heard));
assert.match((await at('lines').imageToText({ inputs: file('page.png', 'image/png') })).generated_text, /\n/);
assert((await at('larger').imageToImage({ inputs: photo })).size > 1000);
await assert.rejects(at('objects').objectDetection({ inputs: file('chirp.wav', 'audio/wav') }), (e) => JSON.stringify([e.message, e.httpResponse]).includes('image'));

const client = new OpenAI({ baseURL: `${process.env.URL}/v1`, apiKey: process.env.TOKEN, maxRetries: 0 });
const judged = await client.moderations.create({ model: 'admin/judge', input: ['I hate this terrible film, isn\'t it?', 'x'] });
assert.equal(judged.results.length, 2);
const { flagged, categories, category_scores } = judged.results[0];
assert(Object.keys(categories).length > 1 && Object.entries(category_scores).every(([k, v]) => categories[k] === v >= 0.5) && flagged === Object.values(categories).includes(true), JSON.stringify(judged));
console.log('all is well');
