// The answer: a card for each result that is told, with its words and files.
import { icon, make, once } from './dom.js';
import { known, taskOf } from './known.js';
import { language, say, sayResult } from './say.js';
import { show, text } from './value.js';

// answer shows what a run came to in element.
export function answer(element, run) {
  const live = run.state === 'running' ? run.nodes?.filter((n) => n.partial && sink(run, n.id)) ?? [] : [];
  element.hidden = !run.answer && !run.error && !run.artefacts?.length && !live.length;
  const key = JSON.stringify([run.id, run.state, run.answer, run.error, run.artefacts, live.map((n) => n.partial), language(), known.tasks.length]);
  once(element, key, () => [
    run.error ? make('div', { class: 'card trouble' }, make('h3', {}, say(run.state)), text(run.error)) : '',
    live.map((n) => make('section', { class: 'card' }, make('h3', {}, sayResult(taskOf(n.task), n.task), ' ', make('small', {}, say('soFar'))), text(n.partial))),
    make('div', { class: 'cards' }, cards(run).map(card))]);
}

const sink = (run, id) => !run.graph.nodes.some((n) => Object.values(n.in ?? {}).flat().some((s) => s.node === id));

function card({ title, words, labels, files }) {
  const shown = labels && words.includes('\n') ? '' : words; // a list that the labels show better
  const copied = [words, ...files.filter((f) => !f.value.digest).map((f) => f.value.text)].filter(Boolean).join('\n');
  return make('section', { class: files.length > 1 ? 'card broad' : 'card' }, make('header', {}, make('h3', {}, title), copied ? copyButton(copied, title) : ''),
    shown ? text(shown) : '', labels ? labels.map((v) => show(v.value, v.task)) : '',
    files.length ? make('div', { class: `files ${files.length > 1 ? 'many' : ''}` }, files.map((f) => show(f.value, f.task))) : '');
}

function copyButton(words, title) {
  const label = make('span', { class: 'wide' }, say('copy'));
  const button = make('button', { type: 'button', class: 'plain small', 'aria-label': `${say('copy')}: ${title}`, onclick: async () => {
    await navigator.clipboard.writeText(words);
    label.textContent = say('copied');
    button.setAttribute('aria-label', say('copied'));
  } }, icon('copy'), label);
  return button;
}

// cards divides the answer, which the server gives as one text, among the
// nodes it tells of: their results stand in it in a known order under known
// heads. Where that does not hold, the whole answer is one card.
function cards(run) {
  const told = tellers(run);
  const parts = split(run.answer ?? '', told.map((n) => headOf(run, n)));
  const rest = new Set(run.artefacts ?? []);
  const list = parts.map(({ index, words }) => {
    const node = told[index], state = run.nodes?.find((n) => n.id === node?.id);
    const values = Object.values(state?.out ?? {}).flat();
    const files = [...rest].filter((a) => values.some((v) => same(v, a)));
    files.forEach((a) => rest.delete(a));
    const found = values.filter((v) => v.type === 'labels' || v.type === 'boxes');
    return {
      title: node ? sayResult(taskOf(node.task), node.task) : say('answer'), words: without(words, files.map((f) => f.name)),
      labels: found.length ? found.map((value) => ({ value, task: node.task })) : null, files: files.map((value) => ({ value, task: node.task })),
    };
  });
  if (rest.size) list.push({ title: say('artefacts'), words: '', files: [...rest].map((value) => ({ value })) });
  return list.filter((c) => c.words || c.labels || c.files.length);
}

// tellers are the nodes that the server tells of: the last ones, then those that the request named.
function tellers(run) {
  const nodes = run.graph?.nodes ?? [];
  const made = (n) => run.nodes?.find((s) => s.id === n.id)?.out;
  return [...nodes.filter((n) => sink(run, n.id)), ...nodes.filter((n) => !sink(run, n.id) && n.why?.length)].filter(made);
}

const headOf = (run, node) => (run.lang === 'zh' ? taskOf(node.task)?.result_zh : taskOf(node.task)?.result) ?? '';

function split(answer, heads) {
  if (!answer) return heads.length === 1 ? [{ index: 0, words: '' }] : [];
  if (heads.length < 2) return [{ index: heads.length - 1, words: answer }];
  const found = [];
  let from = 0;
  heads.forEach((head, index) => {
    for (let at = answer.indexOf(head, from); head && at >= 0; at = answer.indexOf(head, at + 1)) {
      const colon = answer[at + head.length];
      if ((at === 0 || answer.slice(at - 2, at) === '\n\n') && (colon === ':' || colon === '：')) {
        found.push({ index, at, start: at + head.length + 1 });
        from = at + head.length;
        return;
      }
    }
  });
  if (found[0]?.at !== 0) return [{ index: -1, words: answer }];
  return found.map(({ index, start }, i) => ({ index, words: answer.slice(start, found[i + 1]?.at).trim() }));
}

// without leaves out the lines that only name a file that is shown.
const without = (words, names) => words.split('\n').filter((line) => !names.includes(line.trim())).join('\n').trim();

const same = (v, a) => v.type === a.type && (a.digest ? v.digest === a.digest : v.text === a.text);
