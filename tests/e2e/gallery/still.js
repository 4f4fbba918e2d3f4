// Puts the same words where every run has others, and hides the caret. The views don't notice: they set these texts only once.
const same = [
  [/TC-[0-9A-Z]{5}-[0-9A-Z]{5}/g, 'TC-7K2MD-Q4XWP'],
  [/\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/g, 'K7M2D-Q4XWP'],
  [/\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b/g, 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP'],
  [/\b[0-9a-f]{16}\b/g, '0123456789abcdef'],
  [/(?<=\d\d:\d\d:\d\d)\.\d{3}(?=Z)/g, '.000'],
  [/\b127\.0\.0\.1:\d+/g, 'care.example.com'],
  [/^1{8}$/, '00000000'], // whichever is the wrong code
  [/[\w-]{80,}/g, 'a1B2c3D4e5F6g7H8'.repeat(6).slice(0, 86)],
];
const still = (text) => same.reduce((text, [pattern, words]) => text.replace(pattern, words), text);
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode;
  const words = still(text.data);
  if (words !== text.data) text.data = words;
}
for (const input of document.querySelectorAll('input[type=text]')) {
  const words = still(input.value);
  if (words !== input.value) input.value = words;
}
for (const named of document.querySelectorAll('[aria-label]')) named.setAttribute('aria-label', still(named.getAttribute('aria-label')));
for (const path of document.querySelectorAll('main svg[role=img] path')) path.style.opacity = 0;
const sheet = new CSSStyleSheet();
sheet.replaceSync('* { caret-color: transparent !important }');
document.adoptedStyleSheets = [sheet];
