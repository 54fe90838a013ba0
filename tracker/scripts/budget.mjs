// Fails when the script that every visitor of a site loads gets heavier than they should have to carry.
import { readFileSync } from 'node:fs';

const LIMITS = {
  oblik: 8192,
  'oblik/commerce': 3072,
  'oblik/consent': 2048,
  'oblik/links': 1024,
  'oblik/pixels': 3072,
}; // bytes, gzipped
const DIST = new URL('../dist/', import.meta.url);
let over = false;
for (const [name, limit] of Object.entries(LIMITS)) {
  const [plain, gzip, brotli] = ['', '.gz', '.br'].map(
    (end) => readFileSync(new URL(`${name}.js${end}`, DIST)).length,
  );
  console.log(`${name}.js: ${plain} bytes, ${gzip} gzipped (limit ${limit}), ${brotli} with brotli`);
  over ||= gzip > limit;
}
if (over) process.exit(1);
