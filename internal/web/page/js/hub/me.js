// Who is logged in, and what that person may do.
import { user } from '../frame.js';
import { tell } from './ask.js';

const native = '/api/tenon/v1';
let asked;

// me is what the server says of who is logged in; null for nobody.
export const me = () => (user ? asked ??= tell(`${native}/whoami`) : Promise.resolve(null));

// forget lets me ask again.
export function forget() { asked = undefined; }

const order = ['none', 'read', 'contributor', 'write', 'admin'];

// atLeast reports whether a role includes another one.
export const atLeast = (role, need) => order.indexOf(role) >= order.indexOf(need);

// roleIn is what somebody is to an owner.
export function roleIn(self, owner) {
  const same = (a) => a.toLowerCase() === owner.toLowerCase();
  if (!self) return 'none';
  if (self.admin || same(self.name)) return 'admin';
  return self.orgs.find((m) => same(m.org))?.role ?? 'none';
}

// roleOf is what somebody may do with a repository: who contributes writes to what it made.
export function roleOf(self, owner, creator) {
  const role = roleIn(self, owner);
  return role === 'contributor' && creator?.toLowerCase() === self.name.toLowerCase() ? 'write' : role;
}

export { native };
