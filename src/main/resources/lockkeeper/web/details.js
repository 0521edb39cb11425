// What is known of one session, everybody in a crowd, and how to end what a session does.

import { el, replace } from './dom.js';
import { count, doing, mode, visible, who } from './format.js';
import { ticking } from './time.js';

const PAGE = 100;
let token = null;

const details = () => document.getElementById('details');
const ask = () => document.getElementById('ask');

function open(dialog, ...children) {
  replace(dialog, ...children);
  if (!dialog.open) dialog.showModal();
}

export function closeDialogs() {
  details().close();
  ask().close();
}

for (const dialog of [details(), ask()])
  dialog.addEventListener('click', (e) => e.target === dialog && dialog.close());

function head(title) {
  return el('div', { class: 'drawer-head' },
    el('h2', {}, title),
    el('button', { class: 'plain', type: 'button', 'aria-label': 'Close', onclick: () => details().close() }, '✕'));
}

export function showSession(session, graph) {
  open(details(), head(doing(session)),
    el('p', { class: 'muted' }, who(session)),
    waits(session),
    relief(session),
    session.query ? el('pre', { class: 'query', tabindex: '0' }, visible(session.query)) : null,
    el('dl', { class: 'facts' }, facts(session)),
    blockers(session, graph),
    graph.live ? actions(session, graph) : null);
}

function waits(session) {
  if (!session.waits_for) return null;
  return el('p', {}, 'Waits for ', el('strong', {}, visible(session.waits_for.lock)), ' in mode ',
    el('span', { class: 'mode' }, mode(session.waits_for.mode)),
    session.waiting_since ? [', for ', ticking(session.waiting_since)] : null, '.');
}

function relief(session) {
  if (session.blocking_count === undefined) return null;
  if (!session.blocking_count) return el('p', {}, 'Nobody stands behind it.');
  return el('p', {}, `${count(session.blocking_count, 'session')} ${session.blocking_count === 1 ? 'stands' : 'stand'} behind it. `,
    freed(session));
}

/** In a very long chain it is not computed for everybody. */
function freed({ released_if_ended: n }) {
  if (n === null || n === undefined) return null;
  return n ? el('strong', {}, `Ending it frees ${n.toLocaleString('en')}.`) : 'Ending it alone frees nobody.';
}

function facts(session) {
  const rows = [
    ['Database', session.database], ['User', session.user], ['Application', session.application],
    ['Client', session.client], ['Kind', session.backend_type], ['State', session.state],
    ['Waits in', session.wait_event && `${session.wait_event_type} / ${session.wait_event}`],
    ['Leader', session.leader_pid],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [name, visible(value)]);
  for (const [name, at] of [['Connected', session.backend_start], ['Transaction', session.xact_start],
    ['Statement', session.query_start], ['In this state', session.state_change]])
    if (at) rows.push([name, [ticking(at), ' ago']]);
  return rows.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);
}

function blockers(session, graph) {
  if (!session.blocked_by?.length) return null;
  const byPid = new Map(graph.sessions.map((other) => [other.pid, other]));
  const shown = session.blocked_by.slice(0, 12);
  const item = (pid, i) => {
    const other = byPid.get(pid) ?? { pid, gid: null, backend_start: null };
    const how = i < session.blocked_by_holders ? 'holds a lock that is in the way' : 'stands ahead in the line';
    return el('li', {}, el('button', { class: 'as-link', type: 'button', onclick: () => showSession(other, graph) },
      `${doing(other)} (${who(other)})`), ` – ${how}`);
  };
  const rest = session.blocked_by_count - shown.length;
  return [el('h3', {}, 'Waits behind'), el('ul', {}, shown.map(item)),
    rest > 0 ? el('p', { class: 'muted' }, `and ${count(rest, 'other')}`) : null];
}

export function showList({ members, words, sessions, graph }) {
  const list = el('ol', { class: 'people' });
  const more = el('button', { class: 'button', type: 'button' });
  let shown = 0;
  const add = () => {
    for (const member of members.slice(shown, shown + PAGE)) list.append(person(member, sessions, graph));
    shown = Math.min(members.length, shown + PAGE);
    more.hidden = shown === members.length;
    more.textContent = `Show more (${(members.length - shown).toLocaleString('en')} left)`;
  };
  more.addEventListener('click', add);
  add();
  open(details(), head(`${members.length.toLocaleString('en')} ${words}`), list, more);
}

