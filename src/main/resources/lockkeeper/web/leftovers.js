// What ended CONCURRENTLY commands have left behind, and the statement that clears each away.

import { el, replace } from './dom.js';
import { count, visible } from './format.js';

const SHOWN = 5;

const WHAT = {
  index: 'is not valid', reindex: 'was left by a REINDEX CONCURRENTLY', partition: 'is half detached',
};

export function drawLeftovers(node, leftovers) {
  const wanted = JSON.stringify(leftovers);
  if (node.shown === wanted) return;
  node.shown = wanted;
  node.hidden = !leftovers.length;
  const rest = leftovers.length - SHOWN;
  replace(node, el('h2', {}, 'Left behind by CONCURRENTLY'),
    el('ul', { class: 'log' }, leftovers.slice(0, SHOWN).map(entry)),
    rest > 0 ? el('p', { class: 'muted' }, `and ${count(rest, 'more', 'more')}, which lockkeeper check names`) : null);
}

function entry(leftover) {
  const partition = leftover.kind === 'partition';
  return el('li', {}, partition ? 'Partition ' : 'Index ',
    el('strong', {}, visible(`${leftover.schema}.${leftover.name}`)),
    `${partition ? ' of' : ' on'} ${visible(leftover.table)} in database ${visible(leftover.database)} ${WHAT[leftover.kind] ?? ''}:`,
    el('pre', { class: 'query', tabindex: '0' }, visible(leftover.clean_up)));
}
