/**
 * Makes the program that `factmesh` starts: everything that it needs of
 * `dist/src` and of other packages in a few files in `dist/bin`. It starts more
 * than twice as fast as from a thousand files. The arguments are its entries,
 * `<name>=<file>`. Packages with native code stay
 * outside; the licences of all others stand beside the program.
 *
 * The entry `ui/main` is the dashboard, which goes into `dist/ui` for browsers.
 *
 * WebRTC of libp2p is put into the compiled files that export it: its package
 * depends on React Native, so whoever installed it would install 600 packages.
 */
import { chmod, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '../..')
const OUT = join(ROOT, 'dist/bin')
const PAGES = join(ROOT, 'dist/ui')
const PAGE_SOURCES = join(ROOT, 'src/apps/ui')
const WEBRTC = join(ROOT, 'dist/src/mesh/webrtc')

/** Packages with native code, which no bundle can hold. */
const NATIVE: readonly string[] = ['@node-rs/crc32', 'classic-level', 'node-datachannel']

/** CommonJS packages ask for modules of Node by `require`, which files of ES modules do not have. */
const BANNER = 'import { createRequire } from \'node:module\'\nconst require = createRequire(import.meta.url)'

/** The folder of the package that a file belongs to, or undefined for a file of ours. */
function packageOf (path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
}

/** The licences of packages, one after another. */
async function licencesOf (folders: readonly string[]): Promise<string> {
  const texts = await Promise.all(folders.map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'))
    const files = (await readdir(join(ROOT, folder))).filter(file => /^(?:licen[cs]e|notice)/i.test(file))
    const texts = await Promise.all(files.map(async file => readFile(join(ROOT, folder, file), 'utf8')))
    return [`${name} ${version}: ${JSON.stringify(license)}`, ...texts].join('\n\n')
  }))
  return texts.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n'
}

/** The licences of what was put into a bundle, into a file beside it. */
async function writeLicences (folder: string, inputs: Readonly<Record<string, unknown>>): Promise<void> {
  const packages = new Set(Object.keys(inputs).map(packageOf).filter(folder => folder != null))

  await writeFile(join(folder, 'LICENSES.txt'), await licencesOf([...packages].sort()))
}

const entries = process.argv.slice(2).map(argument => ({ out: argument.split('=')[0], in: argument.split('=')[1] }))
const [pages, programs] = [entries.filter(({ out }) => out === 'ui/main'), entries.filter(({ out }) => out !== 'ui/main')]

await rm(OUT, { recursive: true, force: true })
const program = await build({
  absWorkingDir: ROOT,
  entryPoints: programs,
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: [...NATIVE],
  banner: { js: BANNER },
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning'
})

await writeLicences(OUT, program.metafile.inputs)
await chmod(join(OUT, 'factmesh.js'), 0o755)

const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
const libraries = await Promise.all((['node', 'browser'] as const).map(async platform => build({
  absWorkingDir: ROOT,
  stdin: { contents: 'export { webRTC, webRTCDirect } from \'@libp2p/webrtc\'', resolveDir: ROOT },
  outfile: join(WEBRTC, platform === 'node' ? 'library.js' : 'library.browser.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform,
  target: 'es2022',
  external: [...Object.keys(dependencies), ...NATIVE],
  banner: platform === 'node' ? { js: BANNER } : {},
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning'
})))

await writeLicences(WEBRTC, Object.assign({}, ...libraries.map(({ metafile }) => metafile?.inputs)))

await rm(PAGES, { recursive: true, force: true })
const dashboard = await build({
  absWorkingDir: ROOT,
  entryPoints: [...pages.map(entry => ({ ...entry, out: 'main' })), { out: 'style', in: join(PAGE_SOURCES, 'style.css') }],
  outdir: PAGES,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning'
})

await copyFile(join(PAGE_SOURCES, 'index.html'), join(PAGES, 'index.html'))
await writeLicences(PAGES, dashboard.metafile.inputs)
