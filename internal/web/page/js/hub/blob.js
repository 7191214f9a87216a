// One file: what is known of it, and as much of it as can be shown.
import { icon, make } from '../dom.js';
import { say, sayNumber } from '../say.js';
import { table } from '../table.js';
import { tell, words } from './ask.js';
import { prose } from './card.js';
import { badge, copyButton, when } from './piece.js';
import { apiAt, at } from './place.js';
import { bytes, many } from './quantity.js';
import { where } from './refs.js';

const longest = 512 << 10, mostLines = 5000; // of a text that is shown
const media = { image: /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i, audio: /\.(wav|mp3|ogg|flac|m4a|opus|aac)$/i, video: /\.(mp4|webm|ogv|mov)$/i };

export async function show(body, repo) {
  body.append(where(repo, 'blob'));
  const [e] = await tell(apiAt(repo, 'paths-info', repo.rev), { method: 'POST', body: { paths: [repo.path], expand: true } });
  if (!e) { body.append(make('p', { class: 'error', role: 'alert' }, say('noFile', repo.path, repo.rev))); return; }
  if (e.type === 'directory') { location.replace(at(repo, 'tree', repo.rev, repo.path)); return; }
  const name = e.path.split('/').at(-1), file = at(repo, 'resolve', repo.rev, e.path);
  document.title = `${e.path} · ${repo.name} · Tenon`;
  const shown = make('div', { class: 'content' });
  body.append(make('div', { class: 'about-file' },
    make('p', {}, make('strong', {}, bytes(e.size)), e.lfs && badge(e.xetHash ? 'Xet' : 'LFS', 'small'), e.lastCommit && [make('a', { href: at(repo, 'commit', e.lastCommit.id), translate: 'no' }, e.lastCommit.title), ' ', when(e.lastCommit.date)]),
    make('p', { class: 'row' }, make('a', { class: 'button small', href: at(repo, 'raw', repo.rev, e.path) }, say('raw')), make('a', { class: 'button small', href: at(repo, 'commits', repo.rev) }, icon('clock'), say('tab.commits')),
      make('a', { class: 'button small', href: file, download: name }, icon('download'), say('downloadFile')))), found(e), large(e), shown);
  const kind = Object.keys(media).find((k) => media[k].test(name));
  if (kind) shown.append(kind === 'image' ? make('img', { src: file, alt: name }) : make(kind, { src: file, controls: true, preload: 'metadata' }));
  else await text(shown, repo, e, name);
}

// large says how a large file is named.
const large = (e) => (e.lfs ? make('dl', { class: 'large' }, make('dt', {}, 'SHA-256'), make('dd', {}, make('code', {}, e.lfs.oid), copyButton(e.lfs.oid, 'SHA-256')), e.xetHash && [make('dt', {}, 'Xet'), make('dd', {}, make('code', {}, e.xetHash))]) : '');

// found says what the look into the file found.
function found(e) {
  const s = e.securityFileStatus;
  if (!s) return '';
  const imports = s.pickleImportScan?.pickleImports ?? [];
  const bad = s.status === 'unsafe' || s.status === 'suspicious';
  return make('div', { class: `scan ${s.status}` }, make('p', {}, icon(bad ? 'warn' : 'shield'), say(`scan.${s.status}`), s.contentScan?.message && make('span', { lang: 'en' }, ` – ${s.contentScan.message}`)),
    imports.length > 0 && make('details', { open: bad }, make('summary', {}, say('imports', imports.length)), make('ul', {}, imports.map((i) => make('li', { class: i.safety }, make('code', {}, `${i.module}.${i.name}`), i.safety === 'innocuous' ? '' : ` ${say(`import.${i.safety}`)}`)))));
}

async function text(shown, repo, e, name) {
  const whereTo = at(repo, e.lfs ? 'resolve' : 'raw', repo.rev, e.path);
  if (!e.size || e.lfs && !/\.(txt|md|csv|tsv|jsonl?|ya?ml|py|xml|log)$/i.test(name)) { shown.append(nothing(e)); return; }
  const got = await words(whereTo, longest);
  if (got.text === undefined) { shown.append(nothing(e)); return; }
  const source = lines(got.text);
  const views = [/\.(md|markdown)$/i.test(name) && ['rendered', () => prose(repo, got.text, e.path.split('/').slice(0, -1).join('/'))], /\.csv$/i.test(name) && ['table', () => table(got.text, name)], ['source', () => source]].filter(Boolean);
  const view = make('div', {});
  const draw = (key) => {
    view.replaceChildren(views.find(([k]) => k === key)[1]());
    for (const b of shown.querySelectorAll('[data-view]')) b.setAttribute('aria-pressed', b.dataset.view === key);
  };
  shown.append(make('div', { class: 'bar' }, make('span', { class: 'soft' }, got.whole ? many('lines', source.childElementCount) : say('firstLines', sayNumber(source.childElementCount))),
    views.length > 1 && views.map(([k]) => make('button', { type: 'button', class: 'small plain', 'data-view': k, onclick: () => draw(k) }, say(`view.${k}`))), copyButton(got.text, name)), view);
  draw(location.hash.startsWith('#L') ? 'source' : views[0][0]);
  mark(source);
}

const nothing = (e) => make('p', { class: 'soft empty' }, e.size ? say('binary') : say('emptyFile'));

// lines numbers the lines of a text, each a place of its own.
function lines(s) {
  const all = s.replace(/\n$/, '').split('\n').slice(0, mostLines);
  return make('pre', { class: 'lines', tabindex: '0', translate: 'no' }, all.map((l, i) => make('span', { class: 'line', id: `L${i + 1}` }, make('a', { href: `#L${i + 1}`, 'data-n': i + 1, 'aria-label': say('line', i + 1), tabindex: '-1' }), make('code', {}, l, '\n'))));
}

// mark shows the line that the address names.
function mark(source) {
  const light = () => {
    for (const l of source.querySelectorAll('.lit')) l.classList.remove('lit');
    source.querySelector(`#${CSS.escape(location.hash.slice(1)) || 'none'}`)?.classList.add('lit');
  };
  light();
  source.addEventListener('click', (e) => {
    const to = e.target.closest('a[data-n]')?.getAttribute('href');
    if (!to) return;
    e.preventDefault();
    history.replaceState(null, '', to);
    light();
  });
}
