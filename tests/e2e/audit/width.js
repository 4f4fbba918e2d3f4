// What makes somebody scroll sideways, on either side. What is cut off on purpose is cut off, and what scrolls by itself may.
const root = document.documentElement;
const contained = (element) => {
  for (let e = element; e && e !== document.body; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.clipPath !== 'none') return true;
    if (e !== element && style.overflowX !== 'visible') return true;
  }
  return false;
};
const wide = [...document.querySelectorAll('body *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !contained(e);
});
const found = wide.map((e) => `sticks out of ${innerWidth} px: ${e.outerHTML.slice(0, 160)}`);
if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide in ${innerWidth}`);
return found;
