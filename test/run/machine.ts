import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * The machine as the search for a program sees it, so that a test can bring
 * its own.
 */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean

  /** Whether the program starts and exits with 0. */
  runs(program: string, args: readonly string[]): Promise<boolean>
}

const APT_OPTIONS: readonly string[] = ['--yes', '--quiet', '-o', 'DPkg::Lock::Timeout=120']

/** Whether this process may install packages. */
export async function mayInstall (machine: Machine): Promise<boolean> {
  return machine.isRoot && await machine.runs('apt-get', ['--version'])
}

/** Installs a package of the system, and answers whether that worked. */
export async function installByApt (machine: Machine, name: string): Promise<boolean> {
  return await machine.runs('apt-get', [...APT_OPTIONS, 'update']) &&
    machine.runs('apt-get', [...APT_OPTIONS, 'install', '--no-install-recommends', name])
}

/** The machine that this process runs on. */
export function thisMachine (): Machine {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

  return {
    env,
    isRoot: process.getuid?.() === 0,
    runs: async (program, args) => {
      try {
        await promisify(execFile)(program, args, { env, maxBuffer: 64 * 1024 * 1024 })

        return true
      } catch {
        return false
      }
    }
  }
}
