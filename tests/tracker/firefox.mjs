/**
 * What somebody does in Firefox on the pages of the site: `node firefox.mjs EXECUTABLE SITE`.
 *
 * Writes JSON: by story, the anonymous id that did it, and what the page said was wrong.
 */
import puppeteer from 'puppeteer-core';

const [executablePath, site] = process.argv.slice(2);
const NOT_OURS = /favicon|oblik_probe/; // the page's own picture; the cookie by which the widest domain is found

const SENT = "!Object.keys(localStorage).some((key) => key.startsWith('oblik_q'))";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const follow = (page, text) =>
  page.evaluate(`[...document.querySelectorAll('a')].find((link) => link.textContent === '${text}').click()`);
const titled = (page, title) => page.waitForFunction(`document.title === '${title}'`);

async function open(page, name, options = {}) {
  const said = JSON.stringify({ consent: 'granted', ...options });
  await page.goto(`${site}/${name}?options=${encodeURIComponent(said)}`);
  await live(page);
}

/** The tracker is there, and the page whole: a browser does not tell a page that it leaves before. */
async function live(page) {
  await page.waitForFunction("window.oblik && oblik.loaded === true && document.readyState === 'complete'");
}

/** Firefox may end a tab before it has sent the last: the next page of the site does, and tells nothing of its own. */
async function comeBack(context) {
  const page = await context.newPage();
  await open(page, 'other.html', { pages: false, attention: false });
  await page.waitForFunction(SENT);
}

const STORIES = {
  async page(page) {
    await open(page, 'static.html');
    for (const clicked of ['#size', '#add']) await page.click(clicked);
    await page.type('[name=email]', 'ann@example.com');
    await page.click('#contact button');
    await page.click('#inside');
    await titled(page, 'Teapots');
    await live(page);
  },
  async application(page) {
    await open(page, 'application.html');
    await follow(page, 'Tea');
    await titled(page, 'tea');
    await follow(page, 'Mugs');
    await titled(page, 'mugs');
    await page.evaluate('history.back()');
    await titled(page, 'tea');
    await wait(150); // until the last view is told
  },
  async left(page) {
    await open(page, 'application.html');
    await page.evaluate("[1, 2].forEach((step) => { oblik.track('Step Taken', { step }); })");
  },
  async offline(page) {
    await open(page, 'application.html');
    await page.evaluate('oblik.flush()');
    await page.setOfflineMode(true);
    await page.evaluate("[1, 2].forEach((step) => { oblik.track('Step Taken', { step }); })");
    await page.evaluate('oblik.flush()');
    await page.setOfflineMode(false);
    await page.waitForFunction(SENT);
  },
  async strict(page) {
    await open(page, 'strict.html');
    await page.click('#size');
    const loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/oblik/commerce.js'))";
    await page.waitForFunction(loaded);
    await wait(100);
  },
  async consent(page) {
    await open(page, 'static.html', { consent: 'unknown' });
    await page.evaluate('oblik.flush()');
    const kept = await page.evaluate('[document.cookie, ...Object.keys(localStorage)].filter(Boolean)');
    if (kept.length) throw new Error(`kept before consent: ${kept}`);
    await page.evaluate("oblik.consent({ analytics: 'granted' })");
  },
};

const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
const told = {};
for (const [name, story] of Object.entries(STORIES)) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const wrong = [];
  const note = (text) => NOT_OURS.test(text) || wrong.push(text);
  page.on('pageerror', (error) => note(String(error)));
  page.on('console', (said) => said.type() === 'error' && note(said.text()));
  await story(page);
  const who = await page.evaluate('oblik.visitor().then(({ anonymousId }) => anonymousId)');
  await page.close({ runBeforeUnload: true });
  await wait(100); // until it is gone
  await comeBack(context);
  told[name] = { who, wrong };
}
await browser.close();
console.log(JSON.stringify(told));
