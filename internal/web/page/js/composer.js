// The box that a request is written in, with the files that go with it.
import * as api from './api.js';
import { $, icon, make } from './dom.js';
import { examples, say, saySize } from './say.js';

const box = { files: [], kept: [], abort: null };

// compose makes the box work. onSent is called with the run that was begun,
// onTrouble with what went wrong, or '' when nothing does any more.
export function compose(onSent, onTrouble) {
  Object.assign(box, { onSent, onTrouble });
  $('ask').addEventListener('submit', (e) => { e.preventDefault(); submit({}); });
  $('plan').addEventListener('click', () => submit({ plan: true }));
  $('abort').addEventListener('click', () => box.abort?.());
  $('request').addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit({}); }
  });
  $('request').addEventListener('paste', (e) => { if (e.clipboardData.files.length) { e.preventDefault(); add(e.clipboardData.files); } });
  $('attach').addEventListener('click', () => $('file').click());
  $('file').addEventListener('change', () => { add($('file').files); $('file').value = ''; });
  document.addEventListener('dragover', (e) => {
    if (!e.dataTransfer.types.includes('Files')) return;
    e.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) document.body.classList.remove('dropping'); });
  document.addEventListener('drop', (e) => {
    e.preventDefault();
    document.body.classList.remove('dropping');
    add(e.dataTransfer.files);
    $('request').focus();
  });
}

// speak says everything in the box in the language of the page.
export function speak() {
  $('examples').replaceChildren(...examples().map(([text, file]) => make('button', { type: 'button', class: 'example', onclick: () => tryOut(text, file) }, file && icon('clip'), text)));
  list();
}

// tryOut puts an example into the box, with its file unless a person has attached some.
async function tryOut(text, file) {
  try {
    const sample = file && await api.sample(file);
    box.files = box.files.filter((f) => f !== box.sample);
    box.sample = sample;
    if (sample && !box.files.length && !box.kept.length) box.files.push(sample);
    fill(text);
  } catch {
    box.onTrouble(say('gone'));
  }
}

// fill puts words, and files that the server has already, into the box.
export function fill(text, given = box.kept) {
  $('request').value = text;
  box.kept = given;
  list();
  $('request').focus();
}

function add(files) {
  box.files.push(...files);
  list();
}

function list() {
  const chip = (from, f, i) => make('li', { class: 'chip' }, icon('file'), make('span', { class: 'name', title: f.name }, f.name), make('small', {}, saySize(f.size)),
    make('button', { type: 'button', class: 'plain round', 'aria-label': say('remove', f.name), onclick: () => { from.splice(i, 1); list(); $('attach').focus(); } }, icon('close')));
  const kept = [...box.kept]; // the run that they come from keeps its own
  box.kept = kept;
  $('files').replaceChildren(...kept.map((g, i) => chip(kept, g, i)), ...box.files.map((f, i) => chip(box.files, f, i)));
  $('files').hidden = !$('files').childElementCount;
}

async function submit(extra) {
  const text = $('request').value.trim();
  if (!text) { box.onTrouble(say('needWords')); $('request').focus(); return; }
  if (await send({ text, given: box.kept, ...extra }, box.files)) {
    $('request').value = '';
    Object.assign(box, { files: [], kept: [] });
    list();
  }
}

// send starts a run and says whether that went well.
export async function send(request, files = []) {
  if (box.abort) return false; // one at a time
  box.onTrouble('');
  const local = $('local').checked && !request.consent ? { consent: 'local' } : {};
  busy(true);
  try {
    const run = await api.ask({ ...request, ...local }, files, share, (abort) => { box.abort = abort; });
    if (run) box.onSent(run);
    return run !== null;
  } catch (e) {
    box.onTrouble(e instanceof api.Unreachable ? say('gone') : e.message);
    return false;
  } finally {
    box.abort = null;
    busy(false);
  }
}

function busy(on) {
  document.body.classList.toggle('sending', on);
  $('go').disabled = $('plan').disabled = on;
  $('abort').hidden = !on;
  $('go').style.removeProperty('--share');
  $('go').textContent = say('go');
}

function share(part) {
  $('go').style.setProperty('--share', part);
  if (part < 1) $('go').textContent = say('sending', Math.floor(part * 100));
}
