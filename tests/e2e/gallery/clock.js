// Dates as if every day were 15 January 2026, 10:30: whole months before and after stay whole months. What is at midnight is a
// day that the demo data names, and stays.
(() => {
  const DAY = 86_400_000;
  const now = Date.now();
  const still = (date) => {
    const time = +date;
    if (Number.isNaN(time) || Math.abs(time - Math.round(time / DAY) * DAY) <= 1000) return date;
    const months = Math.round((time - now) / (30.4375 * DAY));
    return new Date(Date.UTC(2026, months, 15, 10, 30));
  };
  const formats = Intl.DateTimeFormat.prototype;
  const { get } = Object.getOwnPropertyDescriptor(formats, 'format');
  Object.defineProperty(formats, 'format', {
    configurable: true,
    get() {
      const format = get.call(this);
      return (date) => format(still(date));
    },
  });
  const { formatToParts } = formats;
  formats.formatToParts = function (date) {
    return formatToParts.call(this, still(date));
  };
})();
