// Draws the graph of a run: boxes in layers with lines between, or one below
// the other with arcs beside them where there is not the room. Boxes are
// buttons, so that keys reach them; arrow keys go to the nearest.
import { icon, make, setText, svgElement } from './dom.js';
import { layout, nodeKey, parents, sequence, sources } from './layout.js';
import { say, sayChoice, sayLanguage, sayParam, sayTask, sayTest, sayTime, sayType } from './say.js';

const narrowest = 132, gap = 40; // pixels of a box and between two layers
const signs = { waiting: 'clock', running: 'busy', done: 'done', failed: 'failed', canceled: 'stopped', skipped: 'skipped', pending: 'clock' };

// stateOf is how far a node is, for people: what a run that has ended will not do is not waiting.
export function stateOf(run, id) {
  const state = run.nodes?.find((n) => n.id === id)?.state ?? 'pending';
  if (['done', 'failed', 'skipped'].includes(state) || ['waiting', 'running'].includes(run.state)) return state;
  return run.state === 'canceled' ? 'canceled' : run.state === 'failed' ? 'skipped' : 'pending';
}

export const titleOf = (run, node, tasks) => sayTask(tasks.find((t) => t.id === node.task)) ?? run.nodes?.find((n) => n.id === node.id)?.title ?? node.task;

// draw shows the graph of run in element; pick is called with the ID of a node that was chosen.
export function draw(element, run, tasks, picked, pick) {
  const shape = JSON.stringify([run.id, run.graph.nodes.map((n) => [n.id, n.task, n.in, n.when])]);
  element.refill = () => refill(element, run, tasks, picked);
  if (element.dataset.shape !== shape) {
    element.dataset.shape = shape;
    build(element, run, pick);
  }
  element.refill();
  element.arrange();
}

const box = (element, key) => element.querySelector(`[data-key="${CSS.escape(key)}"]`);

function build(element, run, pick) {
  const plan = layout(run.graph);
  const svg = svgElement('svg', { 'aria-hidden': 'true', focusable: 'false' });
  svg.append(...plan.lines.map(({ from, to }) => {
    const path = svgElement('path');
    Object.assign(path.dataset, { from, to });
    const node = run.graph.nodes.find((n) => nodeKey(n.id) === to);
    if (!sources(node).some((s) => from === (s.node ? nodeKey(s.node) : `given:${s.given}`))) path.dataset.only = 'test';
    return path;
  }));
  let listed;
  // arrange chooses between layers and list by the room, and lays the lines.
  element.arrange = () => {
    const room = element.clientWidth, { length } = plan.layers;
    const narrow = room < 560 || length * narrowest + (length - 1) * gap > room;
    if (narrow !== listed) {
      listed = narrow;
      const focused = element.contains(document.activeElement) && document.activeElement.dataset.key;
      const rows = narrow ? [sequence(plan)] : plan.layers;
      element.classList.toggle('listed', narrow);
      element.replaceChildren(svg, ...rows.map((row) => make('div', { class: 'layer' }, row.map((item) => drawItem(item, pick)))));
      element.refill();
      if (focused) box(element, focused)?.focus();
    }
    connect(element, svg, plan.lines);
  };
  element.observer?.disconnect();
  element.observer = new ResizeObserver(() => element.arrange());
  element.observer.observe(element);
  element.onkeydown = (e) => move(element, e);
  element.arrange();
}

function refill(element, run, tasks, picked) {
  for (const node of run.graph.nodes) fill(box(element, nodeKey(node.id)), run, node, tasks, picked);
  for (const chip of element.querySelectorAll('.source')) {
    const given = run.given?.find((g) => g.name === chip.dataset.name);
    setText(chip.querySelector('.by'), given ? sayType(given.type) : '');
  }
  colour(element, run);
}

function drawItem(item, pick) {
  switch (item.kind) {
    case 'via': return make('span', { class: 'via', 'data-key': item.key });
    case 'given': return make('div', { class: 'source', 'data-key': item.key, 'data-name': item.name, title: item.name },
      icon('file'), make('span', { class: 'name' }, item.name), make('span', { class: 'by' }));
    default: return make('button', { type: 'button', class: 'node', 'data-key': item.key, 'data-node': item.node.id, 'aria-controls': 'node', onclick: () => pick(item.node.id) },
      make('span', { class: 'sign' }), make('span', { class: 'name' }), make('span', { class: 'detail' }), make('span', { class: 'when' }), make('span', { class: 'by' }),
      make('span', { class: 'how' }), make('span', { class: 'unseen' }), make('span', { class: 'meter' }));
  }
}

function fill(button, run, node, tasks, picked) {
  const state = run.nodes?.find((n) => n.id === node.id);
  const how = stateOf(run, node.id);
  const [sign, name, detail, when, by, note, reads, meter] = button.children;
  if (button.dataset.state !== how) sign.replaceChildren(icon(signs[how]));
  button.dataset.state = how;
  button.setAttribute('aria-expanded', String(node.id === picked));
  setText(name, titleOf(run, node, tasks));
  setText(detail, details(node, tasks));
  setText(when, (node.when ?? []).map(sayTest).join(say('both')));
  setText(by, state?.model ?? node.model ?? '');
  setText(note, progress(how, state));
  const names = parents(node).map((key) => (key.startsWith('given:') ? key.slice(6) : titleOf(run, run.graph.nodes.find((n) => nodeKey(n.id) === key) ?? {}, tasks)));
  setText(reads, names.length ? `, ${say('after', names.join(', '))}` : '');
  meter.style.setProperty('--share', how === 'running' ? state.progress || 0 : 0);
}

