// Everything that axe-core knows of WCAG 2.2 AA, and its best practices. Gives a line for each element that breaks one.
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false };
const line = (rule, node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 200)} ${node.failureSummary.replace(/\s+/g, ' ')}`;
// A skip link is one to axe-core only if no other link stands before it, and it counts those that nobody sees.
const isSkipLink = (rule, node) => rule.id === 'region' && node.target.length === 1 && document.querySelector(node.target[0])?.matches('.skip-link');
axe.run(document, options).then(
  (result) => done(result.violations.flatMap((rule) => rule.nodes.filter((node) => !isSkipLink(rule, node)).map((node) => line(rule, node)))),
  (error) => done([`axe-core gave up: ${error}`]),
);
