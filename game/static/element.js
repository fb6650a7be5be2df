// Elements: made as text and nodes only, never from strings of HTML, and patched in place so that
// focus, scrolling and half-typed words stay where they are.

export function el(tag, props = {}, ...children) {
  const svg = ["svg", "line", "circle", "text", "rect", "polyline", "path", "g", "title"].includes(tag) && props.svg !== false;
  const node = svg && (tag !== "title" || props.svg)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false || name === "svg") continue;
    if (name.startsWith("on")) node[name] = value;
    else if (name === "value") { node.value = value; node.setAttribute("value", value); }
    else if (name === "style") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(9)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function show(root, ...children) {
  const fresh = el("div", {}, ...children);
  patchChildren(root, fresh);
}

function patchChildren(old, fresh) {
  const kept = new Map();
  for (const child of old.childNodes) if (child.dataset?.key) kept.set(child.dataset.key, child);
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = next.dataset?.key;
    let match = key ? kept.get(key) : at;
    if (match && !key && match.dataset?.key) match = null;
    if (match && alike(match, next)) {
      if (match !== at) old.insertBefore(match, at);
      else at = at.nextSibling;
      patch(match, next);
    } else {
      old.insertBefore(next, at);
    }
  }
  while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName
    && (one.dataset?.key || "") === (other.dataset?.key || "");
}

const HANDLERS = ["onclick", "oninput", "onchange", "onsubmit", "onkeydown", "ontoggle"];

function patch(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    if (name === "style") old.style.cssText = fresh.style.cssText; // the page's policy forbids the attribute
    else old.setAttribute(name, value);
  }
  for (const name of HANDLERS) old[name] = fresh[name];
  if ("checked" in old && old.type === "radio") old.checked = fresh.hasAttribute("checked");
  if (old.nodeName === "SELECT" && fresh.value !== undefined && document.activeElement !== old) queueMicrotask(() => { old.value = fresh.getAttribute("value") ?? old.value; });
  if (old.nodeName === "INPUT" || old.nodeName === "TEXTAREA") return;
  patchChildren(old, fresh);
}
