// Builds and updates the page. Text only ever enters as text: nothing here parses markup.

export function el(name, props = {}, ...children) {
  return fill(document.createElement(name), props, children);
}

export function svg(name, props = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), props, children);
}

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
}

export function replace(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** Writes only where something changed, so that a still page stays still. */
export function text(node, value) {
  const wanted = value === null || value === undefined ? '' : String(value);
  if (node.textContent !== wanted) node.textContent = wanted;
  return node;
}

export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/**
 * Makes the children of a node match a list. Nodes live as long as their key, so focus, selection
 * and transitions survive an update.
 */
export function keyed(parent, items, key, create, update) {
  const old = parent.nodesByKey ?? new Map();
  const now = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const id = key(item);
    if (now.has(id)) continue;
    const node = old.get(id) ?? create(item);
    now.set(id, node);
    update(node, item);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  for (const [id, node] of old) if (!now.has(id)) node.remove();
  parent.nodesByKey = now;
}
