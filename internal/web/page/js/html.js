// HTML inside Markdown, made safe: it is read by a parser that runs nothing and
// loads nothing, and built anew of a few elements without their attributes.
// Unlike a filter, this lets through nothing that it does not know.
import { make } from './dom.js';

const kept = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'del', 'code', 'kbd', 'samp', 'sub', 'sup', 'small', 'mark', 'p', 'div', 'span', 'br', 'hr', 'pre', 'blockquote',
  'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'figure', 'figcaption', 'details', 'summary']);
const dropped = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'noscript', 'svg', 'math', 'title', 'textarea', 'select', 'form', 'video', 'audio']);
const deepest = 60; // elements within one another

// safe returns the elements of HTML. Handlers and styles do nothing in what is
// read, but the browser would say so for each.
export function safe(html, ways = {}) {
  const quiet = html.replace(/([\s/"'])(on[a-z]+|style)(?=\s*=)/gi, '$1data-not').replace(/<style[\s\S]*?(<\/style>|$)/gi, '')
    .replace(/<(\/?)(details|summary)\b/gi, '<$1fold-$2'); // thousands of real ones within one another keep a browser busy for seconds
  const parsed = new DOMParser().parseFromString(quiet, 'text/html');
  return children(parsed.body, ways, 0);
}

const children = (e, ways, depth) => [...e.childNodes].flatMap((n) => node(n, ways, depth + 1));

function node(n, ways, depth) {
  if (n.nodeType === Node.TEXT_NODE) return [n.data];
  if (n.nodeType !== Node.ELEMENT_NODE || depth > deepest) return [];
  const tag = n.localName.replace(/^fold-/, '');
  if (dropped.has(tag)) return [];
  if (tag === 'img') return [image(n.getAttribute('src') ?? '', n.getAttribute('alt') ?? '', ways, n.getAttribute('width'))].flat();
  if (tag === 'a') return [link(n.getAttribute('href') ?? '', children(n, ways, depth), ways)].flat();
  if (!kept.has(tag)) return children(n, ways, depth); // center, font, picture: what is in them
  const made = make(/^h[12]$/.test(tag) ? 'h3' : tag, { class: n.getAttribute('align') === 'center' && 'middle' }, children(n, ways, depth));
  return [tag === 'table' ? make('div', { class: 'scroll', tabindex: '0' }, made) : made];
}

// link is words that lead somewhere: to the web, or where ways say. Anything
// else, such as javascript:, is words.
export function link(to, words, ways = {}) {
  if (/^https?:\/\//i.test(to)) return make('a', { href: to, target: '_blank', rel: 'noopener noreferrer' }, words);
  const inside = /^[a-z][a-z0-9+.-]*:/i.test(to) || to.startsWith('//') ? '' : ways.link?.(to);
  return inside ? make('a', { href: inside }, words) : words;
}

// image is a picture of this server. One from elsewhere would tell its owner
// who reads the card: it is a link.
export function image(from, alt, ways = {}, width = '') {
  const inside = /^[a-z][a-z0-9+.-]*:/i.test(from) || from.startsWith('//') ? '' : ways.image?.(from);
  if (inside) return make('img', { src: inside, alt, loading: 'lazy', width: /^\d{1,4}$/.test(width ?? '') && width });
  return /^https?:\/\//i.test(from) ? link(from, alt || new URL(from, location.href).hostname, ways) : alt;
}
