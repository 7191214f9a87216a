// Small means to build a page. Text always goes in as text, never as markup.

// make builds an element: make('p', {class: 'x', onclick: f}, 'text', child).
// An attribute that is undefined, null or false is left out.
export function make(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? '' : value);
  }
  for (const c of children.flat(Infinity)) if (c !== undefined && c !== null && c !== false && c !== '') e.append(c);
  return e;
}

export const $ = (id) => document.getElementById(id);

// icon is one of the symbols of icons.svg.
export function icon(name) {
  const svg = svgElement('svg', { class: 'icon', 'aria-hidden': 'true', viewBox: '0 0 20 20' });
  svg.append(svgElement('use', { href: `/icons.svg#i-${name}` }));
  return svg;
}

export function svgElement(tag, attributes = {}) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  return e;
}

// setText changes a text only when it differs, so that a screen reader is not told twice.
export function setText(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

// once builds the children of box anew only when key has changed, so that
// players play on, and what a person writes or selects there stays.
export function once(box, key, build) {
  if (box.key === key) return;
  box.key = key;
  box.replaceChildren(...[build()].flat(Infinity).filter(Boolean));
}

// The browser may refuse to remember; the page works without.
export function recall(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a private window */ }
}
