// The OpenAI client of JavaScript: speech is written down while it comes.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.MODULES}/`);
const { OpenAI } = require('openai');
const { OpenAIRealtimeWS } = require('openai/realtime/ws');
const { OpenAIRealtimeWebSocket } = require('openai/realtime/websocket');
globalThis.WebSocket ??= require('ws'); // as browsers and newer Nodes have it

const client = new OpenAI({ baseURL: `${process.env.URL}/v1`, apiKey: process.env.TOKEN, maxRetries: 0 });
const sound = Buffer.from(await (await client.audio.speech.create({ model: 'tenon/espeak', voice: 'alloy', input: 'Good morning.', response_format: 'pcm' })).arrayBuffer());
const heard = 'Good morning. The meeting is on Tuesday at ten.';

// With the key in a header, and as browsers send it.
for (const Socket of [OpenAIRealtimeWS, OpenAIRealtimeWebSocket]) {
  const rt = new Socket({ model: 'lab/whisper-1', dangerouslyAllowBrowser: true }, client);
  const done = await new Promise((resolve, reject) => {
    rt.on('error', reject);
    rt.on('session.created', () => rt.send({ type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection: null } } } }));
    rt.on('session.updated', () => {
      for (let i = 0; i < sound.length; i += 9600) rt.send({ type: 'input_audio_buffer.append', audio: sound.subarray(i, i + 9600).toString('base64') });
      rt.send({ type: 'input_audio_buffer.commit' });
    });
    rt.on('conversation.item.input_audio_transcription.completed', resolve);
  });
  assert.equal(done.transcript, heard);
  rt.close();
}
console.log('all is well');
