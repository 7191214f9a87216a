// Hugging Face's InferenceClient of JavaScript, as it is published, on a server of Tenon.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const { InferenceClient } = createRequire(`${process.env.MODULES}/`)('@huggingface/inference');
const at = (name) => new InferenceClient(process.env.TOKEN, { endpointUrl: `${process.env.URL}/models/${name}` });
const file = (name, type) => new Blob([readFileSync(`${process.env.TESTDATA}/${name}`)], { type });

const best = await at('tenon/sentiment').textClassification({ inputs: 'I love it, it is wonderful.', parameters: { top_k: 1 } });
assert(best.length === 1 && best[0].label === 'positive', JSON.stringify(best));
const shot = await at('tenon/zero-shot').zeroShotClassification({ inputs: 'The striker scored twice in the final.', parameters: { candidate_labels: ['sport', 'politics'] } });
assert(JSON.stringify(shot).includes('sport'), JSON.stringify(shot));
const names = await at('tenon/entities').tokenClassification({ inputs: 'Angela Merkel visited Paris.' });
assert(names.some((n) => n.word === 'Paris' && n.start === 22), JSON.stringify(names));
const long = 'The library opened in 1902. It was built by the town. Many people read there every day. The roof leaks in winter. The town wants to mend it next year.';
assert((await at('tenon/summary').summarization({ inputs: long })).summary_text.length < long.length);
assert.match((await at('tenon/apertium').translation({ inputs: 'The house is big.', parameters: { src_lang: 'en', tgt_lang: 'es' } })).translation_text, /^la casa/i);
assert.match((await at('tenon/extractive-qa').questionAnswering({ inputs: { question: 'When did the library open?', context: long } })).answer, /1902/);
assert.match((await at('tenon/table-qa').tableQuestionAnswering({ inputs: { query: 'Which city has the most people?', table: { city: ['Rome', 'Oslo'], people: ['2800000', '700000'] } } })).answer, /Rome/);
const near = await at('tenon/similarity').sentenceSimilarity({ inputs: { source_sentence: 'a cat sat on the mat', sentences: ['quarterly revenue rose', 'the cat lay on the mat'] } });
assert(near[1] > near[0], JSON.stringify(near));
const vector = await at('tenon/embeddings').featureExtraction({ inputs: 'a cat', dimensions: 8, normalize: true });
assert.equal(vector.length, 8);

const spoken = await at('tenon/espeak').textToSpeech({ inputs: 'Good morning.' });
assert(spoken.size > 1000);
assert.match((await at('lab/whisper-1').automaticSpeechRecognition({ data: spoken })).text, /Tuesday/);
assert((await at('tenon/denoise').audioToAudio({ data: file('call.wav', 'audio/wav') }))[0].blob.length > 1000);
assert((await at('tenon/describe').imageToText({ data: file('fruit.jpg', 'image/jpeg') })).generated_text);
assert((await at('tenon/watercolor').imageToImage({ inputs: file('fruit.jpg', 'image/jpeg') })).size > 100);
assert((await at('lab/image-1').textToImage({ inputs: 'a fox', parameters: { width: 64, height: 64 } }, { outputType: 'blob' })).size > 100);

const messages = [{ role: 'user', content: 'one two three' }];
assert.equal((await at('lab/chat-1').chatCompletion({ messages })).choices[0].message.content, 'one two three');
let said = '';
for await (const piece of at('lab/chat-1').chatCompletionStream({ messages })) said += piece.choices[0]?.delta?.content ?? '';
assert.equal(said, 'one two three');
assert.equal((await at('lab/chat-1').textGeneration({ inputs: 'go on', parameters: { max_new_tokens: 5 } })).generated_text, 'GO ON');
said = '';
for await (const piece of at('lab/chat-1').textGenerationStream({ inputs: 'go on', parameters: { max_new_tokens: 5 } })) said += piece.choices?.[0]?.text ?? '';
assert.equal(said, 'GO ON');

for (const [words, call] of [
  ['nobody/nothing', () => at('nobody/nothing').summarization({ inputs: 'x' })],
  ['function_to_apply', () => at('tenon/sentiment').textClassification({ inputs: 'x', parameters: { function_to_apply: 'sigmoid' } })],
  ['watermark', () => at('lab/chat-1').textGeneration({ inputs: 'x', parameters: { watermark: true } })],
  ['generate_parameters', () => at('tenon/summary').summarization({ inputs: 'x', parameters: { generate_parameters: { max_length: 5 } } })],
]) await assert.rejects(call, (e) => JSON.stringify([e.message, e.httpResponse?.body]).includes(words), words);
console.log('all is well');
