// A repository in a list.
import { icon, make } from '../dom.js';
import { language, say } from '../say.js';
import { badge, face, when } from './piece.js';
import { home } from './place.js';
import { bytes, count, parameters } from './quantity.js';
import { sayTaskName } from './task.js';

const han = /\p{Script=Han}/u;

// inTongue is a sentence as the page speaks, if it is said in English and in Chinese.
export function inTongue(sentence) {
  const [en, zh, ...more] = sentence.split(' · ');
  return zh && !more.length && han.test(zh) && !han.test(en) ? (language() === 'zh' ? zh : en) : sentence;
}

// row is one, as the interface lists it; a short one says less.
export function row(kind, r, short = false) {
  const [owner, name] = r.id.split('/'), known = r.tenon ?? {};
  const note = (what, words, ...signs) => make('span', { class: 'note', title: say(what) }, signs, make('span', { class: 'unseen' }, `${say(what)}: `), make('span', { translate: 'no' }, words));
  const task = r.pipeline_tag || r.tags.find((t) => t.startsWith('task_categories:'))?.slice('task_categories:'.length) || r.sdk;
  return make('li', { class: 'row-of' }, make('a', { href: home({ kind, name: r.id }) },
    make('span', { class: 'title' }, face(owner), make('span', { class: 'full', translate: 'no' }, make('span', { class: 'owner' }, `${owner}/`), make('strong', {}, name)), r.private && badge(say('private'), '', 'lock'), r.gated && badge(say('gated'), 'warm', 'lock')),
    !short && known.summary && make('span', { class: 'about', translate: 'no' }, inTongue(known.summary)),
    make('span', { class: 'notes' },
      task && make('span', { class: 'note of', translate: r.sdk === task ? 'no' : undefined }, r.sdk === task ? task : sayTaskName(task)),
      known.parameters > 0 && kind === 'model' ? note('parameters', parameters(known.parameters)) : known.bytes > 0 && note('size', bytes(known.bytes)),
      !short && known.quantisation && note('quantisation', known.quantisation),
      !short && make('span', { class: 'note', title: say('updated') }, when(r.lastModified)),
      r.downloads > 0 && note('downloads', count(r.downloads), icon('download')), r.likes > 0 && note('likes', count(r.likes), icon('heart')))));
}
