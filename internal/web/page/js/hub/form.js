// Forms that are sent by script, so that what is wrong is said in place.
import { Unreachable } from '../api.js';
import { make } from '../dom.js';
import { say } from '../say.js';

// form sends by send when its button is pressed; a fault is said above the
// button, and read to those who do not see it.
export function form(attributes, submit, send, ...parts) {
  const trouble = make('p', { class: 'error', role: 'alert', hidden: true });
  const button = make('button', { type: 'submit', class: 'primary' }, submit);
  const f = make('form', { ...attributes, onsubmit: async (e) => {
    e.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    try {
      await send(f);
    } catch (fault) {
      trouble.textContent = fault instanceof Unreachable ? say('gone') : fault.message;
      trouble.hidden = false;
    } finally {
      button.disabled = false;
    }
  } }, ...parts, trouble, make('p', { class: 'row' }, button));
  return f;
}

// choice is a radio button with words that say what it means.
export const choice = (name, value, words, hint, checked = false) => make('label', { class: 'choice' }, make('input', { type: 'radio', name, value, checked }), make('span', {}, words, hint && make('small', {}, hint)));

export const group = (legend, ...choices) => make('fieldset', {}, make('legend', {}, legend), choices);

// sure asks once more before a button does what cannot be undone.
export function sure(button, really, act) {
  const words = button.textContent;
  button.addEventListener('click', async () => {
    if (!button.dataset.sure) {
      button.dataset.sure = 'asked';
      button.textContent = really;
      return;
    }
    button.disabled = true;
    try { await act(); } catch (e) { button.after(make('span', { class: 'error', role: 'alert' }, ' ', e.message)); } finally { button.disabled = false; }
  });
  button.addEventListener('blur', () => { delete button.dataset.sure; button.textContent = words; });
  return button;
}
