// What Lighthouse says of pages on a phone: node lighthouse.mjs CHROMIUM COOKIES ADDRESS…
// COOKIES go along with each request. A line of JSON for each address: scores, failed audits, measures.
import {launch} from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [chromium, cookies, ...addresses] = process.argv.slice(2);
const chrome = await launch({
  chromePath: chromium,
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  for (const address of addresses) {
    const {lhr} = await lighthouse(address, {
      port: chrome.port,
      logLevel: 'error',
      extraHeaders: cookies ? {Cookie: cookies} : {},
    });
    const scores = Object.values(lhr.categories).map(({id, score}) => [id, Math.round(100 * score)]);
    const failed = Object.values(lhr.categories).filter(({id}) => id !== 'performance')
        .flatMap(({auditRefs}) => auditRefs)
        .filter(({id, weight}) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
        .map(({id}) => id);
    console.log(JSON.stringify({
      address: lhr.finalDisplayedUrl,
      scores: Object.fromEntries(scores),
      failed,
      shift: lhr.audits['cumulative-layout-shift'].numericValue,
      requests: lhr.audits['network-requests'].details.items.length,
    }));
  }
} finally {
  chrome.kill();
}
