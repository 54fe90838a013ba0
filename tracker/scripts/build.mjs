// Builds the script that pages load, the modules that it loads when needed, and the npm package.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = new URL('../', import.meta.url).pathname;
const DIST = `${ROOT}dist/`;
const MODULES = ['commerce', 'consent', 'links', 'pixels'];
const COMMON = {
  bundle: true,
  minify: true,
  sourcemap: true,
  target: 'es2021',
  charset: 'utf8',
  logLevel: 'warning',
};

for (const made of [DIST, `${ROOT}build`]) rmSync(made, { recursive: true, force: true });

// Names that no page sees, made short: the same ones in the core and in its modules.
const mangleProps =
  /^(choices|identity|hear|fire|tell|turnTo|settle|preferences|choose|signIn|become|persist|trying|rewrite|abandon|tried)$/;
const mangleCache = {};

// The modules first: the core asks for them by a version, so that browsers may keep them for ever.
await build({
  ...COMMON,
  entryPoints: Object.fromEntries(MODULES.map((name) => [name, `${ROOT}src/modules/${name}.ts`])),
  format: 'esm',
  outdir: `${DIST}oblik`,
  mangleProps,
  mangleCache,
}).then((built) => Object.assign(mangleCache, built.mangleCache));
const versioned = Object.fromEntries(
  MODULES.map((name) => {
    const hash = createHash('sha256')
      .update(readFileSync(`${DIST}oblik/${name}.js`))
      .digest('hex');
    return [name, `/oblik/${name}.js?v=${hash.slice(0, 8)}`];
  }),
);
await build({
  ...COMMON,
  entryPoints: { oblik: `${ROOT}src/browser.ts` },
  format: 'iife',
  define: { MODULES: JSON.stringify(versioned) },
  outdir: DIST,
  mangleProps,
  mangleCache,
});
await build({
  ...COMMON,
  entryPoints: { index: `${ROOT}src/index.ts` },
  format: 'esm',
  splitting: true,
  outdir: `${ROOT}build`,
});

// Small as it goes over the line; the server picks what the browser understands.
for (const name of ['oblik', ...MODULES.map((module) => `oblik/${module}`)]) {
  const code = readFileSync(`${DIST}${name}.js`);
  writeFileSync(`${DIST}${name}.js.gz`, gzipSync(code, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${DIST}${name}.js.br`, brotliCompressSync(code, { params }));
}
