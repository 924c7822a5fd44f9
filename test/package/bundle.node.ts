import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'aegir/chai'
import { build } from 'esbuild'
import { browserTwinOf } from '../tidy/graph.ts'
import type { BuildResult, Plugin } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')

/**
 * Gzipped bytes that a page loads before the node runs, and with everything that it may load later: no more than today.
 * The aim is 260 kB and 340 kB. The hash table alone is 68 KiB of what is loaded later; libp2p, gossipsub and the hash
 * table are more than half of all. Closed scopes (governance, rights, tokens, sealing, erasure) took 36 KiB: no frame is
 * judged without them, so none of it can wait.
 */
const FIRST_BYTES_MAX = 356 * 1024
const ALL_BYTES_MAX = 480 * 1024

type Bundle = BuildResult<{ write: false, metafile: true }>

/** What the `browser` map of package.json does for the compiled files. */
const swapTwins: Plugin = {
  name: 'twins',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const twin = browserTwinOf(join(resolveDir, path))

      return existsSync(twin) ? { path: twin } : undefined
    })
  }
}

async function bundleForBrowsers (): Promise<Bundle> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts'],
    outdir: join(ROOT, 'dist/bundle'),
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['production'],
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    plugins: [swapTwins],
    metafile: true,
    write: false,
    logLevel: 'silent'
  })
}

/** The chunks that a page loads at once: the entry and what it imports by statements. */
function firstChunks ({ metafile: { outputs } }: Bundle): Set<string> {
  const first = new Set(Object.keys(outputs).filter(path => outputs[path].entryPoint === 'src/index.ts'))

  for (const path of first) {
    outputs[path].imports.filter(({ kind }) => kind === 'import-statement').forEach(({ path }) => first.add(path))
  }

  return first
}

function gzipBytes (bundle: Bundle, chunks: ReadonlySet<string>): number {
  return bundle.outputFiles.reduce((sum, { path, contents }) => {
    return [...chunks].some(chunk => path.endsWith(chunk)) ? sum + gzipSync(contents, { level: 9 }).length : sum
  }, 0)
}

describe('bundle for browsers', function () {
  this.timeout(600_000)

  let bundle: Bundle

  before(async () => {
    bundle = await bundleForBrowsers()
  })

  it('holds no import of Node', () => {
    const external = Object.values(bundle.metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external === true))

    expect(external.map(({ path }) => path)).to.deep.equal([])
  })

  it('stays within its size before lazy parts', () => {
    expect(gzipBytes(bundle, firstChunks(bundle))).to.be.within(1, FIRST_BYTES_MAX)
  })

  it('stays within its size in all', () => {
    expect(gzipBytes(bundle, new Set(Object.keys(bundle.metafile.outputs)))).to.be.within(1, ALL_BYTES_MAX)
  })
})
