// Draws what was found in a picture over it: frames with numbers, or areas.
import { make, svgElement } from './dom.js';
import { say, sayLabel } from './say.js';

const most = 100; // frames

// boxed returns an element with the picture at address and a frame for each
// entry of list that has a box, and light, which makes one frame stand out.
// Boxes are x, y, width and height in pixels of the picture.
export function boxed(address, label, list) {
  const image = make('img', { src: address, alt: label, onload: () => draw(image.naturalWidth, image.naturalHeight), onerror: () => box.replaceChildren(make('p', { class: 'error' }, say('unreadable'))) });
  const box = make('div', { class: 'over' }, image);
  const frames = [];
  function draw(w, h) {
    const svg = svgElement('svg', { viewBox: `0 0 ${w} ${h}`, role: 'img', 'aria-label': say('framed', list.filter((l) => l.box).length) });
    const unit = Math.max(w, h) / 100;
    list.slice(0, most).forEach((l, i) => {
      if (l.box?.length !== 4) return;
      const [x, y, width, height] = l.box;
      const g = svgElement('g', { class: 'frame' }), title = svgElement('title');
      title.textContent = l.text || sayLabel(l.label ?? '');
      const above = y > 5 * unit ? y - 4 * unit : y;
      const name = svgElement('text', { x: x + 0.9 * unit, y: above + 3 * unit, 'font-size': 2.8 * unit });
      name.textContent = i + 1;
      g.append(title, svgElement('rect', { class: 'back', x, y, width, height, rx: unit / 2 }), svgElement('rect', { class: 'line', x, y, width, height, rx: unit / 2 }),
        svgElement('rect', { class: 'tag', x, y: above, width: (String(i + 1).length * 1.7 + 1.8) * unit, height: 4 * unit, rx: unit / 2 }), name);
      frames[i] = g;
      svg.append(g);
    });
    box.append(svg);
  }
  return { element: box, light: (i, on) => frames[i]?.classList.toggle('lit', on) };
}

// masked returns an element with a picture and, coloured over it, the white
// areas of its mask.
export function masked(address, mask, label) {
  const area = make('div', { class: 'area' });
  area.style.setProperty('mask-image', `url("${mask}")`);
  return make('div', { class: 'over' }, make('img', { src: address, alt: label }), area);
}
