// Pile-ups and other contention, now and before: the list of them, and the page of one.

import { el, keyed, replace, text } from './dom.js';
import { asMarks, drawChart } from './chart.js';
import { count, dayAndClock, mode, span, visible } from './format.js';
import { drawPicture } from './picture.js';
import { stopAt, ticking } from './time.js';

/** How often the page of an incident that goes on looks for news of it, in milliseconds. */
const REFRESH = 2000;

function lasted(incident) {
  return incident.ended_at
    ? span((Date.parse(incident.ended_at) - Date.parse(incident.started_at)) / 1000)
    : ticking(incident.started_at, true);
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
  if (!node.list) {
    node.none = el('p', { class: 'muted' }, 'None so far.');
    node.list = el('ol', { class: 'incidents' });
    replace(node, node.none, node.list);
  }
  node.none.hidden = incidents.length > 0;
  const [over, open] = [incidents.filter((i) => i.ended_at), incidents.filter((i) => !i.ended_at)];
  keyed(node.list, [...open, ...over], (i) => i.id, createEntry, updateEntry);
}

function createEntry(incident) {
  const item = el('li');
  item.link = el('a', { class: 'incident', href: `/incidents/${encodeURIComponent(incident.id)}` });
  item.append(item.link);
  return item;
}

function updateEntry(item, incident) {
  if (item.shown === incident) return;
  item.shown = incident;
  replace(item.link,
    el('span', { class: 'when' }, dayAndClock(incident.started_at)),
    el('span', { class: 'where' }, visible(incident.relation ?? 'a lock'), ' ', sort(incident)),
    ending(incident),
    el('span', { class: 'said' }, visible(incident.sentence)),
    el('span', { class: 'cost muted' }, 'lasted ', lasted(incident), `, at worst ${count(incident.peak_waiting, 'session')} waited`));
}

export async function drawIncidentPage(main, id) {
  const path = `/api/v1/incidents/${encodeURIComponent(id)}`;
  const answer = await fetch(path);
  if (!answer.ok) {
    const said = await answer.json();
    replace(main, el('h1', { class: 'sentence' }, said.detail ?? said.title), back());
    return;
  }
  let incident = await answer.json();
  const page = incidentPage(main, incident.target);
  update(page, incident);
  while (!incident.ended_at) {
    await new Promise((done) => setTimeout(done, REFRESH));
    incident = await again(path) ?? incident;
    update(page, incident);
  }
}

/** Null while Lockkeeper does not answer. */
async function again(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function incidentPage(main, target) {
  const card = () => el('section', { class: 'card' });
  const page = {
    eyebrow: el('p', { class: 'eyebrow' }),
    sentence: el('h1', { class: 'sentence' }),
    numbers: el('dl', { class: 'numbers' }),
    chart: el('div'),
    advice: el('section', { class: 'card advice' }),
    note: el('p', { class: 'muted' }, 'No schema change is to blame, so the guard leaves it alone.'),
    actions: card(),
    blockers: card(),
    picture: el('div', { class: 'picture-of-worst' }),
  };
  replace(main, back(target), page.eyebrow, page.sentence, page.numbers,
    el('section', { class: 'card' }, el('h2', {}, 'Sessions that waited'), page.chart),
    page.advice, page.note, page.actions, page.blockers, el('h2', {}, 'At its worst moment'), page.picture);
  return page;
}

function update(page, incident) {
  const ddl = incident.kind === 'ddl';
  document.title = `${visible(incident.relation ?? 'Incident')} – Lockkeeper`;
  part(page.eyebrow, [incident.ended_at],
    `Incident on ${visible(incident.target)}, ${dayAndClock(incident.started_at)} `, sort(incident), ending(incident));
  text(page.sentence, visible(incident.sentence));
  replace(page.numbers, numbers(incident));
  drawTimeline(page.chart, incident);
  part(page.advice, incident.advice, el('h2', {}, ddl ? 'Next time' : 'What helps'), advice(incident.advice ?? ''));
  page.note.hidden = ddl;
  part(page.actions, incident.actions, el('h2', {}, 'What was done'), el('ol', { class: 'log' }, incident.actions.map(action)));
  part(page.blockers, incident.blockers, el('h2', {}, 'Who stood in the way'), el('ul', { class: 'log' }, incident.blockers.map(blocker)));
  stopAt(incident.worst.sampled_at);
  drawPicture(page.picture, incident.worst);
}

/** In words, and what to run below. */
function advice(text) {
  const [words, ...sql] = text.split('\n\n');
  return [el('p', {}, visible(words)),
    sql.length ? el('pre', { class: 'query', tabindex: '0' }, visible(sql.join('\n\n'))) : null];
}

/** Shown if there is something to show, and written only when that changes, so that a focus in it stays. */
function part(node, shown, ...children) {
  node.hidden = !shown?.length;
  const key = JSON.stringify(shown);
  if (node.shown === key) return;
  node.shown = key;
  replace(node, children);
}

function back(target) {
  const query = target ? `?target=${encodeURIComponent(target)}` : '';
  return el('p', {}, el('a', { class: 'back', href: `/${query}` }, '← Now'));
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

const OUTCOMES = {
  gone: 'it had moved on, nothing was sent', ineffective: 'it did not help', denied: 'the server refused',
  unknown: 'what came of it is not known',
};

function action(a) {
  const whom = a.pid ? ` pid ${a.pid}` : ' it';
  return el('li', {}, el('span', { class: 'when' }, dayAndClock(a.at)), ' ',
    el('strong', {}, (a.enforced ? signal(a) : 'Left') + whom + (a.enforced ? '' : ' alone')),
    ` – ${[a.reason, a.detail, outcome(a)].filter(Boolean).map(visible).join('; ')}`);
}

function signal(a) {
  const byHand = a.reason.startsWith('asked for by ');
  const missed = byHand ? a.detail !== 'sent' : ['gone', 'denied', 'unknown'].includes(a.outcome);
  const [did, meant, whose] = a.action === 'terminate'
    ? ['Ended', 'Was to end', 'session'] : ['Cancelled', 'Was to cancel', 'statement'];
  return `${missed ? meant : did} the ${whose} of`;
}

function outcome(a) {
  return a.outcome === 'released' ? `${count(a.released ?? a.predicted, 'session')} released` : OUTCOMES[a.outcome];
}

function blocker(b) {
  const who = b.pid === 0 ? [] : [`pid ${b.pid}`, b.application, b.user && `user ${b.user}`].filter(Boolean).map(visible);
  return el('li', {}, el('strong', {}, visible(b.command)), ` – ${who.map((w) => `${w}, `).join('')}`,
    b.stage === 'holds' ? 'held ' : 'waited for ', el('span', { class: 'mode' }, mode(b.mode)),
    b.query ? el('pre', { class: 'query', tabindex: '0' }, visible(b.query)) : null);
}
