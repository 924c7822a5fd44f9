import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inLanes } from '../run/lanes.ts'
import type { Findings, Job } from './job.ts'

/** How many processes work side by side. */
const PROCESSES_MAX = 2

const FLAGS: readonly string[] = ['--experimental-transform-types', '--no-warnings']

/** The folder in which this project stands. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js')

/** Where a part runs, and which fault point is on there. */
export interface JobPlace {
  /** The folder of the project, or of a copy. */
  readonly root?: string
  readonly faultPoint?: string
}

/** A file of tests that stands for a part of the proofs, by its path below `test`. */
export interface SpecJob {
  readonly kind: 'spec'
  readonly path: string
}

/**
 * Does a part of the proofs in a process of its own. A process that ends with a failure found something, too: it is a
 * breach in the words that it printed. Of a file of tests the first one that fails is the breach.
 */
export async function runJob (job: Job | SpecJob, { root = ROOT, faultPoint = '' }: JobPlace = {}): Promise<Findings> {
  if (job.kind === 'spec') {
    const { code, stdout, stderr } = await run([MOCHA, '--reporter', 'tap', '--bail', '--timeout', '60000', `test/${job.path}`], { root, faultPoint })

    return { breaches: code === 0 ? [] : [/^not ok \d+ (.*)$/m.exec(stdout)?.[1] ?? ended(code, stderr)] }
  }

  const program = `import { doJob } from '${pathToFileURL(`${root}/test/crash/job.ts`).href}'
process.stdout.write(JSON.stringify(await doJob(JSON.parse(process.argv[1]))))`
  const { code, stdout, stderr } = await run(['--input-type=module', '-e', program, JSON.stringify(job)], { root, faultPoint })

  return code === 0 ? JSON.parse(stdout) : { breaches: [ended(code, stderr)] }
}

async function run (args: readonly string[], { root, faultPoint }: Required<JobPlace>): Promise<{ code: unknown, stdout: string, stderr: string }> {
  const child = spawn(process.execPath, [...FLAGS, ...args], { cwd: root, env: { ...process.env, FACTMESH_FAULT_POINT: faultPoint }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])

  return { code, stdout, stderr }
}

function ended (code: unknown, stderr: string): string {
  return `the process ended with ${String(code)}: ${stderr.slice(-2_000)}`
}

/** Does parts in turn, two at a time, and answers what each found. */
export async function runAll <Answer> (parts: ReadonlyArray<() => Promise<Answer>>): Promise<Answer[]> {
  return inLanes(parts, PROCESSES_MAX, async part => part())
}
