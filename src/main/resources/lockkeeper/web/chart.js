// How many sessions waited, over time.

import { el, replace, svg } from './dom.js';
import { clock, count, visible } from './format.js';

const NARROWEST = 260;
const HEIGHT = 150;
const LEFT = 46;
const BOTTOM = 20;
const TOP = 12;

/**
 * Draws points [{at, waiting}], at in milliseconds, waiting null where nothing was seen.
 * Spans are incidents and windows are deploys [{from, to, label}], marks are actions [{at, label}].
 */
export function drawChart(node, { from, to, points, spans = [], windows = [], marks = [], label }) {
  const width = Math.max(NARROWEST, node.clientWidth);
  const most = Math.max(4, ...points.map((p) => p.waiting ?? 0));
  const x = (at) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT);
  const y = (waiting) => TOP + (1 - waiting / most) * (HEIGHT - TOP - BOTTOM);
  const stretch = (name, { from: first, to: last, label: said }, top, height) => svg('rect', {
    class: name, x: x(Math.max(from, first)), y: top, height,
    width: Math.max(2, x(Math.min(to, last)) - x(Math.max(from, first))),
  }, svg('title', {}, said));
  const picture = svg('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': label },
    spans.map((s) => stretch('span', s, TOP, HEIGHT - TOP - BOTTOM)),
    windows.map((w) => stretch('window', w, HEIGHT - BOTTOM, 4)),
    grid(most, y, width),
    svg('path', { class: 'area', d: area(points, x, y) }),
    svg('path', { class: 'curve', d: curve(points, x, y) }),
    marks.filter((m) => m.at >= from).map((m) => svg('path', {
      class: 'action-mark', d: `M${x(m.at)} ${TOP + 8}l-5 -9h10z`,
    }, svg('title', {}, m.label))),
    times(from, to, x));
  replace(node, picture);
}

function grid(most, y, width) {
  return [0, Math.round(most / 2), most].map((n) => [
    svg('line', { class: 'grid', x1: LEFT, x2: width, y1: y(n), y2: y(n) }),
    svg('text', { class: 'axis', x: LEFT - 6, y: y(n) + 4, 'text-anchor': 'end' }, n.toLocaleString('en')),
  ]);
}

function times(from, to, x) {
  return [0, 1, 2, 3].map((third) => {
    const at = from + ((to - from) * third) / 3;
    const anchor = third === 0 ? 'start' : third === 3 ? 'end' : 'middle';
    return svg('text', { class: 'axis', x: x(at), y: HEIGHT - 4, 'text-anchor': anchor }, clock(at));
  });
}

/** Stretches without a gap, each a list of points. */
function stretches(points) {
  const all = [];
  let open = null;
  for (const point of points) {
    if (point.waiting === null) open = null;
    else if (open) open.push(point);
    else all.push(open = [point]);
  }
  return all;
}

function curve(points, x, y) {
  return stretches(points).map((some) => `M${line(some, x, y)}`).join('');
}

function line(points, x, y) {
  return points.map((p) => `${x(p.at).toFixed(1)} ${y(p.waiting).toFixed(1)}`).join('L');
}

function area(points, x, y) {
  return stretches(points).map((some) =>
    `M${x(some[0].at).toFixed(1)} ${y(0)}L${line(some, x, y)}L${x(some.at(-1).at).toFixed(1)} ${y(0)}Z`).join('');
}

/** The last minutes of one server, added to as samples come. */
export class LastMinutes {
  constructor(history) {
    this.quietSince = history.quiet_since;
    this.end = Date.parse(history.until);
    this.waiting = history.waiting;
  }

  add(instant, waiting) {
    const now = Math.floor(instant / 1000) * 1000;
    while (this.end < now) {
      this.end += 1000;
      this.waiting.push(null);
      this.waiting.shift();
    }
    const last = this.waiting.length - 1 - Math.round((this.end - now) / 1000);
    if (last >= 0) this.waiting[last] = Math.max(this.waiting[last] ?? 0, waiting);
  }

  draw(node, incidents, windows, now) {
    this.fillUpTo(now);
    const from = this.end - (this.waiting.length - 1) * 1000;
    const most = Math.max(0, ...this.waiting.map((n) => n ?? 0));
    drawChart(node, {
      from, to: this.end,
      points: this.waiting.map((waiting, i) => ({ at: from + i * 1000, waiting })),
      spans: incidents.map(asSpan).filter((s) => s.to >= from),
      windows: windows.filter((w) => w.to >= from),
      marks: incidents.flatMap(asMarks),
      label: `Sessions that waited in the last 15 minutes; ${count(most, 'session')} at most`,
    });
  }

  fillUpTo(now) {
    while (this.end < now - 1000) {
      this.end += 1000;
      this.waiting.push(null);
      this.waiting.shift();
    }
  }
}

export function asSpan(incident) {
  return {
    from: Date.parse(incident.started_at),
    to: incident.ended_at ? Date.parse(incident.ended_at) : Date.now() + 60_000,
    label: visible(incident.sentence),
  };
}

/** Windows go by the daemon's clock, which the server's is so many milliseconds ahead of. */
export function asWindow(deploy, ahead) {
  return {
    from: Date.parse(deploy.opened_at) + ahead,
    to: Date.parse(deploy.closed_at ?? deploy.closes_at) + ahead,
    label: `deploy ${visible(deploy.name)}: ${deploy.verdict}`,
  };
}

export function asMarks(incident) {
  return incident.actions.filter((a) => a.enforced).map((a) => ({
    at: Date.parse(a.at), label: `${a.action} pid ${a.pid}: ${visible(a.reason)}`,
  }));
}

/** A sign and what it means, which stay together on one line. */
export function key(sign, meaning) {
  return el('span', { class: 'key' }, sign, ' ', meaning);
}

export function legend() {
  return el('p', { class: 'legend muted' },
    key(el('span', { class: 'swatch span-swatch' }), 'pile-up'),
    key(el('span', { class: 'swatch mark-swatch' }, '▼'), 'a session was ended'),
    key(el('span', { class: 'swatch window-swatch' }), 'deploy window'));
}
