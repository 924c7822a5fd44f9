/**
 * Makes the static folder of the notebook: `node examples/browser-node/build.ts OUT`. Anyone can host it: it is one page and its scripts,
 * with relative addresses. The package must be built before.
 */
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const out = process.argv[2] ?? 'dist/browser-node'

await mkdir(out, { recursive: true })
await build({
  entryPoints: [join(import.meta.dirname, 'index.ts')],
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  conditions: ['production'],
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' }
})
await copyFile(join(import.meta.dirname, 'index.html'), join(out, 'index.html'))
