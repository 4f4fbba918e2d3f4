// Text that does not fit where it stands, and is cut off there.
const cut = [...document.querySelectorAll('body *')].filter((e) => {
  const style = getComputedStyle(e);
  if (style.clipPath !== 'none' || e.closest('svg, [aria-hidden=true]') || !e.checkVisibility()) return false;
  const cuts = (value) => value === 'hidden' || value === 'clip';
  const text = e.innerText?.trim();
  // What ends in dots is a name that stands whole elsewhere.
  if (!text || e.matches('select, input') || style.textOverflow === 'ellipsis') return false;
  return (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
});
return cut.map((e) => `is cut off: ${e.outerHTML.slice(0, 160)}`);
