import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inLanes } from '../run/lanes.ts'
import type { Findings, Job } from './job.ts'

/** How many processes work side by side. */
const PROCESSES_MAX = 2

/** The folder in which this project stands. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Where a part runs, and which fault point is on there. */
export interface JobPlace {
  /** The folder of the project, or of a copy. */
  readonly root?: string
  readonly faultPoint?: string
}

/**
 * Does a part of the proofs in a process of its own. A process that ends with a failure found something, too: it is a
 * breach in the words that it printed.
 */
export async function runJob (job: Job, { root = ROOT, faultPoint = '' }: JobPlace = {}): Promise<Findings> {
  const program = `import { doJob } from '${pathToFileURL(`${root}/test/crash/job.ts`).href}'
process.stdout.write(JSON.stringify(await doJob(JSON.parse(process.argv[1]))))`
  const args = ['--experimental-transform-types', '--no-warnings', '--input-type=module', '-e', program, JSON.stringify(job)]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, FACTMESH_FAULT_POINT: faultPoint }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])

  return code === 0 ? JSON.parse(stdout) : { breaches: [`the process ended with ${String(code)}: ${stderr.slice(-2_000)}`] }
}

/** Does parts in turn, two at a time, and answers what each found. */
export async function runAll <Answer> (parts: ReadonlyArray<() => Promise<Answer>>): Promise<Answer[]> {
  return inLanes(parts, PROCESSES_MAX, async part => part())
}
