// Ages that tick. They count on the server's clock, whatever ours says.

import { age, clock } from './format.js';
import { attribute, el, text } from './dom.js';

let ahead = 0;
let stopped = null;

/** The server's clock said this just now. */
export function serverSaid(instant) {
  ahead = Date.parse(instant) - Date.now();
}

/** From now on it stays that time: for a picture of the past. */
export function stopAt(instant) {
  stopped = Date.parse(instant);
}

export function serverNow() {
  return stopped ?? Date.now() + ahead;
}

/**
 * An element that shows how long ago something was, and goes on doing so.
 *
 * @param running also in a picture of the past
 */
export function ticking(instant, running = false) {
  return since(el('time', { class: 'age', 'data-running': running }), instant);
}

export function since(node, instant) {
  attribute(node, 'data-since', instant);
  attribute(node, 'title', instant ? `since ${clock(instant)}` : null);
  return show(node);
}

function show(node) {
  const instant = node.getAttribute('data-since');
  const now = node.hasAttribute('data-running') ? Date.now() + ahead : serverNow();
  return text(node, instant ? age(now - Date.parse(instant)) : '');
}

setInterval(() => document.querySelectorAll('time[data-since]').forEach(show), 500);