function person(member, sessions, graph) {
  const session = sessions.get(member.pid) ?? { pid: member.pid, gid: member.gid, backend_start: null };
  return el('li', {}, el('button', { class: 'person', type: 'button', onclick: () => showSession(session, graph) },
    el('span', { class: 'what' }, doing(session)),
    el('span', { class: 'muted' }, who(session)),
    el('span', { class: 'mode' }, mode(member.mode)),
    member.since ? ticking(member.since) : null));
}

function actions(session, graph) {
  if (!session.backend_start || session.backend_type !== 'client backend') return null;
  if (graph.changesRefused) return el('p', { class: 'muted refused' }, graph.changesRefused);
  const idle = session.state?.startsWith('idle');
  return el('div', { class: 'actions' },
    el('button', { class: 'button', type: 'button', disabled: idle, onclick: () => confirm('cancel', session, graph) },
      'Cancel its statement…'),
    el('button', { class: 'button danger', type: 'button', onclick: () => confirm('terminate', session, graph) },
      'End its session…'),
    idle ? el('p', { class: 'muted' }, 'It runs no statement now, so there is nothing to cancel.') : null);
}

async function confirm(action, session, graph) {
  const words = action === 'cancel' ? 'Cancel the statement' : 'End the session';
  const effect = el('p', {}, 'Asking what that would release …');
  askFor({
    title: `${words} of pid ${session.pid}?`,
    lines: [el('p', {}, `${doing(session)} (${who(session)}). `, action === 'cancel'
      ? 'Its statement fails; its session goes on.'
      : 'Its connection closes and its transaction is rolled back.'), effect],
    words,
    path: `/api/v1/sessions/${session.pid}/${action}`,
    body: { target: graph.target, backend_start: session.backend_start },
    done: 'Sent.',
  });
  effect.textContent = await predicted(session, graph).catch(() => 'What that would release is not known.');
}

export function confirmCircuit(target) {
  askFor({
    title: `Let the guard act on ${visible(target.name)} again?`,
    lines: [el('p', {}, 'It has acted so often that it only watches for now. Look first what starts the same statement '
      + 'again and again. What it has done so far no longer counts for its limit.')],
    words: 'Close the circuit',
    path: `/api/v1/targets/${encodeURIComponent(target.name)}/circuit/close`,
    body: {},
    done: 'Closed: the guard may act again.',
  });
}

/** Asks whether to do something that needs the token, and does it. */
function askFor({ title, lines, words, path, body, done }) {
  const outcome = el('p', { class: 'outcome', role: 'alert' });
  const field = el('input', { type: 'password', autocomplete: 'off', id: 'token', size: 30 });
  const asked = el('p', { hidden: token !== null }, el('label', { for: 'token' }, 'Token'), ' ', field);
  const form = el('form', { method: 'dialog' },
    el('h2', {}, title),
    lines,
    asked,
    outcome,
    el('div', { class: 'actions' },
      el('button', { class: 'button', type: 'button', onclick: () => ask().close() }, 'Leave it alone'),
      el('button', { class: 'button danger', type: 'submit' }, words)));
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    send({ path, body, done }, field.value || token, outcome).then(() => { asked.hidden = token !== null; });
  });
  open(ask(), form);
}

async function predicted(session, graph) {
  const answer = await fetch(`/api/v1/whatif?target=${encodeURIComponent(graph.target)}&pids=${session.pid}`);
  if (!answer.ok) return 'What that would release is not known.';
  const { released_now: now, released } = await answer.json();
  if (!released.length && !now.length) return 'That would release nobody.';
  const later = released.length - now.length;
  return `That would release ${count(now.length, 'session')} at once`
    + (later > 0 ? `, and ${later.toLocaleString('en')} more after them.` : '.');
}

async function send({ path, body, done }, secret, outcome) {
  outcome.textContent = 'Sending …';
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret ?? ''}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (answer.ok) token = secret;
    else if (answer.status === 401) token = null;
    outcome.textContent = answer.ok ? done : said.detail ?? said.title;
  } catch {
    outcome.textContent = 'Lockkeeper did not answer.';
  }
}
