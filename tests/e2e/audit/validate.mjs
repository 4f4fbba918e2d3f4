// Judges every .html file of a folder by the standard. Arguments: the folder of npm's modules, and the folder. A line for each mistake.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, folder] = process.argv.slice(2);
const { HtmlValidate } = await import(pathToFileURL(join(modules, 'html-validate/dist/es/index.js')));

// The standard's `expect`, which the judge does not know yet. `tag` begins where it found the mistake.
const isKnownBetter = (message, tag) =>
  message.startsWith('"blocking" attribute cannot be used on <link>') && /^<link [^>]*rel="expect"/.test(tag);

const judge = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  // Browsers forget what a table is once its style makes it blocks, as on a phone: its roles are said again.
  rules: { 'no-redundant-role': 'off' },
});
for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html')).sort()) {
  const html = readFileSync(join(folder, file), 'utf8');
  const lines = html.split('\n');
  const { results } = await judge.validateString(html, file);
  for (const { messages } of results) {
    for (const { ruleId, message, line, column } of messages) {
      const found = lines[line - 1] ?? '';
      if (isKnownBetter(message, found.slice(found.lastIndexOf('<', column - 1)))) continue;
      const there = found.slice(Math.max(0, column - 30), column + 120).trim();
      console.log(`${file}: ${ruleId}: ${message} … ${there}`);
    }
  }
}
