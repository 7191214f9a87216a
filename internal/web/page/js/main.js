// The page: a request goes out, a run comes back and is shown while it goes on.
import { $, make } from './dom.js';
import * as api from './api.js';
import { draw } from './graph.js';
import { panel } from './node.js';
import { apply, language, say, toggle } from './say.js';
import { show, size } from './value.js';

const examples = {
  en: ['Summarise this document in three sentences', 'Turn this photo into a watercolour', 'Transcribe this recording and say how the speaker feels', 'Draw a bar chart of this table', 'Which language is this: “Wo ist der Bahnhof?”'],
  zh: ['用三句话总结这份文档', '把这张照片变成水墨画', '朗读这段话：“欢迎来到我们的社区”', '根据这个表格画一张柱状图', '提取这段文字的关键词'],
};

const page = { files: [], run: null, picked: null, stop: () => {}, tasks: [], models: [], base: null };

// ---- the request

function addFiles(list) {
  page.files.push(...list);
  showFiles();
}

function showFiles() {
  $('files').replaceChildren(...page.files.map((f, i) => make('li', {}, `${f.name} `, make('small', {}, size(f.size)),
    make('button', { type: 'button', class: 'plain', 'aria-label': `${say('remove')} ${f.name}`, onclick: () => { page.files.splice(i, 1); showFiles(); $('attach').focus(); } }, '✕'))));
}

async function submit(extra = {}, keep = []) {
  const text = extra.text ?? $('request').value.trim();
  if (!text) { trouble(say('needWords')); $('request').focus(); return; }
  trouble('');
  $('go').disabled = $('plan').disabled = true;
  try {
    const request = { text, ...($('local').checked ? { consent: 'local' } : {}), ...extra, given: keep };
    const run = await api.ask(request, keep.length ? [] : page.files, (share) => $('go').style.setProperty('--share', share));
    open(run.id, true);
    list();
  } catch (e) {
    trouble(e instanceof TypeError ? say('lost') : e.message);
  } finally {
    $('go').disabled = $('plan').disabled = false;
    $('go').style.removeProperty('--share');
  }
}

function trouble(words) {
  $('trouble').textContent = words;
  $('trouble').hidden = !words;
}

// ---- the run

function open(id, fresh = false) {
  if (location.hash !== `#${id}`) history.pushState(null, '', `#${id}`);
  page.stop();
  page.picked = null;
  page.stop = api.follow(id, (run) => { page.run = run; trouble(''); render(); if (!['waiting', 'running'].includes(run.state)) list(); },
    (gone) => gone ? trouble(say('lost')) : trouble(''));
  if (fresh) $('run').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
}

function render() {
  const run = page.run;
  $('run').hidden = !run;
  if (!run) return;
  $('asked').textContent = run.text;
  const sure = run.confidence && run.planner !== 'edited' ? ` · ${say('by')} ${run.planner}, ${say('confidence')} ${Math.round(run.confidence * 100)} %` : '';
  $('state').textContent = say(run.state) + sure;
  $('run').dataset.state = run.state;
  $('cancel').hidden = !['waiting', 'running'].includes(run.state);
  $('given').replaceChildren(...(run.given ?? []).map((g) => make('p', { class: 'chip' }, `${g.name} · ${g.type}`, g.notice ? make('small', {}, ` ${g.notice}`) : '')));
  const nodes = run.graph?.nodes ?? [];
  const states = new Map((run.nodes ?? []).map((n) => [n.id, n]));
  $('graph').hidden = !nodes.length;
  if (nodes.length) draw($('graph'), run.graph, states, page.picked, pick);
  renderReply(run);
  renderAnswer(run);
  if (page.picked && !$('node').contains(document.activeElement)) renderNode();
}

function pick(id) {
  page.picked = page.picked === id ? null : id;
  renderNode();
  render();
  if (page.picked) $('node').querySelector('h3').focus();
}

function renderNode() {
  const node = page.run.graph.nodes.find((n) => n.id === page.picked);
  $('node').hidden = !node;
  if (!node) return $('node').replaceChildren();
  const back = () => { const id = page.picked; pick(id); document.querySelector(`[data-node="${CSS.escape(id)}"]`)?.focus(); };
  $('node').replaceChildren(panel(node, page.run.nodes?.find((n) => n.id === node.id), page.tasks.find((t) => t.id === node.task), page.models,
    (changed) => submit({ text: page.run.text, lang: page.run.lang, graph: { nodes: page.run.graph.nodes.map((n) => n.id === changed.id ? changed : n) } }, page.run.given ?? []), back));
}

