// Tenon's own interface, as the page uses it.
const base = '/api/tenon/v1';

async function call(path, options) {
  const resp = await fetch(base + path, options);
  const body = await resp.json().catch(() => ({}));
  if (!resp.ok) throw new Error(body.error?.message ?? `${resp.status} ${resp.statusText}`);
  return body;
}

// ask sends a request with its files; onShare is told the share that is sent.
export function ask(request, files, onShare) {
  const form = new FormData();
  form.append('request', JSON.stringify(request));
  for (const f of files) form.append('file', f, f.name);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest(); // fetch does not tell how far an upload is
    xhr.open('POST', base + '/runs');
    xhr.responseType = 'json';
    xhr.upload.onprogress = (e) => e.lengthComputable && onShare(e.loaded / e.total);
    xhr.onload = () => xhr.status < 300 ? resolve(xhr.response) : reject(new Error(xhr.response?.error?.message ?? `${xhr.status}`));
    xhr.onerror = () => reject(new TypeError('unreachable'));
    xhr.send(form);
  });
}

export const run = (id) => call(`/runs/${encodeURIComponent(id)}`);
export const runs = () => call('/runs?limit=50');
export const cancel = (id) => call(`/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
export const tasks = () => call('/tasks');
export const models = () => call('/models');

// follow calls onRun with the run whenever it has changed; it returns what ends it.
export function follow(id, onRun, onLost) {
  const events = new EventSource(`${base}/runs/${encodeURIComponent(id)}/events`);
  events.addEventListener('run', (e) => {
    const r = JSON.parse(e.data);
    if (!['waiting', 'running'].includes(r.state)) events.close();
    onRun(r);
  });
  events.onerror = () => onLost(events.readyState === EventSource.CLOSED);
  events.onopen = () => onLost(false);
  return () => events.close();
}

// address is where the bytes of a stored value are.
export function address(value, download = false) {
  if (!value.digest) {
    return URL.createObjectURL(new Blob([value.text ?? ''], { type: value.media || 'text/plain' }));
  }
  const q = new URLSearchParams({ name: value.name || value.type, media: value.media || '' });
  if (download) q.set('download', '');
  return `${base}/artefacts/${value.digest}?${q}`;
}