// progress says how far a node is: with its share and seconds while it runs, with its time when it is done.
function progress(how, state) {
  const parts = [say(how)];
  if (how === 'skipped' && state?.because) parts.push(state.because);
  if (how === 'done') parts.push(state.memo ? say('remembered') : sayTime(state.millis));
  if (how === 'running') {
    if (state.progress > 0 && state.progress < 1) parts.push(`${Math.round(state.progress * 100)} %`);
    const took = Date.now() - Date.parse(state.started);
    if (took >= 1000) parts.push(sayTime(Math.floor(took / 1000) * 1000));
  }
  return parts.join(' · ');
}

// details are the parameters that were asked for and the words put in from the request.
function details(node, tasks) {
  const task = tasks.find((t) => t.id === node.task);
  const set = (task?.params ?? []).map((p) => [p, node.params?.[p.name]]).filter(([p, v]) => v !== undefined && v !== '' && v !== p.default && v !== false);
  const said = set.map(([p, v]) => ({ choice: () => sayChoice(v), boolean: () => sayParam(p.name), language: () => sayLanguage(v), strings: () => v.join(', '), string: () => v })[p.kind]?.() ?? `${sayParam(p.name)}: ${v}`);
  const quoted = Object.values(node.in ?? {}).flat().filter((s) => s.text).map((s) => `“${s.text.length > 60 ? s.text.slice(0, 60) + '…' : s.text}”`);
  return [...said, ...quoted].join(' · ');
}

// colour shows on each line whether its value has come, and whether it was used.
function colour(element, run) {
  const state = (key) => (key.startsWith('given:') ? 'done' : stateOf(run, key.slice('node:'.length)));
  for (const path of element.querySelectorAll('path[data-from]')) {
    const from = state(path.dataset.from), to = state(path.dataset.to);
    path.dataset.state = from !== 'done' ? (from === 'failed' || from === 'skipped' && run.state === 'failed' ? 'broken' : from === 'skipped' ? 'idle' : 'waiting')
      : to === 'skipped' ? 'idle' : to === 'done' ? 'delivered' : to === 'running' ? 'flowing' : path.dataset.from.startsWith('given:') ? 'waiting' : 'ready';
  }
}

// connect lays the lines where the boxes stand now.
function connect(element, svg, lines) {
  svg.setAttribute('width', 0); // or it would count in what it is to cover
  svg.setAttribute('height', 0);
  const frame = element.getBoundingClientRect();
  const at = new Map([...element.querySelectorAll('[data-key]')].map((e) => {
    const r = e.getBoundingClientRect();
    return [e.dataset.key, { left: r.left - frame.left, right: r.right - frame.left, top: r.top - frame.top, bottom: r.bottom - frame.top, middle: (r.top + r.bottom) / 2 - frame.top }];
  }));
  const order = [...at.keys()].filter((key) => !key.startsWith('via:'));
  const listed = element.classList.contains('listed');
  svg.setAttribute('width', element.clientWidth);
  svg.setAttribute('height', element.scrollHeight);
  lines.forEach((line, i) => {
    const d = listed ? arc(at.get(line.from), at.get(line.to), order.indexOf(line.to) - order.indexOf(line.from)) : curve([line.from, ...line.through, line.to].map((key) => at.get(key)));
    if (svg.children[i].getAttribute('d') !== d) svg.children[i].setAttribute('d', d);
  });
}

const round = (n) => Math.round(n * 10) / 10;

function curve(way) {
  let d = `M${round(way[0].right)} ${round(way[0].middle)}`;
  for (let i = 1; i < way.length; i++) {
    const a = way[i - 1], b = way[i], x1 = round(a.right), x2 = round(b.left - (i === way.length - 1 ? 3 : 0)), mid = round((x1 + x2) / 2);
    d += `C${mid} ${round(a.middle)} ${mid} ${round(b.middle)} ${x2} ${round(b.middle)}`;
    if (i < way.length - 1) d += `L${round(b.right)} ${round(b.middle)}`;
  }
  const end = way.at(-1), x = round(end.left - 2), y = round(end.middle);
  return `${d}M${x - 6} ${y - 5}L${x} ${y}L${x - 6} ${y + 5}`;
}

function arc(a, b, span) {
  if (span === 1) {
    const x = round(Math.min(a.left, b.left) + 24), y = round(b.top - 2);
    return `M${x} ${round(a.bottom)}L${x} ${y}M${x - 5} ${y - 6}L${x} ${y}L${x + 5} ${y - 6}`;
  }
  const out = round(Math.min(30, 8 + 4 * span)), x = round(b.left - 2), y = round(b.middle);
  return `M${round(a.left)} ${round(a.middle)}C${round(a.left - out)} ${round(a.middle)} ${x - out} ${y} ${x} ${y}M${x - 6} ${y - 5}L${x} ${y}L${x - 6} ${y + 5}`;
}

// move takes the focus to the nearest box in the direction of an arrow key.
function move(element, e) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
  const from = e.target.closest('.node')?.getBoundingClientRect();
  if (!way || !from) return;
  const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
  const [x, y] = middle(from);
  const far = [...element.querySelectorAll('.node')].map((n) => {
    const [nx, ny] = middle(n.getBoundingClientRect());
    const along = (nx - x) * way[0] + (ny - y) * way[1], beside = Math.abs((nx - x) * way[1]) + Math.abs((ny - y) * way[0]);
    return [along > 4 ? along + 2 * beside : Infinity, n];
  }).sort((a, b) => a[0] - b[0]);
  e.preventDefault();
  if (far[0]?.[0] < Infinity) far[0][1].focus();
}
