/**
 * Makes the static folder of the notebook and of the dashboard of its node: `node examples/browser-node/build.ts OUT`. Anyone can host
 * it: a few files with relative addresses. The package must be built before.
 */
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')
const PROGRAMS = join(ROOT, 'dist/examples/browser-node')

/** The folder that was made. */
export const out = process.argv[2] ?? join(ROOT, 'dist/notebook')

await mkdir(out, { recursive: true })
await build({
  entryPoints: [join(PROGRAMS, 'index.js'), join(PROGRAMS, 'dashboard.js'), join(import.meta.dirname, 'notebook.css'), join(ROOT, 'src/apps/ui/style.css')],
  entryNames: '[name]',
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  conditions: ['production'],
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' }
})
await Promise.all(['index.html', 'dashboard.html'].map(async name => copyFile(join(import.meta.dirname, name), join(out, name))))
