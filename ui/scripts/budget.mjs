// Fails when the first view loads more script than people on a slow line should wait for.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 250 * 1024;
const DIST = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));

/** The chunk, what it imports, and so on: all that must arrive before it runs. */
function needed(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key);
    for (const next of manifest[key].imports ?? []) needed(next, found);
  }
  return found;
}

// The heaviest first view: the entry, one language and the page that most people open first.
const keys = ['index.html', 'src/locales/uk/index.ts', 'src/features/overview/OverviewPage.tsx'];
const chunks = new Set(keys.flatMap((key) => [...needed(key)]));
const sizes = [...chunks].map((key) => {
  const { file } = manifest[key];
  return [file, gzipSync(readFileSync(new URL(file, DIST))).length];
});
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes) console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(8)} KB  first view, gzipped (limit ${LIMIT / 1024} KB)`);
if (total > LIMIT) process.exit(1);
