import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../..')

/** Folders of a checkout that no package is made from. */
const LEFT_BEHIND: readonly string[] = ['node_modules', '.git', '.factmesh']

/** What a program printed on both streams. */
interface Printed {
  readonly stdout: string
  readonly stderr: string
}

/** A folder of somebody who uses the package. */
export interface Consumer {
  readonly folder: string

  /** Path of the packed tarball. */
  readonly tarball: string

  /** Runs a program in the folder, with this process's Node first on the path. */
  run (program: string, ...args: string[]): Promise<Printed>
  remove (): Promise<void>
}

/**
 * Packs a copy of this checkout, so that the checkout itself keeps its
 * package.json, and installs the tarball in an empty folder elsewhere.
 */
export async function installPackage (): Promise<Consumer> {
  const scratch = await mkdtemp(join(tmpdir(), 'factmesh-package-'))
  const folder = join(scratch, 'consumer')
  const run = runnerIn(folder)
  const tarball = await pack(scratch)

  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball)

  return { folder, tarball, run, remove: async () => rm(scratch, { recursive: true, force: true }) }
}

/** Packs as a release does, `prepack`, `prepare` and `postpack` included; the copy shares this checkout's dependencies. */
async function pack (scratch: string): Promise<string> {
  const checkout = join(scratch, 'checkout')
  const before = await readFile(join(ROOT, 'package.json'), 'utf8')

  await cp(ROOT, checkout, { recursive: true, filter: path => !LEFT_BEHIND.some(name => path === join(ROOT, name)) })
  await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'))
  const { stdout } = await runnerIn(checkout)('npm', 'pack', '--silent', '--pack-destination', scratch)

  if (await readFile(join(checkout, 'package.json'), 'utf8') !== before) {
    throw new PackChangedManifestError()
  }

  return join(scratch, stdout.trim().split('\n').at(-1) ?? '')
}

/** Packing left another package.json behind than it found. */
export class PackChangedManifestError extends Error {
  static readonly name = 'PackChangedManifestError'

  constructor () {
    super('npm pack did not restore package.json')
    this.name = 'PackChangedManifestError'
  }
}

function runnerIn (folder: string): Consumer['run'] {
  const path = [join(process.execPath, '..'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path, NODE_OPTIONS: '' }

  return async (program, ...args) => promisify(execFile)(program, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
}
