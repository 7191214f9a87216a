// Markdown as model cards are written in, as elements. What a card says comes
// from outside: it becomes text, and no script or style of its own. Links lead
// to web pages, pictures come from this server or not at all. The time to read
// it is linear in its length, whatever it has: see inline.js.
import { make } from './dom.js';
import { safe } from './html.js';
import { inline } from './inline.js';

const deepest = 24; // blocks within one another

// markdown returns the elements of a text, its heads under level. ways turn
// what it names into addresses: link(to) of a link, image(from) of a picture;
// an empty one, or none, leaves the words.
export function markdown(source, level = 3, ways = {}) {
  const text = source.replaceAll('\r', '').replace(/^---\n[\s\S]*?\n---\n/, '');
  return blocks(spoken(text).split('\n'), level, ways);
}

// spoken is a text without its comments.
function spoken(s) {
  let out = '', from = 0;
  for (let at = s.indexOf('<!--'); at >= 0; at = s.indexOf('<!--', from)) {
    const end = s.indexOf('-->', at);
    if (end < 0) break;
    out += s.slice(from, at);
    from = end + 3;
  }
  return out + s.slice(from);
}

function blocks(lines, level, before) {
  const ways = { ...before, depth: (before.depth ?? 0) + 1 }, out = [];
  if (ways.depth > deepest) return [make('p', {}, lines.join('\n'))];
  let at = 0;
  const take = (holds) => {
    const from = at;
    while (at < lines.length && holds(lines[at])) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const head = /^ {0,3}(#{1,6})\s([^]*)$/.exec(line), under = /^\s{0,3}(=+|-+)\s*$/.exec(lines[at + 1] ?? ''), fence = /^\s*(```+|~~~+)/.exec(line);
    if (!line.trim()) at++;
    else if (head) { at++; out.push(title(head[1].length, bare(head[2]), level, ways)); }
    else if (fence) { at++; out.push(code(take((l) => !l.trim().startsWith(fence[1])))); at++; }
    else if (/^( {4}|\t)/.test(line)) out.push(code(take((l) => /^( {4}|\t)/.test(l)).map((l) => l.replace(/^( {4}|\t)/, ''))));
    else if (isTable(line, lines[at + 1])) out.push(table(take((l) => l.includes('|')), ways));
    else if (/^([-*_]\s*){3,}$/.test(line)) { at++; out.push(make('hr')); }
    else if (isItem(line)) out.push(list(item(take), level, ways));
    else if (/^>/.test(line)) out.push(make('blockquote', {}, blocks(take((l) => /^>/.test(l)).map((l) => l.replace(/^> ?/, '')), level, ways)));
    else if (/^ {0,3}<details[\s>]/i.test(line)) { out.push(details(take((l) => !/<\/details>/i.test(l)), level, ways)); at++; }
    else if (isHTML(line)) out.push(safe(take((l) => l.trim() !== '').join('\n'), ways));
    else if (under) { at += 2; out.push(title(under[1][0] === '=' ? 1 : 2, line.trim(), level, ways)); }
    else { at++; out.push(make('p', {}, inline([line, ...take((l) => l.trim() !== '' && !begins(l))].join('\n'), ways))); }
  }
  return out.flat();
}

const isItem = (l) => /^ {0,3}([-*+]|\d{1,9}[.)])\s+\S/.test(l);
const isHTML = (l) => /^ {0,3}<\/?(address|article|aside|blockquote|br|center|div|dl|dt|dd|figure|figcaption|h[1-6]|hr|img|ol|p|picture|pre|script|section|style|table|tbody|td|th|thead|tr|ul|li|summary|details|a|iframe|video|audio|svg|form|input|button|object|embed|link|meta|base)(\s|\/?>|$)/i.test(l);
const begins = (l) => /^ {0,3}(#{1,6}\s|```|~~~|>)/.test(l) || isItem(l);
const isTable = (line, next) => line.includes('|') && Boolean(next?.includes('|')) && cells(next).every((c) => /^:?-+:?$/.test(c));
const cells = (l) => l.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((c) => c.trim().replaceAll('\\|', '|'));
const code = (lines) => make('pre', { tabindex: '0' }, make('code', {}, lines.join('\n')));

// bare is the words of a head without the signs that may close it.
function bare(words) {
  let end = words.trimEnd().length;
  while (words[end - 1] === '#') end--;
  return words.slice(0, end).trim();
}

function title(depth, words, level, ways) {
  const head = make(`h${Math.min(6, depth + level - 1)}`, {}, inline(words, ways));
  head.id = `card-${head.textContent.toLowerCase().trim().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s+/g, '-')}`;
  return head;
}

// item takes the lines of a list: its items, what is set in under them, and
// the empty lines between.
function item(take) {
  const lines = take((l) => isItem(l) || /^\s+\S/.test(l));
  for (let more = take((l) => !l.trim()); more.length; more = take((l) => !l.trim())) {
    const next = take((l) => isItem(l) || /^\s{2,}\S/.test(l));
    if (!next.length) break;
    lines.push('');
    for (const l of next) lines.push(l);
  }
  return lines;
}

// list makes items of lines; lines that are set in belong to the item before them.
function list(lines, level, ways) {
  const deep = /^\s*/.exec(lines[0])[0].length, items = [];
  for (const l of lines) {
    const m = /^(\s*)([-*+]|\d{1,9}[.)])\s+([^]*)$/.exec(l);
    if (m && m[1].length <= deep + 1) items.push([m[3]]);
    else items.at(-1)?.push(l);
  }
  const ordered = /^\s*\d/.test(lines[0]);
  return make(ordered ? 'ol' : 'ul', { start: ordered && /\d+/.exec(lines[0])[0] !== '1' && /\d+/.exec(lines[0])[0] }, items.map(([words, ...rest]) => make('li', {}, within(words, rest, level, ways))));
}

