// The spans of a line of Markdown: code, strong, emphasis, links, pictures.
import { make } from './dom.js';
import { image, link, safe } from './html.js';

const spans = new RegExp([
  /(?<ticks>`+)(?<code>[^`]|[^`][\s\S]*?[^`])\k<ticks>(?!`)/, // code
  /\\(?<escaped>[\\`*_{}[\]()#+\-.!|<>~])/,
  /\[!\[(?<alt>[^\]]*)\]\((?<from>[^)\s]+)[^)]*\)\]\((?<around>[^)\s]+)\)/, // a picture that is a link
  /!\[(?<words>[^\]]*)\]\((?<image>[^)\s]+)(?:\s+"[^"]*")?\)/,
  /\[(?<label>(?:[^[\]]|\[[^\]]*\])+)\]\((?<to>(?:[^()\s]|\([^()\s]*\))*)(?:\s+"[^"]*")?\)/,
  /<(?<bare>https?:[^>\s]+)>/,
  /(?<plain>https?:\/\/[^\s<>()[\]"']+[^\s<>()[\]"'.,;:!?*_])/,
  /\*\*(?<strong>[^*\n](?:[^*]|\*(?!\*))*)\*\*|(?<![\p{L}\p{N}])__(?<strong2>[^_]+)__(?![\p{L}\p{N}])/u,
  /\*(?<em>[^*\s](?:[^*]*[^*\s])?)\*|(?<![\p{L}\p{N}_])_(?<em2>[^_\s](?:[^_]*[^_\s])?)_(?![\p{L}\p{N}_])/u,
  /~~(?<gone>[^~]+)~~/,
  /(?<html><(?<tag>a|b|strong|i|em|code|sub|sup|kbd|u|span|font|small|mark)\b[^<>]*>[\s\S]*?<\/\k<tag>>|<(?:img|br)\b[^<>]*>)/i,
].map((r) => r.source).join('|'), 'giu');

// inline makes elements and texts of words. ways is as markdown has it.
export function inline(s, ways = {}) {
  const out = [];
  let from = 0;
  for (const m of s.matchAll(spans)) {
    out.push(...text(s.slice(from, m.index)), span(m.groups, ways));
    from = m.index + m[0].length;
  }
  out.push(...text(s.slice(from)));
  return out.flat();
}

// text breaks a line where two spaces stand at its end.
const text = (s) => s.split(/ {2,}\n/).flatMap((part, i) => (i ? [make('br'), part] : [part])).map((p) => (typeof p === 'string' ? entities(p) : p));

const named = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', copy: '©', times: '×', mdash: '—', ndash: '–', hellip: '…' };
const entities = (s) => s.replace(/&(\w+);/g, (whole, name) => (Object.hasOwn(named, name) ? named[name] : whole));

function span(g, ways) {
  if (g.code) return make('code', {}, g.code.trim() || g.code);
  if (g.escaped) return g.escaped;
  if (g.from) return link(g.around, image(g.from, g.alt, ways), ways);
  if (g.image) return image(g.image, g.words, ways);
  if (g.label) return link(g.to, inline(g.label, ways), ways);
  if (g.bare ?? g.plain) return link(g.bare ?? g.plain, g.bare ?? g.plain, ways);
  if (g.strong ?? g.strong2) return make('strong', {}, inline(g.strong ?? g.strong2, ways));
  if (g.em ?? g.em2) return make('em', {}, inline(g.em ?? g.em2, ways));
  if (g.gone) return make('s', {}, inline(g.gone, ways));
  return safe(g.html, ways);
}
