// The page: a request goes out, a run comes back and is shown while it goes on.
// The address names the run, so that back and forward go from run to run.
import * as api from './api.js';
import { drawCard } from './card.js';
import { compose, fill, send, speak as speakComposer } from './composer.js';
import { $, setText } from './dom.js';
import { frame } from './frame.js';
import { drawTasks, makeGuide, showGuide } from './guide.js';
import { showHistory } from './history.js';
import { known, load, taskOf } from './known.js';
import { current, render, see, watch } from './run.js';
import { say, sayTask } from './say.js';

let stop = () => {};
let lost = false;

function trouble(words) {
  setText($('trouble'), words);
  $('trouble').hidden = !words;
}

// begun shows a run that was just asked for.
function begun(run) {
  see(run);
  location.hash = encodeURIComponent(run.id);
  $('run').scrollIntoView({ block: 'start' });
  $('asked').focus({ preventScroll: true });
}

// follow shows the run that the address names, as it goes on.
function follow() {
  const id = decodeURIComponent(location.hash.slice(1)).replace(/^\/?runs\//, ''); // as the interface has it, too
  stop();
  trouble('');
  lost = false;
  if (!id) { see(null); return; }
  if (id.startsWith('try=')) { begin(id.slice(4)); return; }
  if (current() !== id) { see(null); $('loading').hidden = false; }
  stop = api.follow(id, {
    onRun: (run) => { found(); see(run); },
    onLost: () => { lost = true; $('loading').hidden = true; trouble(say('lost')); },
    onRefused: (e) => { $('loading').hidden = true; see(null); trouble(e.status === 404 ? say('noRun', id) : e.message); },
  });
}

// begin starts a request for a model, as its page in the hub leads here.
async function begin(name) {
  see(null);
  history.replaceState(null, '', '/');
  await load().catch(() => {}); // learn tells of it
  const task = known.models.find((m) => m.model === name)?.task;
  if (task) fill(say('with', sayTask(taskOf(task), task), name));
}

function found() {
  $('loading').hidden = true;
  if (!lost) return;
  lost = false;
  trouble('');
  setText($('news'), say('back'));
  learn();
}

// learn gets the tasks and models, which the titles of steps and the forms need.
function learn() {
  load().then(render, (e) => trouble(e instanceof api.Unreachable ? say('gone') : e.message));
}

function speak() {
  speakComposer();
  render();
  if ($('guide').open) drawTasks();
  drawCard();
}

compose(begun, trouble);
watch({ send, trouble });
makeGuide();
$('show-history').addEventListener('click', () => showHistory(current()));
$('show-guide').addEventListener('click', showGuide);
$('skip').addEventListener('click', (e) => { e.preventDefault(); $('request').focus(); });
for (const d of document.querySelectorAll('dialog')) {
  d.addEventListener('click', (e) => { if (e.target === d || e.target.closest('[data-close]')) d.close(); });
}
addEventListener('hashchange', follow);

frame(() => 'assistant', speak);
speak();
follow();
learn();
