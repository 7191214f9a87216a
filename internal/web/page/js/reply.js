// What a person must say before it goes on: an answer to a question, consent,
// or that the plan be run; and the other ways to understand the request.
import { make, once } from './dom.js';
import { known, taskOf } from './known.js';
import { language, say, sayTask } from './say.js';

// reply shows it in element; send starts a run that goes on with run's request.
export function reply(element, run, send) {
  const asks = { question, consent, planned }[run.state];
  element.hidden = !asks && !run.plans?.length || ['waiting', 'running'].includes(run.state);
  once(element, JSON.stringify([run.id, run.state, language(), known.tasks.length]), () => [asks?.(run, send), readings(run, send)]);
}

function question(run, send) {
  const input = make('input', { id: 'back', autocomplete: 'off', required: true });
  return make('form', { class: 'callout', onsubmit: (e) => {
    e.preventDefault();
    const words = input.value.trim();
    if (words) send({ text: `${run.text}\n${words}` });
  } }, make('label', { for: 'back' }, run.question), make('div', { class: 'row' }, input, make('button', { type: 'submit', class: 'primary', 'aria-label': say('reply') }, say('send'))));
}

function consent(run, send) {
  return make('div', { class: 'callout', role: 'group', 'aria-label': say('consent') }, make('p', {}, say('leaves')), make('ul', {}, (run.leaves ?? []).map((m) => make('li', {}, make('code', {}, m)))),
    make('div', { class: 'row' }, make('button', { type: 'button', class: 'primary', onclick: () => send({ text: run.text, consent: 'yes', graph: run.graph }) }, say('agree')),
      make('button', { type: 'button', onclick: () => send({ text: run.text, consent: 'local' }) }, say('without'))));
}

function planned(run, send) {
  if (run.error) return ''; // the answer says why it cannot be run
  return make('div', { class: 'callout' }, make('p', {}, say('notRun')),
    make('div', { class: 'row' }, make('button', { type: 'button', class: 'primary', onclick: () => send({ text: run.text, graph: run.graph }) }, say('runit'))));
}

function readings(run, send) {
  if (!run.plans?.length) return '';
  return make('details', { class: 'readings', open: run.state === 'planned' || run.state === 'question' }, make('summary', {}, say('others')), make('ul', {}, run.plans.map((p) => {
    const steps = p.graph.nodes.map((n) => sayTask(taskOf(n.task), n.task)).join(' → ');
    return make('li', {}, make('span', {}, steps, ' ', make('small', {}, say('confidence', Math.round(p.confidence * 100)))),
      make('button', { type: 'button', 'aria-label': `${say('runthis')}: ${steps}`, onclick: () => send({ text: run.text, graph: p.graph }) }, say('runthis')));
  })));
}
