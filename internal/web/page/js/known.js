// What the server can do: its tasks and models, loaded once and again when a
// try has failed.
import * as api from './api.js';

export const known = { tasks: [], models: [] };

let loading;

// load resolves when known is filled.
export function load() {
  loading ??= Promise.all([api.tasks(), api.models()]).then(([tasks, models]) => Object.assign(known, { tasks, models }))
    .catch((e) => { loading = null; throw e; });
  return loading;
}

// reload asks anew: models come and go.
export function reload() {
  loading = null;
  return load();
}

export const taskOf = (id) => known.tasks.find((t) => t.id === id);
