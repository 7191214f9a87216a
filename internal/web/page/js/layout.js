// Puts the items of a graph in layers, from what was given to what answers, so
// that lines cross little. Pure: it knows no page.
//
// An item is {key, kind, …}: a "given" file, a "node", or a "via", which keeps
// a place in a layer for a line that passes through it.

export const givenKey = (name) => `given:${name}`;
export const nodeKey = (id) => `node:${id}`;

// sources are what a node may read: of each that may be skipped, also what is read instead.
export function sources(node) {
  const all = (s) => (s.else ? [s, ...all(s.else)] : [s]);
  return Object.values(node.in ?? {}).flat().flatMap(all);
}

// parents are the keys of the items that a node reads or that its tests read, each once.
export function parents(node) {
  return [...new Set([...sources(node), ...(node.when ?? [])].map((s) => (s.node ? nodeKey(s.node) : s.given ? givenKey(s.given) : '')).filter(Boolean))];
}

// layout returns the layers, and for each edge the keys that its line goes through.
export function layout(graph) {
  const nodes = new Map(graph.nodes.map((n) => [nodeKey(n.id), n]));
  const edges = graph.nodes.flatMap((n) => parents(n).filter((p) => nodes.has(p) || p.startsWith('given:')).map((p) => [p, nodeKey(n.id)]));
  const depth = depths(nodes, edges);
  const layers = [];
  const put = (item, d) => (layers[d] ??= []).push(item);
  for (const [key, d] of depth) {
    if (key.startsWith('given:')) put({ key, kind: 'given', name: key.slice('given:'.length) }, d);
  }
  for (const [key, n] of nodes) put({ key, kind: 'node', node: n }, depth.get(key));
  const lines = edges.map(([from, to]) => ({ from, to, through: [] }));
  for (const line of lines) {
    for (let d = depth.get(line.from) + 1; d < depth.get(line.to); d++) {
      const key = `via:${d}:${line.from}`; // lines from one item go side by side as long as they can
      if (!layers[d]?.some((i) => i.key === key)) put({ key, kind: 'via' }, d);
      line.through.push(key);
    }
  }
  const filled = layers.filter(Boolean);
  untangle(filled, lines);
  return { layers: filled, lines };
}

function depths(nodes, edges) {
  const above = Map.groupBy(edges, ([, to]) => to);
  const depth = new Map();
  const first = edges.some(([from]) => from.startsWith('given:')) ? 1 : 0;
  const of = (key) => {
    if (!depth.has(key)) {
      depth.set(key, first); // a circle ends here; checked graphs have none
      const up = (above.get(key) ?? []).filter(([from]) => nodes.has(from)).map(([from]) => of(from) + 1);
      depth.set(key, Math.max(first, ...up));
    }
    return depth.get(key);
  };
  for (const key of nodes.keys()) of(key);
  for (const [from, to] of edges) { // a file stands just before the first that reads it
    if (!nodes.has(from)) depth.set(from, Math.min(depth.get(from) ?? Infinity, depth.get(to) - 1));
  }
  return depth;
}

// sequence is the items one after another, a node soon after what it reads, for
// where there is room for one in a line only.
export function sequence({ layers, lines }) {
  const items = layers.flat().filter((i) => i.kind !== 'via');
  const placed = new Set(), list = [];
  const reads = (i) => lines.filter((l) => l.to === i.key).map((l) => l.from);
  while (list.length < items.length) {
    const open = items.filter((i) => !placed.has(i.key) && reads(i).every((key) => placed.has(key)));
    const after = list.toReversed().map((i) => open.find((o) => reads(o).includes(i.key))).find(Boolean);
    const next = after ?? open[0] ?? items.find((i) => !placed.has(i.key)); // the last only in a circle
    placed.add(next.key);
    list.push(next);
  }
  return list;
}

// untangle orders each layer by where the neighbours of its items stand, up and down a few times.
function untangle(layers, lines) {
  const steps = lines.flatMap(({ from, through, to }) => {
    const way = [from, ...through, to];
    return way.slice(1).map((key, i) => [way[i], key]);
  });
  const place = new Map();
  const number = (layer) => layer.forEach((item, i) => place.set(item.key, i - layer.length / 2));
  layers.forEach(number);
  const sort = (layer, near) => {
    const middle = new Map(layer.map((item) => {
      const at = near(item.key).map((key) => place.get(key));
      return [item.key, at.length ? at.reduce((a, b) => a + b) / at.length : place.get(item.key)];
    }));
    layer.sort((a, b) => middle.get(a.key) - middle.get(b.key));
    number(layer);
  };
  for (let round = 0; round < 4; round++) {
    for (const layer of layers.slice(1)) sort(layer, (key) => steps.filter(([, to]) => to === key).map(([from]) => from));
    for (const layer of layers.slice(0, -1).reverse()) sort(layer, (key) => steps.filter(([from]) => from === key).map(([, to]) => to));
  }
}
