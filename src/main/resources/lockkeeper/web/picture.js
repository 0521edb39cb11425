// The picture: who holds what, who is first in line, and the queue behind it. A queue is drawn as a
// queue: a thousand sessions are one crowd with a number, not a thousand boxes.

import { attribute, el, keyed, replace, text } from './dom.js';
import { count, doing, isStrong, mode, visible, who } from './format.js';
import { showList, showSession } from './details.js';
import { since } from './time.js';

const MOST_QUEUES = 8;
const MOST_HOLDERS = 4;
const MOST_NOTABLE = 5;
const MOST_PEGS = 72;

/** What it is that sessions wait for, in words. */
const KINDS = {
  tuple: 'row', transactionid: 'end of transaction', virtualxid: 'end of transaction',
  advisory: 'advisory lock', extend: 'growth of', page: 'part of', object: 'object',
  spectoken: 'end of an insert', applytransaction: 'end of applied transaction',
};

export function identity(session) {
  return session.pid === 0 ? `prepared ${session.gid}` : `${session.pid} ${session.backend_start}`;
}

export function drawPicture(node, graph) {
  const sessions = new Map();
  for (const session of graph.sessions) sessions.set(session.pid, session);
  const culprits = new Set((graph.situations ?? []).flatMap((s) => s.culprits));
  const scene = { graph, sessions, culprits };
  const queues = [...graph.queues].sort((a, b) => b.waiters.length - a.waiters.length);
  const drawn = queues.slice(0, MOST_QUEUES).map((queue) => ({ queue, scene }));
  if (!node.list) {
    node.list = el('div', { class: 'queues' });
    node.more = el('p', { class: 'muted' });
    replace(node, node.list, node.more);
  }
  keyed(node.list, drawn, lockKey, createQueue, updateQueue);
  const rest = queues.length - drawn.length;
  text(node.more, rest > 0 ? `and ${count(rest, 'lock')} more that sessions wait for` : '');
}

function lockKey({ queue }) {
  return `${queue.lock.type} ${queue.lock.database} ${queue.lock.name}`;
}

function createQueue() {
  const card = el('section', { class: 'queue card' });
  card.lockName = el('h2', { class: 'lock' });
  card.count = el('span', { class: 'muted' });
  card.line = el('ol', { class: 'line' });
  card.append(el('div', { class: 'queue-head' }, card.lockName, card.count), card.line);
  return card;
}

function updateQueue(card, { queue, scene }) {
  const { lock } = queue;
  replace(card.lockName,
    el('span', { class: 'kind' }, KINDS[lock.type] ?? lock.type), ` ${visible(lock.name)}`,
    lock.database ? el('span', { class: 'muted' }, ` in ${visible(lock.database)}`) : null);
  text(card.count, `${count(queue.waiters.length, 'session')} in line`);
  keyed(card.line, stations(queue, scene), (s) => s.key, createStation, updateStation);
}

/** The line from left to right: who holds the lock, then who waits, alone or as a crowd. */
function stations(queue, scene) {
  const holders = blockingHolders(queue, scene);
  const all = holders.slice(0, MOST_HOLDERS).map((holder) => station(holder, 'holds', scene));
  const rest = holders.slice(MOST_HOLDERS);
  if (rest.length) all.push(crowd(rest, 'holds', scene, 'more hold it'));
  return all.concat(waiting(queue, scene));
}

/** Each once, with all its modes; those in nobody's way are left out. */
function blockingHolders(queue, { sessions }) {
  const holders = new Map();
  for (const held of queue.holders) {
    const key = held.pid === 0 ? `0 ${held.gid}` : held.pid;
    const known = holders.get(key);
    if (known) known.modes.push(held.mode);
    else holders.set(key, { ...held, modes: [held.mode] });
  }
  const blocks = (holder) => {
    const session = sessions.get(holder.pid);
    return holder.pid === 0 || !session || session.blocking_count > 0;
  };
  return [...holders.values()].filter(blocks);
}

function waiting(queue, scene) {
  const all = [];
  let bunch = [];
  let notable = 0;
  const flush = () => {
    if (bunch.length) all.push(crowd(bunch, 'behind', scene, 'wait behind'));
    bunch = [];
  };
  queue.waiters.forEach((waiter, place) => {
    const alone = place === 0 || (isStrong(waiter.mode) && notable < MOST_NOTABLE)
      || queue.waiters.length <= 2;
    if (!alone) return bunch.push(waiter);
    flush();
    notable += 1;
    return all.push(station({ ...waiter, modes: [waiter.mode] }, place === 0 ? 'first' : 'waits', scene));
  });
  flush();
  return all;
}

