// Shows one run while it goes on, and when it has ended.
import { answer } from './answer.js';
import * as api from './api.js';
import { fill } from './composer.js';
import { $, icon, make, once, setText } from './dom.js';
import { draw, stateOf, titleOf } from './graph.js';
import { known } from './known.js';
import { panel } from './panel.js';
import { reply } from './reply.js';
import { language, say, sayTime, sayType } from './say.js';
import { text } from './value.js';

const view = { run: null, picked: null, told: new Map(), on: {} };

const signs = { waiting: 'clock', running: 'busy', done: 'done', planned: 'clock', question: 'failed', consent: 'failed', impossible: 'failed', failed: 'failed', canceled: 'stopped' };

// watch makes the view work: on.send starts a run that goes on from another,
// on.trouble shows what went wrong.
export function watch(on) {
  view.on = on;
  $('cancel').addEventListener('click', async () => {
    $('cancel').disabled = true;
    try { see(await api.cancel(view.run.id)); } catch (e) { on.trouble(e instanceof api.Unreachable ? say('gone') : e.message); }
    $('cancel').disabled = false;
  });
  $('change').addEventListener('click', () => { fill(view.run.text, view.run.given ?? []); scrollTo({ top: 0 }); });
  $('to-answer').addEventListener('click', () => { $('answer').scrollIntoView({ block: 'start' }); $('answer').focus({ preventScroll: true }); });
  $('node').addEventListener('keydown', (e) => { if (e.key === 'Escape') { e.preventDefault(); close(); } });
  setInterval(() => { if (view.run?.state === 'running') render(); }, 1000); // seconds go by
}

// see shows a run as it stands; null is none.
export function see(run) {
  if (run?.id !== view.run?.id) Object.assign(view, { picked: null, told: new Map() });
  view.run = run;
  render();
}

export const current = () => view.run?.id;

// render shows the run, in the language of the page.
export function render() {
  const run = view.run;
  $('run').hidden = !run;
  document.body.classList.toggle('shown', Boolean(run));
  $('request').placeholder = say(run ? 'next' : 'hint');
  document.title = run ? `${say(run.state)} · ${run.text.slice(0, 60)} – Tenon` : 'Tenon';
  if (!run) return;
  $('run').dataset.state = run.state;
  once($('asked'), run.text, () => text(run.text));
  head(run);
  once($('given'), JSON.stringify([run.given, language()]), () => (run.given ?? []).map((g) => make('li', { class: 'chip' }, icon('file'), make('span', { class: 'name', title: g.name }, g.name),
    make('small', {}, sayType(g.type)), g.notice ? make('small', { class: 'notice' }, g.notice) : '')));
  const nodes = run.graph?.nodes ?? [];
  $('making').hidden = api.ended(run) || nodes.length > 0;
  $('graph').hidden = !nodes.length;
  $('choose').hidden = !nodes.length || Boolean(view.picked);
  if (nodes.length) draw($('graph'), run, known.tasks, view.picked, pick);
  const node = nodes.find((n) => n.id === view.picked);
  $('node').hidden = !node;
  if (node) panel($('node'), run, node, { rerun, close });
  reply($('reply'), run, send);
  answer($('answer'), run);
  $('to-answer').hidden = $('answer').hidden || !api.ended(run) || nodes.length < 5;
  tell(run, nodes);
}

function head(run) {
  once($('sign'), run.state, () => icon(signs[run.state]));
  const nodes = run.nodes ?? [], done = nodes.filter((n) => n.state === 'done').length;
  const facts = [say(run.state)];
  if (nodes.length && done < nodes.length && done > 0) facts.push(say('ran', done, nodes.length));
  if (run.ended && nodes.some((n) => n.started)) facts.push(say('took', sayTime(Date.parse(run.ended) - Math.min(...nodes.filter((n) => n.started).map((n) => Date.parse(n.started))))));
  setText($('state'), facts.join(' · '));
  const by = run.planner === 'edited' ? say('edited') : run.planner ? [say('by', run.planner === 'embedded' ? say('embedded') : run.planner), run.confidence ? say('confidence', Math.round(run.confidence * 100)) : ''].filter(Boolean).join(' · ') : '';
  setText($('by'), by);
  $('cancel').hidden = api.ended(run);
}

// tell says aloud, to those who listen, which steps have come how far.
function tell(run, nodes) {
  const news = [];
  for (const n of nodes) {
    const how = stateOf(run, n.id);
    if (view.told.get(n.id) !== how && ['running', 'done', 'failed', 'skipped'].includes(how)) news.push(`${titleOf(run, n, known.tasks)}: ${say(how)}`);
    view.told.set(n.id, how);
  }
  if (view.told.get('') !== run.state) news.push(say(run.state));
  view.told.set('', run.state);
  if (news.length) setText($('news'), news.join('. '));
}

function pick(id) {
  view.picked = view.picked === id ? null : id;
  render();
  if (!view.picked) return;
  $('node').querySelector('h3').focus({ preventScroll: true });
  $('node').scrollIntoView({ block: 'nearest' });
}

function close() {
  const id = view.picked;
  view.picked = null;
  render();
  $('graph').querySelector(`[data-node="${CSS.escape(id)}"]`)?.focus();
}

const send = (request) => view.on.send({ ...request, given: view.run.given ?? [] });

const rerun = (changed) => send({ text: view.run.text, lang: view.run.lang, graph: { nodes: view.run.graph.nodes.map((n) => (n.id === changed.id ? changed : n)) } });