// within is what an item has: its words, and blocks that are set in.
function within(words, rest, level, ways) {
  const from = rest.findIndex((l) => !l.trim() || isItem(l.trim()) || /^\s*(```|~~~|>|\|)/.test(l));
  const lead = from < 0 ? rest : rest.slice(0, from), inner = from < 0 ? [] : rest.slice(from);
  const indent = inner.filter((l) => l.trim()).reduce((n, l) => Math.min(n, /^\s*/.exec(l)[0].length), Infinity);
  const tick = /^\[([ xX])\]\s+/.exec(words);
  return [tick && make('input', { type: 'checkbox', disabled: true, checked: tick[1] !== ' ', 'aria-label': words.slice(tick[0].length) }),
    inline([tick ? words.slice(tick[0].length) : words, ...lead.map((l) => l.trim())].join('\n'), ways),
    inner.length > 0 && blocks(inner.map((l) => l.slice(Number.isFinite(indent) ? indent : 0)), level, ways)];
}

function table([head, rule, ...body], ways) {
  const right = cells(rule).map((r) => /^-+:$/.test(r) && 'number');
  return make('div', { class: 'scroll', tabindex: '0' }, make('table', {}, make('thead', {}, make('tr', {}, cells(head).map((c, i) => make('th', { scope: 'col', class: right[i] }, inline(c, ways))))),
    make('tbody', {}, body.map((l) => make('tr', {}, cells(l).map((c, i) => make('td', { class: right[i] }, inline(c, ways))))))));
}

// details fold away, with Markdown in them.
function details(lines, level, ways) {
  const end = (lines.findIndex((l) => /<\/summary>/i.test(l)) + 1) || 1, top = lines.slice(0, end).join('\n').replace(/^\s*<details[^>]*>/i, '');
  const from = top.search(/<summary>/i), to = top.search(/<\/summary>/i), has = from >= 0 && to > from;
  const body = has ? top.slice(to + '</summary>'.length) : top;
  return make('details', {}, make('summary', {}, has ? safe(top.slice(from + '<summary>'.length, to), ways) : '…'), blocks([...body.split('\n'), ...lines.slice(end)], level, ways));
}
