import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { installByApt, mayInstall, thisMachine } from './machine.ts'
import type { Machine } from './machine.ts'

/**
 * No Chromium works here and none could be installed. The message says what
 * to do.
 */
export class NoChromiumError extends Error {
  static readonly name = 'NoChromiumError'

  constructor (reason: string) {
    super(`${reason}\nInstall Chromium (on Debian: apt-get install chromium) or set CHROMIUM_PATH to one, then run the tests again.`)
    this.name = 'NoChromiumError'
  }
}

/**
 * Flags that let Chromium run as root, without a display and without calling
 * anybody on its own account.
 */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=WebRtcHideLocalIpsWithMdns'
]

/** Names and places under which systems keep Chromium, the likeliest first. */
const CANDIDATES: readonly string[] = [
  '/usr/bin/chromium',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
]

/**
 * Returns the path or name of a Chromium that starts: the one of
 * `CHROMIUM_PATH`, else one of the system, else one that apt-get installs
 * when this process may do so. Rejects with `NoChromiumError`.
 */
export async function findChromium (machine: Machine = thisMachine()): Promise<string> {
  const chosen = machine.env.CHROMIUM_PATH

  if (chosen != null && chosen !== '') {
    if (await starts(machine, chosen)) {
      return chosen
    }

    throw new NoChromiumError(`CHROMIUM_PATH is ${chosen}, which does not start.`)
  }

  return await firstThatStarts(machine) ?? await installedByApt(machine)
}

async function firstThatStarts (machine: Machine): Promise<string | undefined> {
  for (const candidate of CANDIDATES) {
    if (await starts(machine, candidate)) {
      return candidate
    }
  }
}

async function installedByApt (machine: Machine): Promise<string> {
  if (!await mayInstall(machine)) {
    throw new NoChromiumError('No Chromium was found, and only root can install one with apt-get.')
  }

  const found = await installByApt(machine, 'chromium') ? await firstThatStarts(machine) : undefined

  if (found == null) {
    throw new NoChromiumError('No Chromium was found, and apt-get could not install one.')
  }

  return found
}

async function starts (machine: Machine, program: string): Promise<boolean> {
  return machine.runs(program, ['--version'])
}

/**
 * Makes a folder in which Playwright finds every Chromium of its own list
 * marked as installed, so that it downloads none, and returns its path. The
 * browser that runs is the one of `findChromium`.
 *
 * The list is that of the Playwright which `playwright-test` uses: another
 * copy in the tree may ask for other revisions.
 */
export async function markBrowsersInstalled (root = 'node_modules/.cache/factmesh-browsers'): Promise<string> {
  const require = createRequire(import.meta.resolve('playwright-test'))
  const list = join(dirname(require.resolve('playwright-core/package.json')), 'browsers.json')
  const { browsers }: { browsers: Array<{ name: string, revision: string }> } = JSON.parse(await readFile(list, 'utf8'))

  for (const { name, revision } of browsers.filter(browser => /^chromium(-headless-shell)?$/.test(browser.name))) {
    const directory = join(process.cwd(), root, `${name.replaceAll('-', '_')}-${revision}`)

    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, 'INSTALLATION_COMPLETE'), '')
  }

  return join(process.cwd(), root)
}
