// Markdown as model cards are written in, as elements. What a card says comes
// from outside: it becomes text, and no markup, picture or script of its own;
// links lead to web pages only.
import { make } from './dom.js';

// markdown returns the elements of a text, its heads under level.
export function markdown(source, level = 3) {
  const lines = source.replaceAll('\r', '').replace(/^---\n[\s\S]*?\n---\n/, '').split('\n');
  const out = [];
  let at = 0;
  const take = (holds) => {
    const from = at;
    while (at < lines.length && holds(lines[at])) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const head = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (!line.trim()) at++;
    else if (head) { at++; out.push(make(`h${Math.min(6, head[1].length + level - 1)}`, {}, inline(head[2]))); }
    else if (/^\s*```/.test(line)) { at++; out.push(code(take((l) => !/^\s*```/.test(l)))); at++; }
    else if (/^( {4}|\t)/.test(line)) out.push(code(take((l) => /^( {4}|\t)/.test(l)).map((l) => l.replace(/^( {4}|\t)/, ''))));
    else if (isTable(line, lines[at + 1])) out.push(table(take((l) => l.includes('|'))));
    else if (isItem(line)) out.push(list(take((l) => isItem(l) || /^\s+\S/.test(l))));
    else if (/^>/.test(line)) out.push(make('blockquote', {}, markdown(take((l) => /^>/.test(l)).map((l) => l.replace(/^> ?/, '')).join('\n'), level)));
    else if (/^([-*_]\s*){3,}$/.test(line)) { at++; out.push(make('hr')); }
    else { at++; out.push(make('p', {}, inline([line, ...take((l) => l.trim() !== '' && !begins(l))].join(' ')))); }
  }
  return out;
}

const isItem = (l) => /^\s*([-*+]|\d{1,9}[.)])\s+\S/.test(l);
const begins = (l) => /^(#{1,6}\s|\s*```|>)/.test(l) || isItem(l);
const isTable = (line, next) => line.includes('|') && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(next ?? '') && next.includes('|');
const code = (lines) => make('pre', { tabindex: '0' }, make('code', {}, lines.join('\n')));

// list makes items of lines; a line that is set in belongs to the item before it.
function list(lines) {
  const items = [];
  for (const l of lines) {
    if (isItem(l) && (!items.length || !/^\s{2}/.test(l))) items.push([l.replace(/^\s*([-*+]|\d{1,9}[.)])\s+/, '')]);
    else items.at(-1).push(l.trim());
  }
  return make(/^\s*\d/.test(lines[0]) ? 'ol' : 'ul', {}, items.map((words) => make('li', {}, inline(words.join(' ')))));
}

function table([head, , ...body]) {
  const cells = (l) => l.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((c) => inline(c.trim().replaceAll('\\|', '|')));
  return make('div', { class: 'scroll', tabindex: '0' }, make('table', {}, make('thead', {}, make('tr', {}, cells(head).map((c) => make('th', { scope: 'col' }, c)))),
    make('tbody', {}, body.map((l) => make('tr', {}, cells(l).map((c) => make('td', {}, c)))))));
}

const spans = /`+([^`]+)`+|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g;

// inline makes spans of a line: code, strong, emphasis and links.
function inline(s) {
  const out = [];
  let from = 0;
  for (const m of s.matchAll(spans)) {
    out.push(s.slice(from, m.index));
    from = m.index + m[0].length;
    const [, literal, strong, stressed, words, to, bare] = m;
    if (literal) out.push(make('code', {}, literal));
    else if (strong) out.push(make('strong', {}, inline(strong)));
    else if (stressed) out.push(make('em', {}, inline(stressed)));
    else out.push(link(words ?? bare, to ?? bare));
  }
  out.push(s.slice(from));
  return out;
}

const link = (words, to) => (/^https?:\/\//i.test(to) ? make('a', { href: to, target: '_blank', rel: 'noopener noreferrer' }, words) : words);
