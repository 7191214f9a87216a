// Reads the diffs that git makes, and shows them.
import { make } from '../dom.js';
import { say } from '../say.js';
import { badge } from './piece.js';
import { bytes, many } from './quantity.js';

const mostRows = 2000; // of a file that are shown

// files reads a diff: [{path, from, how, hunks: [{head, lines: [[sign, words]]}], added, removed, binary}].
export function files(text) {
  const out = [];
  let file, hunk;
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = { path: '', from: '', how: 'changed', hunks: [], added: 0, removed: 0, binary: false };
      [file.from, file.path] = names(line.slice('diff --git '.length));
      out.push(file);
      hunk = null;
    } else if (!file) continue;
    else if (line.startsWith('@@')) file.hunks.push(hunk = { head: line, lines: [] });
    else if (hunk && /^[ +\-\\]/.test(line)) {
      hunk.lines.push([line[0], line.slice(1)]);
      if (line[0] === '+') file.added++;
      if (line[0] === '-') file.removed++;
    } else if (!hunk) headed(file, line);
  }
  return out;
}

// headed reads a line between the name of a file and its first change.
function headed(file, line) {
  const [, key, rest] = /^(new file|deleted file|rename from|rename to|--- |\+\+\+ |Binary)(.*)$/.exec(line) ?? [];
  if (key === 'new file') file.how = 'added';
  else if (key === 'deleted file') file.how = 'removed';
  else if (key === 'rename from') { file.how = 'renamed'; file.from = plain(rest.trim()); }
  else if (key === 'rename to') file.path = plain(rest.trim());
  else if (key === '--- ' && rest !== '/dev/null') file.from = plain(rest).slice(2);
  else if (key === '+++ ' && rest !== '/dev/null') file.path = plain(rest).slice(2);
  else if (key === 'Binary') file.binary = true;
}

// names reads a/OLD b/NEW where both are the same; others are said further down.
function names(s) {
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(s);
  if (quoted) return [plain(quoted[1]).slice(2), plain(quoted[2]).slice(2)];
  const half = s.slice((s.length + 1) / 2 + 2); // "a/x b/x"
  return [half, half];
}

// plain reads a name that git has put into quotes: bytes in octal.
function plain(s) {
  s = s.replace(/\t$/, '');
  if (!s.startsWith('"')) return s;
  const out = [], known = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 };
  const text = new TextEncoder().encode(s.slice(1, -1));
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== 92) { out.push(text[i]); continue; }
    const c = String.fromCharCode(text[++i]);
    if (/[0-7]/.test(c)) { out.push(parseInt(String.fromCharCode(...text.slice(i, i + 3)), 8)); i += 2; } else out.push(known[c] ?? text[i]);
  }
  return new TextDecoder().decode(new Uint8Array(out));
}

// changes shows them. to is the address of a file.
export function changes(list, to) {
  const sum = (key) => list.reduce((n, f) => n + (isLarge(f) ? 0 : f[key]), 0);
  return make('section', { class: 'changes' }, make('p', { class: 'soft' }, many('changedFiles', list.length), ' ', make('span', { class: 'plus' }, `+${sum('added')}`), ' ', make('span', { class: 'minus' }, `−${sum('removed')}`)),
    list.map((f) => one(f, to)));
}

function one(f, to) {
  const name = f.how === 'removed' ? make('span', {}, f.from || f.path) : make('a', { href: to(f.path) }, f.path);
  return make('details', { class: 'change', open: f.added + f.removed < 600 }, make('summary', {}, make('span', { class: 'path', translate: 'no' }, f.how === 'renamed' && `${f.from} → `, name), f.how !== 'changed' && badge(say(`how.${f.how}`), 'small'),
    make('span', { class: 'ends' }, isLarge(f) ? make('span', { class: 'soft' }, sizes(f)) : [make('span', { class: 'plus' }, `+${f.added}`), make('span', { class: 'minus' }, `−${f.removed}`)])),
  isLarge(f) ? make('p', { class: 'soft large' }, say('largeFile'), ' ', sizes(f)) : body(f));
}

// isLarge reports whether git has only a pointer to the file, whose lines count for nothing.
const isLarge = (f) => f.hunks.some((h) => h.lines.some(([, l]) => l.startsWith('version https://git-lfs.github.com/spec/')));

// sizes says how large a large file was and is.
function sizes(f) {
  const lines = f.hunks.flatMap((h) => h.lines);
  const size = (sign) => lines.find(([s, l]) => (s === sign || s === ' ') && l.startsWith('size '))?.[1].slice('size '.length);
  const [before, after] = [f.how === 'added' ? '' : size('-'), f.how === 'removed' ? '' : size('+')];
  return [before, after].filter(Boolean).map((n) => bytes(Number(n))).join(' → ');
}

function body(f) {
  if (f.binary) return make('p', { class: 'soft large' }, say('binary'));
  if (!f.hunks.length) return make('p', { class: 'soft large' }, say(f.how === 'renamed' ? 'onlyRenamed' : 'emptyFile'));
  const rows = [];
  for (const h of f.hunks) {
    let [, a, b] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(h.head) ?? [0, 0, 0];
    rows.push(make('tr', { class: 'hunk' }, make('td', { colspan: '3' }, h.head)));
    for (const [sign, words] of h.lines) {
      const kind = { '+': 'plus', '-': 'minus' }[sign] ?? '';
      rows.push(make('tr', { class: kind }, make('td', { 'data-n': sign === '+' || sign === '\\' ? '' : a++ }), make('td', { 'data-n': sign === '-' || sign === '\\' ? '' : b++ }), make('td', { class: 'code' }, kind && make('span', { class: 'unseen' }, say(`line.${kind}`)), words)));
    }
  }
  return make('div', { class: 'scroll', tabindex: '0' }, make('table', { class: 'diff', translate: 'no' }, make('tbody', {}, rows.slice(0, mostRows))));
}
