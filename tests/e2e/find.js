// Finds elements by role and exact accessible name. arguments[0]: pairs of [role, name or null], each looked for inside what
// the one before found. Only what can be perceived counts: nothing hidden, and nothing behind a modal dialog.
// Names follow the parts of "Accessible Name and Description Computation 1.2" that the page needs; harness/tests.rs holds
// them against what the browser itself computes.
const selectors = {
  heading: 'h1,h2,h3,h4,h5,h6',
  link: 'a[href]',
  button: 'button,input[type=submit],input[type=button],summary',
  textbox: 'input:not([type]),input[type=text],input[type=email],input[type=password],input[type=tel],textarea',
  searchbox: 'input[type=search]',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  combobox: 'select',
  progressbar: 'progress',
  group: 'fieldset',
  region: 'section',
  dialog: 'dialog[open]',
  alert: '',
  table: 'table',
  definition: 'dd',
  listitem: 'li',
};
const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
const hidden = (element) =>
  element.closest('[aria-hidden=true],[inert]') !== null || !element.checkVisibility({ visibilityProperty: true });

function text(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || hidden(node)) return '';
  if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
  if (node.matches('img')) return node.alt;
  if (node.matches('input,select,textarea,script,style')) return '';
  const inner = [...node.childNodes].map(text).join('');
  return getComputedStyle(node).display === 'inline' ? inner : ` ${inner} `;
}

function name(element, role) {
  const ids = element.getAttribute('aria-labelledby');
  if (ids) {
    const parts = ids.split(/\s+/).map((id) => document.getElementById(id));
    return parts.map((part) => (part ? text(part) : '')).join(' ');
  }
  if (element.hasAttribute('aria-label')) return element.getAttribute('aria-label');
  if (role === 'definition') {
    let before = element.previousElementSibling;
    while (before && !before.matches('dt')) before = before.previousElementSibling;
    return before ? text(before) : '';
  }
  if (element.matches('input[type=submit],input[type=button]')) return element.value;
  if (element.labels && element.labels.length > 0) return [...element.labels].map(text).join(' ');
  if (element.matches('fieldset')) {
    const legend = element.querySelector(':scope > legend');
    return legend ? text(legend) : '';
  }
  if (element.matches('table')) return element.caption ? text(element.caption) : '';
  if (['heading', 'link', 'button'].includes(role)) return text(element);
  return element.title;
}

const modal = document.querySelector('dialog:modal');
let scopes = [modal ?? document];
for (const [role, wanted] of arguments[0]) {
  const byRole = `[role="${role}"]`;
  const selector = selectors[role] ? `${selectors[role]},${byRole}` : byRole;
  const found = scopes.flatMap((scope) => [
    ...(scope.nodeType === Node.ELEMENT_NODE && scope.matches(selector) ? [scope] : []),
    ...scope.querySelectorAll(selector),
  ]);
  scopes = [...new Set(found)].filter((element) => {
    const other = element.getAttribute('role');
    if (other !== null && other !== role) return false;
    if (hidden(element)) return false;
    return wanted === null || squeeze(name(element, role)) === wanted;
  });
}
return scopes;
