// How the watched servers and the guard stand.

import { confirmCircuit } from './details.js';
import { attribute, el, keyed, replace, text } from './dom.js';
import { clock, count, identifier, visible } from './format.js';
import { ticking } from './time.js';

const STATES = {
  starting: 'not read yet', blind: 'cannot be read', limited: 'seen in part', watching: 'watched',
};

export function drawTargets(nav, targets, chosen) {
  keyed(nav, targets, (t) => t.name,
    (t) => {
      const link = el('a', { href: `/?target=${encodeURIComponent(t.name)}` },
        el('span', { class: 'dot' }), el('span', { class: 'name' }, visible(t.name)), el('span', { class: 'badge' }));
      return link;
    },
    (link, t) => {
      link.className = `target ${t.state}${t.waiting ? ' busy' : ''}`;
      attribute(link, 'aria-current', t.name === chosen ? 'page' : null);
      attribute(link, 'title', [t.name, STATES[t.state], ...standing(t)].map(visible).join(', '));
      text(link.querySelector('.badge'), badge(t));
    });
}

/** What is wrong there, or how many wait. */
function badge(t) {
  if (t.state === 'blind') return STATES.blind;
  const waiting = t.waiting ? t.waiting.toLocaleString('en') : '';
  const wrong = t.state !== 'watching' ? STATES[t.state] : t.guard.circuit_open_until ? 'guard stopped' : '';
  return [waiting, wrong].filter(Boolean).join(', ');
}

function standing(t) {
  return [
    t.in_recovery && 'standby', (MODES[t.guard.mode] ?? t.guard.mode).toLowerCase(),
    t.guard.circuit_open_until && 'acted too often', t.guard.kill_switch && 'kill switch',
    t.state === 'watching' && t.guard.mode === 'enforce' && !t.guard.leader && (t.guard.led_by_another ? 'another leads' : 'no lead'),
    t.guard.deploy && `deploy window ${t.guard.deploy}`,
  ].filter(Boolean);
}

/** Why a guard stands down, where another notice says so. */
const TOLD = ['kill switch', 'standby', 'cannot see', 'not leader'];

/** What somebody should know before they trust the rest: one line each. */
export function drawNotices(node, target) {
  const { guard } = target;
  const notices = [];
  const add = (kind, ...words) => notices.push(el('li', { class: `notice ${kind}` }, words));
  if (target.state === 'blind')
    add('bad', 'Lockkeeper cannot read this server', target.blind_since ? [' since ', clock(target.blind_since)] : null,
      `: ${visible(target.problem ?? '').replace(/\.$/, '')}. What is shown below is old.`);
  if (target.state === 'starting') add('info', 'This server has not been read yet.');
  if (target.state === 'limited')
    add('bad', 'Our role may not see other sessions here, so nothing can be concluded from what is missing. ',
      el('code', {}, `GRANT pg_monitor TO ${target.role ? identifier(target.role.name) : 'the role'};`), ' mends it.');
  if (target.in_recovery) add('info', 'This server is a standby: the guard does not act on it.');
  if (guard.circuit_open_until)
    add('bad', `The guard has acted too often and acts no more until ${clock(guard.circuit_open_until)}. `,
      target.changes_refused ? null : el('button', { class: 'as-link', type: 'button', onclick: () => confirmCircuit(target) }, 'Let it act again…'));
  if (guard.kill_switch) add('warn', 'The kill switch is on: the guard only observes.');
  const seen = target.state === 'watching';
  if (seen && !guard.leader && guard.mode === 'enforce')
    add('warn', guard.led_by_another
      ? 'Another Lockkeeper acts on this server; this one only observes.'
      : 'The guard does not act: it has not got the lead on this server. It may be taking it over just now, or have lost the connection that it signals on.');
  if (seen && guard.stands_down && !TOLD.includes(guard.stands_down)) add('warn', `The guard only observes: ${visible(guard.stands_down)}.`);
  if (guard.deploy) add('info', `A deploy window is open: ${visible(guard.deploy)}.`);
  const wanted = notices.map((n) => n.textContent).join('\n');
  if (node.shown === wanted) return;
  node.shown = wanted;
  replace(node, notices);
}

const MODES = {
  off: 'Guard off', observe: 'Guard observes', enforce: 'Guard acts',
};

/** Whether a guard that was set to act does not; a notice says why. */
function isHeld({ state, in_recovery: standby, guard }) {
  return guard.mode === 'enforce' && (state !== 'watching' || standby || !guard.leader
    || guard.circuit_open_until || guard.kill_switch || guard.stands_down);
}

function endsNobody({ role }) {
  return role && !role.signals_others && !role.superuser;
}

/** Why sessions cannot be ended from here; null where they can. */
export function refusal(target) {
  if (target.changes_refused) return target.changes_refused;
  return endsNobody(target)
    ? `Our role may not end sessions of others. GRANT pg_signal_backend TO ${identifier(target.role.name)}; lets it.` : null;
}

export function drawFacts(node, target) {
  const words = [
    isHeld(target)
      ? el('span', { class: 'pill warn' }, 'Guard stands down')
      : el('span', { class: `pill guard-${target.guard.mode}` }, MODES[target.guard.mode] ?? target.guard.mode),
    target.server_version ? `PostgreSQL ${visible(target.server_version)}` : null,
    endsNobody(target) ? 'our role may not end sessions' : null,
  ].filter(Boolean);
  const wanted = words.map((w) => w.textContent ?? w).join('|');
  if (node.shown === wanted) return;
  node.shown = wanted;
  replace(node, words.flatMap((w, i) => (i ? [el('span', { class: 'sep' }, '·'), w] : [w])));
}

/** The situation in words: the sentences of the pile-ups, or that all is well. */
export function drawSentence(node, graph, target, quietSince) {
  const blind = target?.state === 'blind' || target?.state === 'starting';
  const wanted = graph.situations.length
    ? graph.situations.map((s) => s.sentence)
    : [graph.hidden ? 'No session that we may see waits for a lock.' : 'All is well: nobody waits for a lock.'];
  const key = JSON.stringify([wanted, quietSince, blind]);
  if (node.shown === key) return;
  node.shown = key;
  node.className = `situation${graph.situations.length ? ' trouble' : ' calm'}${blind ? ' stale' : ''}`;
  replace(node,
    blind ? el('p', { class: 'eyebrow' }, 'When it could last be read') : null,
    wanted.slice(0, 3).map((sentence, i) => el(i ? 'p' : 'h1', { class: i ? 'also' : 'sentence' }, visible(sentence))),
    wanted.length > 3 ? el('p', { class: 'muted' }, `and ${count(wanted.length - 3, 'more pile-up')}`) : null,
    !graph.situations.length && quietSince && !blind
      ? el('p', { class: 'muted' }, 'Quiet for ', ticking(quietSince), `, since ${clock(quietSince)}.`) : null);
}
