// Pile-ups and other contention, now and before: the list of them, and the page of one.

import { el, replace } from './dom.js';
import { asMarks, drawChart } from './chart.js';
import { count, dayAndClock, mode, span, visible } from './format.js';
import { drawPicture } from './picture.js';
import { stopAt, ticking } from './time.js';

function lasted(incident) {
  return incident.ended_at
    ? span((Date.parse(incident.ended_at) - Date.parse(incident.started_at)) / 1000)
    : ticking(incident.started_at);
}

function ending(incident) {
  if (!incident.ended_at) return el('span', { class: 'pill warn' }, 'goes on');
  const by = {
    guard: 'ended by the guard', itself: 'passed by itself', 'someone else': 'ended by someone else',
    unknown: 'over, not seen how',
  };
  return el('span', { class: `pill${incident.ended_by === 'guard' ? ' good' : ''}` }, by[incident.ended_by] ?? 'over');
}

/** What sort of contention it is, where no DDL is to blame. */
function sort(incident) {
  return incident.kind === 'ddl' ? null : el('span', { class: 'pill kind' }, visible(incident.kind));
}

export function drawIncidents(node, incidents) {
  if (!incidents.length) {
    replace(node, el('p', { class: 'muted' }, 'None so far.'));
    return;
  }
  replace(node, el('ol', { class: 'incidents' }, incidents.slice(0, 20).map(entry)));
}

function entry(incident) {
  return el('li', {}, el('a', { class: 'incident', href: `/incidents/${encodeURIComponent(incident.id)}` },
    el('span', { class: 'when' }, dayAndClock(incident.started_at)),
    el('span', { class: 'where' }, visible(incident.relation ?? 'a lock'), ' ', sort(incident)),
    ending(incident),
    el('span', { class: 'said' }, visible(incident.sentence)),
    el('span', { class: 'cost muted' }, 'lasted ', lasted(incident), `, at worst ${count(incident.peak_waiting, 'session')} waited`)));
}

export async function drawIncidentPage(main, id) {
  const answer = await fetch(`/api/v1/incidents/${encodeURIComponent(id)}`);
  if (!answer.ok) {
    const said = await answer.json();
    replace(main, el('h1', { class: 'sentence' }, said.detail ?? said.title), back());
    return;
  }
  const incident = await answer.json();
  document.title = `${visible(incident.relation ?? 'Incident')} – Lockkeeper`;
  const chart = el('div');
  const picture = el('div', { class: 'picture-of-worst' });
  replace(main, back(),
    el('p', { class: 'eyebrow' }, `Incident on ${visible(incident.target)}, ${dayAndClock(incident.started_at)} `, sort(incident), ending(incident)),
    el('h1', { class: 'sentence' }, visible(incident.sentence)),
    el('dl', { class: 'numbers' }, numbers(incident)),
    el('section', { class: 'card' }, el('h2', {}, 'Sessions that waited'), chart),
    incident.advice ? el('section', { class: 'card' }, el('h2', {}, incident.kind === 'ddl' ? 'Next time' : 'What helps'),
      el('pre', { class: 'advice', tabindex: '0' }, visible(incident.advice))) : null,
    incident.kind === 'ddl' ? null : el('p', { class: 'muted' }, 'No schema change is to blame, so the guard leaves it alone.'),
    incident.actions.length ? el('section', { class: 'card' }, el('h2', {}, incident.kind === 'ddl' ? 'What the guard did' : 'What was done'),
      el('ol', { class: 'log' }, incident.actions.map(action))) : null,
    el('section', { class: 'card' }, el('h2', {}, 'Who stood in the way'),
      el('ul', { class: 'log' }, incident.blockers.map(blocker))),
    el('h2', {}, 'At its worst moment'), picture);
  drawTimeline(chart, incident);
  stopAt(incident.worst.sampled_at);
  drawPicture(picture, incident.worst);
}

function back() {
  return el('p', {}, el('a', { href: '/' }, '← Now'));
}

function numbers(incident) {
  const rows = [
    ['Lasted', lasted(incident)],
    ['At worst', count(incident.peak_waiting, 'session')],
    ['Time lost, in all', span(incident.blocked_session_seconds)],
    ['Database', incident.database && visible(incident.database)],
    ['Deploy', incident.deploy && visible(incident.deploy)],
    ['Queue drained in', incident.relief_seconds !== null && span(incident.relief_seconds)],
  ];
  return rows.filter(([, value]) => value).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, value)));
}

function drawTimeline(node, incident) {
  const points = incident.timeline.map((p) => ({ at: Date.parse(p.at), waiting: p.waiting }));
  if (!points.length) return;
  drawChart(node, {
    from: points[0].at, to: Math.max(points.at(-1).at, points[0].at + 1000), points,
    marks: asMarks(incident),
    label: `Sessions that waited during the incident, ${incident.peak_waiting} at worst`,
  });
}

function action(a) {
  const did = a.enforced
    ? `${a.action === 'terminate' ? 'Ended the session' : 'Cancelled the statement'} of pid ${a.pid}`
    : `Left pid ${a.pid} alone`;
  const then = a.outcome === 'released' ? `; ${count(a.released ?? a.predicted, 'session')} released` : a.outcome ? `; ${a.outcome}` : '';
  return el('li', {}, el('span', { class: 'when' }, dayAndClock(a.at)), ' ',
    el('strong', {}, did), ` – ${visible(a.detail ?? a.reason)}${then}`);
}

function blocker(b) {
  const who = b.pid === 0 ? [] : [`pid ${b.pid}`, b.application, b.user && `user ${b.user}`].filter(Boolean).map(visible);
  return el('li', {}, el('strong', {}, visible(b.command)), ` – ${who.map((w) => `${w}, `).join('')}`,
    b.stage === 'holds' ? 'held ' : 'waited for ', el('span', { class: 'mode' }, mode(b.mode)),
    b.query ? el('pre', { class: 'query', tabindex: '0' }, visible(b.query)) : null);
}