// renderReply shows what the person must say before it goes on.
function renderReply(run) {
  const box = $('reply');
  box.hidden = !['question', 'consent', 'planned'].includes(run.state) && !(run.plans?.length && run.state === 'done');
  if (box.dataset.run === run.id + run.state) return;
  box.dataset.run = run.id + run.state;
  const parts = [];
  if (run.state === 'question') {
    const input = make('input', { id: 'back', autocomplete: 'off' });
    parts.push(make('form', { onsubmit: (e) => { e.preventDefault(); if (input.value.trim()) submit({ text: `${run.text}\n${input.value.trim()}` }, run.given ?? []); } },
      make('label', { for: 'back' }, run.question), input, make('button', { type: 'submit' }, say('send'))));
  }
  if (run.state === 'consent') {
    parts.push(make('p', {}, `${say('leaves')} ${run.leaves.join(', ')}`),
      make('button', { type: 'button', onclick: () => submit({ text: run.text, consent: 'yes', graph: run.graph }, run.given ?? []) }, say('agree')), ' ',
      make('button', { type: 'button', class: 'plain', onclick: () => submit({ text: run.text, consent: 'local' }, run.given ?? []) }, say('without')));
  }
  if (run.state === 'planned' && !run.error) {
    parts.push(make('button', { type: 'button', onclick: () => submit({ text: run.text, graph: run.graph }, run.given ?? []) }, say('runit')));
  }
  if (run.plans?.length) {
    parts.push(make('details', {}, make('summary', {}, say('others')), make('ul', {}, run.plans.map((p) => make('li', {},
      make('button', { type: 'button', class: 'plain', onclick: () => submit({ text: run.text, graph: p.graph }, run.given ?? []) },
        p.graph.nodes.map((n) => n.task).join(' → ')), ` ${Math.round(p.confidence * 100)} %`)))));
  }
  box.replaceChildren(...parts);
}

function renderAnswer(run) {
  const words = [run.answer, run.error].filter(Boolean).join('\n\n');
  $('answer').hidden = !words && !run.artefacts?.length;
  $('words').className = run.error && !run.answer ? 'error' : '';
  $('words').replaceChildren(...words.split('\n\n').filter(Boolean).map((p) => make('p', {}, p)));
  const key = JSON.stringify((run.artefacts ?? []).map((v) => v.digest || v.name));
  if ($('artefacts').dataset.key === key) return; // players go on playing
  $('artefacts').dataset.key = key;
  $('artefacts').replaceChildren(...(run.artefacts ?? []).map(show));
}

// ---- the history

async function list() {
  const runs = await api.runs().catch(() => null);
  if (!runs) return;
  $('runs').replaceChildren(...(runs.length ? runs.map((r) => make('li', {}, make('a', { href: `#${r.id}`, 'aria-current': page.run?.id === r.id ? 'true' : undefined },
    make('span', {}, r.text), make('small', {}, `${say(r.state)} · ${new Date(r.created).toLocaleString(language() === 'zh' ? 'zh-CN' : 'en')}`)))) : [make('li', {}, say('empty'))]));
}

function follow() {
  const id = location.hash.slice(1);
  if (id.includes('-')) open(id);
  else { page.stop(); page.run = null; render(); }
}

// ---- the page

function speak() {
  apply();
  $('tongue').textContent = say('other');
  $('examples').replaceChildren(...examples[language()].map((x) => make('button', { type: 'button', class: 'example', onclick: () => { $('request').value = x; $('request').focus(); } }, x)));
  showFiles();
  delete $('reply').dataset.run;
  delete $('artefacts').dataset.key;
  render();
  if (page.picked) renderNode();
  list();
}

function theme(next) {
  if (next) localStorage.setItem('theme', next);
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
}

$('ask').addEventListener('submit', (e) => { e.preventDefault(); submit(); });
$('plan').addEventListener('click', () => submit({ plan: true }));
$('request').addEventListener('keydown', (e) => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); } });
$('request').addEventListener('paste', (e) => { if (e.clipboardData.files.length) { e.preventDefault(); addFiles(e.clipboardData.files); } });
$('attach').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => { addFiles($('file').files); $('file').value = ''; });
$('cancel').addEventListener('click', () => api.cancel(page.run.id).catch((e) => trouble(e.message)));
$('tongue').addEventListener('click', () => { toggle(); speak(); });
$('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  theme(dark ? 'light' : 'dark');
});
$('show-history').addEventListener('click', () => {
  $('history').hidden = !$('history').hidden;
  $('show-history').setAttribute('aria-expanded', String(!$('history').hidden));
});
for (const type of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, (e) => {
    e.preventDefault();
    document.body.classList.toggle('dropping', type === 'dragover');
    if (type === 'drop') addFiles(e.dataTransfer.files);
  });
}
addEventListener('hashchange', follow);

theme();
speak();
follow();
Promise.all([api.tasks(), api.models()]).then(([tasks, models]) => { page.tasks = tasks; page.models = models; }, (e) => trouble(e.message));
