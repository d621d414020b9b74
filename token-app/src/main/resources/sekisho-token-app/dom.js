// Elements without a framework. Text is always text: nothing here reads HTML.

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(Boolean));
  return element;
};

export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

export const p = (text, name) => h('p', name && { class: name }, text);

export const button = (text, onclick, kind = 'secondary', more = {}) =>
  h('button', { type: 'button', class: `button button-${kind}`, onclick, ...more }, text);

export const actions = (...buttons) => h('div', { class: 'actions' }, buttons);

export const notice = (kind, title, ...parts) => h('div', { class: `notice notice-${kind}` },
  title && h('h2', { tabindex: -1 }, title), parts.map((part) => part.nodeType ? part : p(part)));

export const details = (summary, ...children) => h('details', {}, h('summary', {}, summary), children);
