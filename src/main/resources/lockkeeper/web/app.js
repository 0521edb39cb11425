// What is shown, and how it stays up to date.

import { closeDialogs } from './details.js';
import { el, replace, text } from './dom.js';
import { LastMinutes, asWindow, key, legend } from './chart.js';
import { drawDeploys } from './deploys.js';
import { visible } from './format.js';
import { drawIncidentPage, drawIncidents } from './incidents.js';
import { drawLeftovers } from './leftovers.js';
import { drawPicture } from './picture.js';
import { drawFacts, drawNotices, drawSentence, drawTargets, refusal } from './status.js';
import { serverNow, serverSaid } from './time.js';

const MOST_INCIDENTS = 50;

const main = document.getElementById('main');
const nav = document.getElementById('targets');
const connection = document.getElementById('connection');

const state = { targets: [], graph: null, incidents: [], deploys: [], minutes: null, chosen: null };
let page = null;

/** Incidents that the stream tells of while the others are asked for. */
let told = null;

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error((await answer.json()).detail ?? answer.statusText);
  return answer.json();
}

function livePage() {
  const page = {
    facts: el('p', { class: 'eyebrow facts-line' }),
    notices: el('ul', { class: 'notices', 'aria-live': 'polite' }),
    said: el('p', { class: 'unseen', role: 'status' }),
    situation: el('div', { class: 'situation' }),
    picture: el('div', { class: 'picture' }),
    legend: el('p', { class: 'legend muted', hidden: true },
      key(el('span', { class: 'swatch solid' }), 'holds a lock that is in the way'),
      key(el('span', { class: 'swatch dashed' }), 'only stands ahead in the line')),
    chart: el('div'),
    deploys: el('section', { hidden: true }),
    leftovers: el('section', { class: 'card', hidden: true }),
    incidents: el('div'),
  };
  replace(main, page.facts, page.notices, page.said, page.situation, page.picture, page.legend,
    el('section', { class: 'card' }, el('h2', {}, 'Sessions that waited, last 15 minutes'), page.chart, legend()),
    page.deploys,
    page.leftovers,
    el('section', {}, el('h2', {}, 'Incidents'), page.incidents));
  return page;
}

function target() {
  return state.targets.find((t) => t.name === state.chosen);
}

function drawTarget() {
  drawTargets(nav, state.targets, state.chosen);
  const chosen = target();
  if (!page || !chosen) return;
  drawFacts(page.facts, chosen);
  drawNotices(page.notices, chosen);
  drawLeftovers(page.leftovers, chosen.leftovers);
}

function drawGraph() {
  if (!page || !state.graph) return;
  drawSentence(page.situation, state.graph, target(), state.minutes?.quietSince);
  tell(page.said, state.graph.situations);
  drawPicture(page.picture, state.graph);
  page.legend.hidden = state.graph.queues.length === 0;
  const waiting = state.graph.waiting;
  document.title = waiting ? `(${waiting}) Lockkeeper` : 'Lockkeeper';
}

/** Read out when trouble begins and when it is over, and not each time that an age in it changes. */
function tell(node, situations) {
  const trouble = situations.length > 0;
  if (node.trouble === trouble) return;
  node.trouble = trouble;
  text(node, trouble ? visible(situations[0].sentence) : 'Nobody waits for a lock.');
}

function drawChart() {
  if (page && state.minutes) state.minutes.draw(page.chart, state.incidents, windows(), serverNow());
}

function windows() {
  const { sampled_at: said, received_at: heard } = target() ?? {};
  const ahead = said && heard ? Date.parse(said) - Date.parse(heard) : 0;
  return state.deploys.map((deploy) => asWindow(deploy, ahead));
}

let frame = 0;

/** However fast news comes, it is drawn once a frame. */
function drawSoon() {
  if (frame) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    drawTarget();
    drawGraph();
  });
}

function onGraph(graph) {
  graph.live = true;
  graph.changesRefused = target() && refusal(target());
  serverSaid(graph.sampled_at);
  // who knows what happened while nobody looked
  const before = state.graph && !state.graph.blind_since ? state.graph.waiting : null;
  state.graph = graph;
  if (state.minutes && graph.blind_since) state.minutes.quietSince = null;
  else if (state.minutes) {
    state.minutes.add(serverNow(), graph.waiting);
    if (graph.waiting) state.minutes.quietSince = null;
    else if (before !== 0) state.minutes.quietSince ??= graph.sampled_at;
  }
  drawSoon();
}

function onIncident({ incident }) {
  if (incident.target !== state.chosen) return;
  told?.set(incident.id, incident);
  keep(incident);
  if (page) drawIncidents(page.incidents, state.incidents);
  drawChart();
}

function keep(incident) {
  const place = state.incidents.findIndex((other) => other.id === incident.id);
  if (place < 0) state.incidents.unshift(incident);
  else state.incidents[place] = incident;
  state.incidents.length = Math.min(state.incidents.length, MOST_INCIDENTS);
}

function onDeploys(deploys) {
  state.deploys = deploys;
  if (page) drawDeploys(page.deploys, deploys);
  drawChart();
}

function follow() {
  const events = new EventSource(`/api/v1/events?target=${encodeURIComponent(state.chosen)}`);
  const on = (name, act) => events.addEventListener(name, (e) => act(JSON.parse(e.data)));
  on('graph', onGraph);
  on('incident', onIncident);
  on('deploys', onDeploys);
  on('targets', (targets) => {
    state.targets = targets;
    drawSoon();
  });
  events.addEventListener('open', () => {
    connected(true);
    lookBack().catch(() => {
      events.close();
      connected(false);
      setTimeout(follow, 5000);
    });
  });
  events.addEventListener('error', () => {
    connected(false);
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
  });
}

function connected(yes) {
  text(connection, yes ? 'live' : 'not connected – trying again');
  connection.className = `connection ${yes ? 'live' : 'lost'}`;
}

/** What was before: a stream begins with how things are, and knows nothing of what was missed. */
async function lookBack() {
  told = new Map();
  const query = `target=${encodeURIComponent(state.chosen)}`;
  const [history, incidents] = await Promise.all([
    get(`/api/v1/history?${query}`), get(`/api/v1/incidents?${query}&limit=${MOST_INCIDENTS}`)]);
  state.minutes = new LastMinutes(history);
  state.incidents = incidents;
  told?.forEach(keep);
  told = null;
  drawIncidents(page.incidents, state.incidents);
  drawChart();
  drawSoon();
}

async function showNow() {
  page = livePage();
  await lookBack();
  follow();
  setInterval(drawChart, 1000);
}

async function start() {
  const incident = location.pathname.match(/^\/incidents\/(.+)$/);
  state.targets = await get('/api/v1/targets');
  const wanted = new URLSearchParams(location.search).get('target');
  state.chosen = (state.targets.find((t) => t.name === wanted) ?? state.targets[0])?.name;
  if (incident) {
    state.chosen = null;
    drawTarget();
    await drawIncidentPage(main, decodeURIComponent(incident[1]));
  } else {
    await showNow();
    drawTarget();
  }
}

function theme() {
  const root = document.documentElement;
  const kept = localStorage.getItem('theme');
  if (kept) root.dataset.theme = kept;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  });
}

theme();
start().catch((e) => {
  closeDialogs();
  replace(main, el('h1', { class: 'sentence' }, 'Lockkeeper does not answer.'), el('p', { class: 'muted' }, e.message));
});
