// How numbers, times and lock modes read.

/** AccessExclusiveLock, as pg_locks shows it, is ACCESS EXCLUSIVE in the documentation. */
export function mode(name) {
  return name.replace(/Lock$/, '').replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase();
}

const STRONG = new Set(['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']);

/** Whether a lock in this mode keeps ordinary reads or writes out. */
export function isStrong(name) {
  return STRONG.has(name);
}

export function count(n, one, many = one + 's') {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

export function age(milliseconds) {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} days`;
}

export function span(seconds) {
  return age(seconds * 1000);
}

export function clock(instant) {
  return new Date(instant).toLocaleTimeString('en-GB');
}

export function dayAndClock(instant) {
  const at = new Date(instant);
  const today = new Date().toDateString() === at.toDateString();
  return today
    ? clock(instant)
    : `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock(instant)}`;
}

/** Control characters could reorder or hide what stands beside them. */
export function visible(hostile) {
  return String(hostile).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`);
}

/** A name as it must stand in a statement that somebody pastes. */
export function identifier(name) {
  return `"${visible(name).replaceAll('"', '""')}"`;
}

/** Who a session is, in one line. */
export function who(session) {
  if (session.pid === 0) return `prepared transaction ${visible(session.gid ?? '')}`;
  return [`pid ${session.pid}`, session.application, session.user && `user ${session.user}`]
    .filter(Boolean).map(visible).join(' · ');
}

/** What a session does, in a few words. */
export function doing(session) {
  if (session.pid === 0) return 'Prepared transaction';
  if (session.backend_type && session.backend_type !== 'client backend')
    return visible(session.backend_type);
  if (session.command && session.command !== 'unknown') return visible(session.command);
  return session.backend_start === null ? 'A session we cannot see' : 'Statement not known';
}
