// Draws a graph of nodes in layers, from what was given to what answers, with
// lines between. Nodes are buttons, so that keys reach them.
import { make } from './dom.js';
import { say } from './say.js';

const needs = (node) => [...new Set(Object.values(node.in ?? {}).flat().map((s) => s.node).filter(Boolean))];

// layers puts each node one layer after the last of those that it reads.
function layers(nodes) {
  const depth = new Map();
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const of = (id) => {
    if (!depth.has(id)) {
      depth.set(id, 0); // a circle ends here; checked graphs have none
      depth.set(id, Math.max(0, ...needs(byId.get(id) ?? {}).map((p) => of(p) + 1)));
    }
    return depth.get(id);
  };
  const rows = [];
  for (const n of nodes) (rows[of(n.id)] ??= []).push(n);
  return rows;
}

// draw shows graph in element; states are the run's nodes by ID. pick is
// called with the ID of a node that was chosen.
export function draw(element, graph, states, picked, pick) {
  const shape = JSON.stringify(graph.nodes.map((n) => [n.id, n.task, needs(n)]));
  if (element.dataset.shape !== shape) build(element, graph, shape, pick);
  for (const n of graph.nodes) fill(element.querySelector(`[data-node="${CSS.escape(n.id)}"]`), n, states.get(n.id), picked);
}

function build(element, graph, shape, pick) {
  element.dataset.shape = shape;
  const rows = layers(graph.nodes).map((row) => make('div', { class: 'layer' }, row.map((n) =>
    make('button', { type: 'button', class: 'node', 'data-node': n.id, onclick: () => pick(n.id) },
      make('span', { class: 'name' }), make('span', { class: 'by' }), make('span', { class: 'how' }), make('span', { class: 'meter' })))));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  element.replaceChildren(svg, ...rows);
  const lines = () => connect(element, svg, graph);
  element.observer?.disconnect();
  element.observer = new ResizeObserver(lines);
  element.observer.observe(element);
  for (const r of rows) element.observer.observe(r);
  lines();
}

// connect draws the lines where the buttons stand now.
function connect(element, svg, graph) {
  svg.setAttribute('width', 0); // or it would count in what it is to cover
  svg.setAttribute('height', 0);
  const frame = element.getBoundingClientRect();
  svg.setAttribute('width', element.scrollWidth);
  svg.setAttribute('height', element.scrollHeight);
  const at = (id) => element.querySelector(`[data-node="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  const across = getComputedStyle(element).flexDirection === 'row';
  const paths = [];
  for (const n of graph.nodes) {
    for (const p of needs(n)) {
      const a = at(p), b = at(n.id);
      if (!a || !b) continue;
      const [x1, y1, x2, y2] = across
        ? [a.right - frame.left + element.scrollLeft, a.top + a.height / 2 - frame.top, b.left - frame.left + element.scrollLeft, b.top + b.height / 2 - frame.top]
        : [a.left + a.width / 2 - frame.left, a.bottom - frame.top, b.left + b.width / 2 - frame.left, b.top - frame.top];
      const mx = (x1 + x2) / 2, my = (y1 + y2) / 2;
      const d = across ? `M${x1} ${y1}C${mx} ${y1} ${mx} ${y2} ${x2} ${y2}` : `M${x1} ${y1}C${x1} ${my} ${x2} ${my} ${x2} ${y2}`;
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', d);
      path.dataset.from = p;
      paths.push(path);
    }
  }
  svg.replaceChildren(...paths);
}

function fill(button, node, state, picked) {
  const how = state?.state ?? 'planned';
  button.dataset.state = how;
  button.setAttribute('aria-pressed', String(node.id === picked));
  const [name, by, note, meter] = button.children;
  name.textContent = state?.title ?? node.task;
  by.textContent = state?.model ?? node.model ?? node.task;
  note.textContent = say(how) + (how === 'done' ? ` · ${state.memo ? say('remembered') : seconds(state.millis)}` : '');
  meter.style.setProperty('--share', state?.state === 'running' ? state.progress || 0 : 0);
}

export const seconds = (millis = 0) => millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`;
