// The panel of one step: what went in and came out, which model and why.
import { cardButton } from './card.js';
import { icon, make, once } from './dom.js';
import { known, taskOf } from './known.js';
import { edit } from './edit.js';
import { stateOf, titleOf } from './graph.js';
import { capital, language, say, sayPort, sayReason, sayTask, sayTest, sayTime } from './say.js';
import { pictured, show, text } from './value.js';

// panel shows a node of run in element. Its parts are built anew only when
// they have changed, so that players play on and words being typed stay.
export function panel(element, run, node, { rerun, close }) {
  const state = run.nodes?.find((n) => n.id === node.id);
  const how = stateOf(run, node.id);
  const { partial, progress, ...fixed } = state ?? {};
  if (element.childElementCount !== 4) element.replaceChildren(make('header'), make('div', { class: 'facts' }), make('div', { class: 'partial' }), make('div'));
  const [head, facts, soFar, form] = element.children;
  const tongue = language(), ready = known.tasks.length;
  once(head, JSON.stringify([run.id, node.id, tongue, ready]), () => [
    make('h3', { tabindex: '-1' }, titleOf(run, node, known.tasks)),
    make('button', { type: 'button', class: 'plain round', onclick: close, 'aria-label': say('close'), title: say('close') }, icon('close'))]);
  once(facts, JSON.stringify([run.id, node, fixed, how, tongue, ready, known.models.length]), () => [trouble(state, run.lang), rows(run, node, state, how), values('inputs', run, node, state?.in), values('outputs', run, node, state?.out)]);
  once(soFar, how === 'running' ? partial ?? '' : '', () => (partial && how === 'running' ? [make('h4', {}, say('partial')), text(partial)] : ''));
  once(form, JSON.stringify([run.id, node.id, tongue, ready, known.models.length]), () => edit(node, rerun));
}

const trouble = (state, lang) => [state?.error ? make('p', { class: 'error', role: 'alert' }, state.error) : '', state?.doubt ? make('p', { class: 'doubt' }, icon('warn'), make('span', { lang }, capital(state.doubt))) : ''];

function rows(run, node, state, how) {
  const list = [];
  const row = (key, ...value) => list.push(make('dt', {}, say(key)), make('dd', {}, value));
  row('task', sayTask(taskOf(node.task), node.task), ' ', make('code', {}, node.task));
  if (state?.model || node.model) row('model', cardButton(state?.model || node.model));
  if (node.when?.length) row('when', node.when.map((t) => make('div', {}, tested(run, t))));
  if (state?.because) row(how === 'skipped' ? 'skippedFor' : 'because', how === 'skipped' ? make('span', { lang: run.lang }, capital(state.because)) : sayReason(state.because));
  if (node.why?.length) row('why', node.why.map((w) => [make('mark', {}, w), ' ']));
  if (how === 'done') row('time', state.memo ? say('memo') : sayTime(state.millis));
  if (state?.tried?.length) row('tried', make('ul', {}, state.tried.map((t) => make('li', {}, make('code', {}, t.model), ' ', t.error))));
  if (!state?.in) row('inputs', sources(run, node).map(([name, from]) => make('div', {}, `${sayPort(name)}: ${from}`)));
  return make('dl', {}, list);
}

// sources say where each input comes from.
function sources(run, node) {
  return Object.entries(node.in ?? {}).flatMap(([name, list]) => list.map((s) => [name, source(run, s)]));
}

function source(run, s) {
  const said = s.node ? say('from', titleOf(run, run.graph.nodes.find((n) => n.id === s.node) ?? {}, known.tasks)) : s.given ?? `“${s.text}”`;
  return s.else ? say('orElse', said, source(run, s.else)) : said;
}

// tested says what a test looks at, and what must come of it.
const tested = (run, t) => `${t.node ? titleOf(run, run.graph.nodes.find((n) => n.id === t.node) ?? {}, known.tasks) : t.given ?? `“${t.text}”`}: ${sayTest(t)}`;

function values(title, run, node, ports) {
  const all = Object.entries(ports ?? {}).flatMap(([name, list]) => list.map((v, i) => ({ name, v, i, of: list.length })));
  if (!all.length) return '';
  return make('details', { class: 'ports', open: title === 'outputs' }, make('summary', {}, say(title)),
    all.map(({ name, v, i, of }) => make('div', { class: 'port' }, make('h4', {}, of > 1 ? `${sayPort(name)} ${i + 1}` : sayPort(name)), show(v, title === 'outputs' ? node.task : maker(run, node, name), title === 'outputs' ? pictured(state?.in) : undefined))));
}

// maker is the task that made what a node reads on a port.
function maker(run, node, name) {
  const from = node.in?.[name]?.[0]?.node;
  return run.graph.nodes.find((n) => n.id === from)?.task;
}
