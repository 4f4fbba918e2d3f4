// In forced colours grounds and shadows are gone: a control without an edge or an underline can't be told from text.
const found = [];
const scope = document.querySelector('dialog:modal') ?? document;
const edge = (s) => ['Top', 'Bottom', 'Left', 'Right'].some((side) => s[`border${side}Style`] !== 'none' && parseFloat(s[`border${side}Width`]) > 0);
const line = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
for (const e of scope.querySelectorAll('button, input, select, textarea, dialog[open]')) {
  if (!e.checkVisibility({ visibilityProperty: true })) continue;
  const s = getComputedStyle(e);
  if (e.matches('[type=checkbox], [type=radio]') && s.appearance !== 'none') continue;
  if (edge(s) || line(s) || s.textDecorationLine.includes('underline')) continue;
  found.push(`has no edge: ${e.outerHTML.slice(0, 160)}`);
}
return found;
