// The spans of a line of Markdown: code, strong, emphasis, links, pictures.
// Cards come from outside and are long: what is read here takes time that is
// linear in its length. No pattern runs past a character that could begin it
// again, and what closes a span far away is found once for all of them.
import { make } from './dom.js';
import { image, link, safe } from './html.js';

const deepest = 8; // spans within one another
const begin = /[`\\![<*_~]|https?:\/\//gi;
const destination = /\((?<to>(?:[^()\s]|\([^()\s]*\))*)(?:\s+"[^"]*")?\)/y;
const escaped = /\\([\\`*_{}[\]()#+\-.!|<>~])/y;
const tag = /<(?<tag>a|b|strong|i|em|code|sub|sup|kbd|u|span|font|small|mark)\b[^<>]*>|<(?:img|br)\b[^<>]*>/iy;
const bare = /<(?<to>https?:[^<>\s]+)>|(?<plain>https?:\/\/[^\s<>()[\]"']+[^\s<>()[\]"'.,;:!?*_])/iy;
const strong = /\*\*(?<star>[^*\n][^]*?)\*\*|(?<![\p{L}\p{N}])__(?<line>[^_]+)__(?![\p{L}\p{N}])/uy;
const em = /\*(?<star>[^*\s](?:[^*]*[^*\s])?)\*|(?<![\p{L}\p{N}_])_(?<line>[^_\s](?:[^_]*[^_\s])?)_(?![\p{L}\p{N}_])/uy;
const gone = /~~(?<words>[^~]+)~~/y;

// inline makes elements and texts of words. ways is as markdown has it.
export function inline(s, ways = {}, depth = 0) {
  if (depth > deepest) return [s];
  const out = [], known = { s, ways, depth, brackets: null, ticks: null, ends: {} };
  let from = 0, at = 0;
  for (let i = next(s, 0); i >= 0; i = next(s, at)) {
    const [length, made] = span(known, i);
    at = i + length;
    if (made === undefined) continue; // the characters stand for themselves
    out.push(text(s.slice(from, i)), made);
    from = at;
  }
  out.push(text(s.slice(from)));
  return out.flat(3);
}

function next(s, at) {
  begin.lastIndex = at;
  return begin.exec(s)?.index ?? -1;
}

// here is what a sticky pattern finds at a place.
function here(pattern, s, i) {
  pattern.lastIndex = i;
  return pattern.exec(s);
}

// span reads what begins at i: how long it is, and what it is made of, if it is a span.
function span(k, i) {
  const inner = (words) => inline(words, k.ways, k.depth + 1);
  const c = k.s[i];
  if (c === '`') return code(k, i);
  if (c === '[' || c === '!') return linked(k, i, inner);
  if (c === '<') return html(k, i) ?? web(k, i) ?? [1];
  if (c === '\\') return paired(here(escaped, k.s, i), (m) => m[1]) ?? [1];
  if (c === '~') return paired(here(gone, k.s, i), (m) => make('s', {}, inner(m.groups.words))) ?? [1];
  if (c === '*' || c === '_') {
    const held = (name) => (m) => make(name, {}, inner(m.groups.star ?? m.groups.line));
    return paired(here(strong, k.s, i), held('strong')) ?? paired(here(em, k.s, i), held('em')) ?? [1];
  }
  return web(k, i) ?? [1];
}

const paired = (m, made) => (m ? [m[0].length, made(m)] : null);

const web = (k, i) => paired(here(bare, k.s, i), ({ groups: g }) => link(g.to ?? g.plain, g.to ?? g.plain, k.ways));

// code ends at the next run of as many ticks as it begins with.
function code(k, i) {
  k.ticks ??= runs(k.s);
  const own = here(/`+/y, k.s, i)[0].length, ends = k.ticks.get(own) ?? [];
  while (ends.length && ends.at(-1) <= i) ends.pop();
  if (!ends.length) return [own];
  const words = k.s.slice(i + own, ends.at(-1));
  return [ends.at(-1) + own - i, make('code', {}, words.trim() || words)];
}

// runs are the places of the runs of ticks by their length, the last one first.
function runs(s) {
  const all = new Map();
  for (const m of s.matchAll(/`+/g)) {
    if (!all.has(m[0].length)) all.set(m[0].length, []);
    all.get(m[0].length).push(m.index);
  }
  all.forEach((l) => l.reverse());
  return all;
}

// linked reads [words](to) and ![words](image).
function linked(k, i, inner) {
  const picture = k.s[i] === '!', from = i + Number(picture);
  if (k.s[from] !== '[') return [1];
  k.brackets ??= pairs(k.s);
  const to = k.brackets.get(from), m = to > from + Number(!picture) && here(destination, k.s, to + 1);
  if (!m || picture && !m.groups.to) return [1];
  const words = k.s.slice(from + 1, to);
  return [to + 1 + m[0].length - i, picture ? image(m.groups.to, words, k.ways) : link(m.groups.to, inner(words), k.ways)];
}

// pairs are the places of brackets, the closing by the opening one.
function pairs(s) {
  const open = [], all = new Map();
  for (const m of s.matchAll(/\\[^]|[[\]]/g)) {
    if (m[0] === '[') open.push(m.index);
    else if (m[0] === ']' && open.length) all.set(open.pop(), m.index);
  }
  return all;
}

// html reads an element up to the end of its name's next one.
function html(k, i) {
  const m = here(tag, k.s, i);
  if (!m) return null;
  const name = m.groups.tag?.toLowerCase();
  if (!name) return [m[0].length, safe(m[0], k.ways)];
  const start = i + m[0].length;
  if (!(k.ends[name]?.index >= start) && k.ends[name] !== null) {
    const end = new RegExp(`</${name}>`, 'gi');
    end.lastIndex = start;
    k.ends[name] = end.exec(k.s);
  }
  const end = k.ends[name];
  return end && [end.index + end[0].length - i, safe(k.s.slice(i, end.index + end[0].length), k.ways)];
}

// text breaks a line where two spaces stand at its end.
function text(s) {
  const lines = entities(s).split('\n'), last = lines.length - 1, out = [];
  let words = '';
  lines.forEach((l, i) => {
    if (i === last) words += l;
    else if (!l.endsWith('  ')) words += `${l}\n`;
    else { out.push(words + l.trimEnd(), make('br')); words = ''; }
  });
  return [...out, words];
}

const named = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', copy: '©', times: '×', mdash: '—', ndash: '–', hellip: '…' };
const entities = (s) => s.replace(/&(\w+);/g, (whole, name) => (Object.hasOwn(named, name) ? named[name] : whole));