function station(member, role, { sessions, graph, culprits }) {
  const found = member.pid === 0
    ? graph.sessions.find((s) => s.pid === 0 && s.gid === member.gid)
    : sessions.get(member.pid);
  const session = found ?? { pid: member.pid, gid: member.gid, backend_start: null };
  const key = `${role === 'holds' ? 'h' : 'w'} ${identity(session)}`;
  return { key, role, member, session, graph, isWorthEnding: isWorthEnding(session, culprits) };
}

/** Where DDL is to blame, only its end is worth a thought: not that of somebody's work in its way. */
function isWorthEnding(session, culprits) {
  return session.released_if_ended > 0 && (culprits.size === 0 || culprits.has(session.pid));
}

function crowd(members, role, scene, words) {
  return { key: `crowd ${role} ${members[0].pid}`, role, members, words, ...scene };
}

/** Whether nobody who holds the lock is in this one's way: it only stands behind others. */
function isSoft(session) {
  return session?.blocked_by_count > 0 && session.blocked_by_holders === 0;
}

function createStation(place) {
  const item = el('li', { class: 'station' });
  item.link = el('span', { class: 'link' });
  item.box = place.members ? createCrowd() : createBox();
  item.append(item.link, item.box);
  return item;
}

function updateStation(item, place) {
  const first = place.members ? place.sessions?.get(place.members[0].pid) : place.session;
  const soft = place.role !== 'holds' && isSoft(first);
  item.className = `station ${place.role}${place.members ? ' many' : ''}${soft ? ' soft' : ''}`;
  text(item.link, place.role === 'holds' ? '' : soft ? 'stands ahead of' : 'blocks');
  if (place.members) updateCrowd(item.box, place);
  else updateBox(item.box, place);
}

const ROLES = { holds: 'Holds the lock', first: 'First in line', waits: 'Waits in line' };

function createBox() {
  const box = el('button', { class: 'session', type: 'button' });
  box.parts = Object.fromEntries(
    ['role', 'what', 'who', 'mode', 'state', 'relief'].map((n) => [n, el('span', { class: n })]));
  box.parts.age = el('time', { class: 'age' });
  box.append(
    el('span', { class: 'row' }, box.parts.role, box.parts.age),
    box.parts.what, box.parts.who, box.parts.mode, box.parts.state, box.parts.relief);
  box.addEventListener('click', () => showSession(box.place.session, box.place.graph));
  return box;
}

function updateBox(box, place) {
  const { role, member, session } = place;
  box.place = place;
  attribute(box, 'data-pid', session.pid);
  box.classList.toggle('ddl', session.ddl === true);
  text(box.parts.role, ROLES[role]);
  since(box.parts.age, role === 'holds' ? session.xact_start ?? session.query_start : member.since);
  text(box.parts.what, doing(session));
  text(box.parts.who, who(session));
  text(box.parts.mode, member.modes.map(mode).join(', '));
  text(box.parts.state, state(session, role));
  text(box.parts.relief, place.isWorthEnding ? `Ending it frees ${session.released_if_ended.toLocaleString('en')}` : '');
}

function state(session, role) {
  if (session.waiting && role === 'holds') return 'and waits for another lock itself';
  if (session.state?.startsWith('idle in transaction')) return 'idles in its open transaction';
  return '';
}

function createCrowd() {
  const box = el('button', { class: 'session crowd', type: 'button' });
  box.parts = Object.fromEntries(
    ['role', 'number', 'words', 'pegs', 'modes'].map((n) => [n, el('span', { class: n })]));
  box.parts.age = el('time', { class: 'age' });
  attribute(box.parts.pegs, 'aria-hidden', 'true');
  box.append(
    el('span', { class: 'row' },
      el('span', {}, box.parts.number, ' ', box.parts.words), box.parts.age),
    box.parts.pegs, box.parts.modes);
  box.addEventListener('click', () => showList(box.place));
  return box;
}

function updateCrowd(box, place) {
  const { members } = place;
  box.place = place;
  text(box.parts.number, members.length.toLocaleString('en'));
  text(box.parts.words, place.words);
  since(box.parts.age, members.map((m) => m.since).filter(Boolean).sort()[0] ?? null);
  pegs(box.parts.pegs, members);
  const modes = new Map();
  for (const member of members) modes.set(member.mode, (modes.get(member.mode) ?? 0) + 1);
  text(box.parts.modes, [...modes].map(([name, n]) => `${n.toLocaleString('en')} × ${mode(name)}`).join(', '));
}

/** One peg a session, as far as they can be told apart by eye. */
function pegs(node, members) {
  const wanted = Math.min(members.length, MOST_PEGS);
  while (node.childElementCount > wanted) node.lastChild.remove();
  while (node.childElementCount < wanted) node.append(el('i'));
  for (let i = 0; i < wanted; i += 1) {
    const kind = members[i].mode === 'AccessShareLock' ? 'reads' : 'writes';
    if (node.children[i].className !== kind) node.children[i].className = kind;
  }
}
