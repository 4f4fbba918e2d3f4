// Every day is 15 January 2026, to the page: its clock says so, and the dates in the server's answers are as many whole months from
// then as they are from now. What is at midnight is a day that the demo data names, and stays.
(() => {
  const DAY = 86_400_000;
  const TODAY = Date.UTC(2026, 0, 15, 10, 30);
  const clock = Date.now;
  const start = clock();
  const still = (text) => {
    const time = Date.parse(text);
    if (Number.isNaN(time) || Math.abs(time - Math.round(time / DAY) * DAY) <= 1000) return text;
    const months = Math.round((time - start) / (30.4375 * DAY));
    return new Date(Date.UTC(2026, months, 15, 10, 30)).toISOString().replace('.000', '');
  };
  const { text } = Response.prototype;
  Response.prototype.text = async function () {
    return (await text.call(this)).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, still);
  };
  Date.now = () => clock() - start + TODAY;
  window.Date = new Proxy(Date, {
    construct: (target, given, self) => Reflect.construct(target, given.length > 0 ? given : [target.now()], self),
  });
})();
