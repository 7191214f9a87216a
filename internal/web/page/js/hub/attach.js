// Pictures, sounds and videos in comments: chosen, dropped or pasted, sent, and
// named in the words as the hub's clients name them.
import { Refusal, Unreachable } from '../api.js';
import { icon, make } from '../dom.js';
import { markdown } from '../markdown.js';
import { say } from '../say.js';

const types = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', mp3: 'audio/mpeg', wav: 'audio/wav' };
const typeOf = (name) => types[/\.([a-z0-9]+)$/i.exec(name)?.[1].toLowerCase()] ?? '';
const kindOf = (name) => typeOf(name).split('/')[0];

// attach is what stands below a field of words, to put files into them.
export function attach(words) {
  const told = make('span', { role: 'status' });
  const put = async (files) => {
    for (const file of files) {
      told.className = 'soft';
      told.textContent = say('attach.sending', file.name);
      try {
        insert(words, mention(file.name, await send(file)));
        told.textContent = '';
      } catch (e) {
        told.className = 'error';
        told.textContent = e instanceof Unreachable ? say('gone') : e.message;
        return;
      }
    }
  };
  const chooser = make('input', { type: 'file', hidden: true, multiple: true, accept: Object.keys(types).map((e) => `.${e}`).join(','), 'aria-label': say('attach.add'), onchange: async () => { await put([...chooser.files]); chooser.value = ''; } });
  const brings = (e, has) => { if (has) { e.preventDefault(); return true; } return false; };
  words.addEventListener('paste', (e) => brings(e, e.clipboardData.files.length) && put([...e.clipboardData.files]));
  words.addEventListener('dragover', (e) => brings(e, e.dataTransfer.types.includes('Files')));
  words.addEventListener('drop', (e) => brings(e, e.dataTransfer.files.length) && put([...e.dataTransfer.files]));
  return make('p', { class: 'row attach' }, make('button', { type: 'button', class: 'small plain', onclick: () => chooser.click() }, icon('clip'), say('attach.add')), chooser, told);
}

// send gives a file to the server, and returns its address there.
async function send(file) {
  const type = typeOf(file.name) || file.type;
  const resp = await fetch('/uploads', { method: 'POST', headers: { 'Content-Type': type }, body: file }).catch(() => { throw new Unreachable(); });
  const text = await resp.text();
  if (resp.ok) return text.trim();
  let said = null;
  try { said = JSON.parse(text); } catch { /* the status says it */ }
  throw new Refusal(resp.status, said, resp.statusText);
}

// mention is how a comment has a file: pictures by their name, sounds as an
// element, and videos by their address alone.
function mention(name, url) {
  const kind = kindOf(url);
  if (kind === 'audio') return `<audio controls src="${url}"></audio>`;
  return kind === 'video' ? url : `![${name.replace(/\.[^.]+$/, '').replace(/[[\]\\]/g, ' ')}](${url})`;
}

function insert(words, text) {
  const before = words.value.slice(0, words.selectionStart);
  words.setRangeText(`${before && !before.endsWith('\n') ? '\n\n' : ''}${text}\n\n`, words.selectionStart, words.selectionEnd, 'end');
  words.focus();
}

const endings = Object.keys(types).join('|');
const address = `(?:https?://[^\\s/()<>"'\`]+)?(/api/uploads/[0-9a-f]{24}\\.(?:${endings}))`;
const element = new RegExp(`<(?:audio|video)\\b[^<>]*\\ssrc="${address}"[^<>]*>(?:</(?:audio|video)>)?`, 'gi');
const alone = new RegExp(`(^|\\s)${address}(?=\\s|$)`, 'gim');
const whole = new RegExp(`https?://[^\\s/()<>"'\`]+(/api/uploads/[0-9a-f]{24}\\.(?:${endings}))`, 'gi');
const own = new RegExp(`^/api/uploads/[0-9a-f]{24}\\.(?:${endings})$`);

// shown is a comment as it is read. What it has attached comes from this server,
// under whatever name its writer reached it.
export function shown(raw) {
  const text = raw.replace(element, '![]($1)').replace(alone, (all, space, path) => (kindOf(path) === 'image' ? all : `${space}![](${path})`)).replace(whole, '$1');
  const box = make('div', { class: 'prose', translate: 'no' }, markdown(text, 3, { image: (from) => (own.test(from) ? from : '') }));
  for (const img of box.querySelectorAll('img')) {
    const src = img.getAttribute('src'), kind = kindOf(src);
    if (kind !== 'image') img.replaceWith(make(kind, { src, controls: true, preload: 'metadata' }));
  }
  return box;
}
