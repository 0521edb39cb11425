// Deploy windows: those that are open, and how the last ones went.

import { el, replace } from './dom.js';
import { clock, count, dayAndClock, span, visible } from './format.js';

const SHOWN = 5;

export function drawDeploys(node, deploys) {
  node.hidden = !deploys.length;
  replace(node, el('h2', {}, 'Deploy windows'),
    el('ol', { class: 'deploys' }, deploys.slice(0, SHOWN).map(entry)));
}

function entry(deploy) {
  const open = deploy.state === 'open';
  return el('li', { class: 'deploy' },
    el('span', { class: 'when' }, dayAndClock(deploy.opened_at)),
    el('span', { class: 'where' }, visible(deploy.name)),
    verdict(deploy, open),
    el('span', { class: 'said muted' }, `guard ${deploy.guard}, `,
      open ? `until ${clock(deploy.closes_at)}` : `closed at ${clock(deploy.closed_at)}`, cost(deploy)),
    deploy.suggestion ? el('span', { class: 'said' }, visible(deploy.suggestion)) : null);
}

function verdict(deploy, open) {
  if (deploy.verdict === 'clean' && open) return el('span', { class: 'pill good' }, 'open');
  const kind = deploy.verdict === 'clean' ? ' good' : ' warn';
  return el('span', { class: `pill${kind}` }, deploy.verdict + (open ? ' so far' : ''));
}

function cost(deploy) {
  if (!deploy.incidents.length) return '';
  return `, ${count(deploy.incidents.length, 'incident')}, ${span(deploy.blocked_session_seconds)} lost in all`;
}
