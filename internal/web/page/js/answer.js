// The answer: a card for each result that is told, with its words and files.
import { icon, make, once } from './dom.js';
import { known, taskOf } from './known.js';
import { sources } from './layout.js';
import { capital, language, say, sayResult } from './say.js';
import { figure, pictured, show, text } from './value.js';

// answer shows what a run came to in element.
export function answer(element, run) {
  const live = run.state === 'running' ? run.nodes?.filter((n) => n.partial && sink(run, n.id)) ?? [] : [];
  element.hidden = !run.answer && !run.error && !run.artefacts?.length && !live.length;
  const key = JSON.stringify([run.id, run.state, run.answer, run.error, run.artefacts, live.map((n) => n.partial), language(), known.tasks.length]);
  once(element, key, () => [
    run.error ? make('div', { class: 'card trouble' }, make('h3', {}, say(run.state)), trouble(run.error)) : '',
    live.map((n) => make('section', { class: 'card' }, make('h3', {}, sayResult(taskOf(n.task), n.task), ' ', make('small', {}, say('soFar'))), text(n.partial))),
    make('div', { class: 'cards' }, cards(run).map(card))]);
}

// trouble says what is wrong, with the commands in it, between backticks, as commands.
const trouble = (words) => make('p', { class: 'words' }, words.split('`').map((part, i, all) => (i % 2 && i < all.length - 1 ? make('code', {}, part) : i % 2 ? '`' + part : part)));

const sink = (run, id) => !run.graph.nodes.some((n) => sources(n).some((s) => s.node === id));

function card({ title, file, words, doubt, lang, labels, files }) {
  const shown = !labels ? words : entries(words) ? words.split('\n1. ', 1)[0] : words.includes('\n') || placed(labels) ? '' : words; // not the list, which the labels show better
  const copied = [words, ...files.filter((f) => !f.value.digest).map((f) => f.value.text)].filter(Boolean).join('\n');
  return make('section', { class: files.length > 1 || drawn(files) ? 'card broad' : 'card' }, make('header', {}, make('h3', {}, title, file ? make('small', {}, ' · ', file) : ''), copied ? copyButton(copied, title) : ''),
    doubt ? make('p', { class: 'doubt' }, icon('warn'), make('span', { lang }, capital(doubt))) : '',
    shown ? text(shown) : '', labels ? labels.map((v) => show(v.value, v.task, v.over)) : '',
    files.length ? make('div', { class: `files ${files.length > 1 ? 'many' : ''}` }, files.map((f) => (words && /subrip/.test(f.value.media) ? figure(f.value) : show(f.value, f.task, f.over)))) : ''); // subtitles say the words again
}

// drawn tells whether there is a chart, whose words are small.
const drawn = (files) => files.some((f) => f.task === 'chart-generation');

// entries tells whether words have a list with numbers under what is said of the whole.
const entries = (words) => /^\S.*\n1\. /s.test(words);

// placed tells whether labels have places in a picture, which stand by their words.
const placed = (labels) => labels.some(({ value, over }) => over && /"box":/.test(value.text ?? ''));

function copyButton(words, title) {
  const label = make('span', { class: 'wide' }, say('copy'));
  const button = make('button', { type: 'button', class: 'plain small', 'aria-label': `${say('copy')}: ${title}`, onclick: async () => {
    await navigator.clipboard.writeText(words);
    label.textContent = say('copied');
    button.setAttribute('aria-label', say('copied'));
  } }, icon('copy'), label);
  return button;
}

// cards are the results that the server tells of, each with its files, and
// then the files that belong to none.
function cards(run) {
  const rest = new Set(run.artefacts ?? []);
  const told = run.told ?? (run.answer ? [{ text: run.answer }] : []);
  const list = told.map(({ node: id, file, text: words = '' }) => {
    const node = run.graph?.nodes?.find((n) => n.id === id), state = run.nodes?.find((n) => n.id === id);
    const values = Object.values(state?.out ?? {}).flat();
    const files = [...rest].filter((a) => values.some((v) => same(v, a)));
    files.forEach((a) => rest.delete(a));
    const found = values.filter((v) => v.type === 'labels' || v.type === 'boxes');
    const over = pictured(state?.in);
    return {
      title: node ? sayResult(taskOf(node.task), node.task) : say('answer'), file, words: without(words, files.map((f) => f.name)), doubt: state?.doubt, lang: run.lang,
      labels: found.length ? found.map((value) => ({ value, task: node.task, over })) : null, files: files.map((value) => ({ value, task: node?.task, over })),
    };
  });
  if (rest.size) list.push({ title: say('artefacts'), words: '', files: [...rest].map((value) => ({ value })) });
  return list.filter((c) => c.words || c.labels || c.files.length);
}

// without leaves out the lines that only name a file that is shown.
const without = (words, names) => words.split('\n').filter((line) => !names.includes(line.trim())).join('\n').trim();

const same = (v, a) => v.type === a.type && (a.digest ? v.digest === a.digest : v.text === a.text);
