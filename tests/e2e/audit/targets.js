// What is to be hit with a thumb is 44 pixels high, and 24 wide at the least; not so the links within a sentence.
const AIM = 44;
const LEAST = 24;
const scope = document.querySelector('dialog:modal') ?? document;
const found = [];
for (const e of scope.querySelectorAll('a[href], button, input, select, textarea, summary')) {
  const style = getComputedStyle(e);
  if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('[inert]')) continue;
  const others = [...e.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  if (e.matches('a') && style.display === 'inline' && others) continue;
  // Out of sight until it has the focus.
  if (style.clipPath !== 'none') continue;
  // A label is hit in its input's place.
  const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
  // What is laid over the whole row or card, so that all of it can be hit.
  for (const part of [e, ...(e.labels ?? [])]) {
    const cover = getComputedStyle(part, '::after');
    if (cover.content !== 'none' && cover.position === 'absolute') boxes.push({ width: parseFloat(cover.width), height: parseFloat(cover.height) });
  }
  const height = Math.max(...boxes.map((box) => box.height));
  const width = Math.max(...boxes.map((box) => box.width));
  if (height < AIM - 0.5 || width < LEAST) found.push(`${Math.round(width)} × ${Math.round(height)} px: ${e.outerHTML.slice(0, 160)}`);
}
return found;
