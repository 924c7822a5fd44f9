import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '../../../api/index.ts'
import { LOG_LINES } from '../constants.ts'
import { GateNodeError } from '../errors.ts'
import { waitFor } from '../wait.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'

/** What `api.json` tells. */
interface ApiDescription {
  readonly url: string
  readonly token: string
  readonly peerId: string
  readonly multiaddrs: readonly string[]
}

/** A node in a process of its own, on loopback alone and on free ports. */
export class NodeProcess {
  readonly client: ApiClient
  readonly peerId: string
  readonly addresses: readonly string[]
  private readonly child: ChildProcessWithoutNullStreams
  private readonly log: () => string

  private constructor (api: ApiDescription, child: ChildProcessWithoutNullStreams, log: () => string) {
    this.client = createClient({ url: api.url, token: api.token })
    this.peerId = api.peerId
    this.addresses = api.multiaddrs
    this.child = child
    this.log = log
  }

  /**
   * Starts a node and resolves once it serves.
   *
   * @throws {GateNodeError}
   */
  static async start (program: string, home: string, flags: readonly string[]): Promise<NodeProcess> {
    const listen = flags.includes('--listen') ? [] : ['--listen', '/ip4/127.0.0.1/tcp/0']
    const child = spawn(process.execPath, [...process.execArgv, program, 'daemon', '--home', home, '--http', '127.0.0.1:0', ...listen, ...flags])
    let [out, err] = ['', '']
    child.stdin.end()
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { err = (err + text).split('\n').slice(-LOG_LINES).join('\n') })
    const kill = (): void => { child.kill('SIGKILL') }
    process.once('exit', kill)
    child.once('close', () => { process.removeListener('exit', kill) })
    await waitFor('a node serves', async () => /^ready /m.test(out) || hasEnded(child))
    if (hasEnded(child)) { throw new GateNodeError(err) }
    return new NodeProcess(JSON.parse(await readFile(join(home, 'api.json'), 'utf8')), child, () => err)
  }

  /** The last lines that it logged. */
  get logTail (): string {
    return this.log()
  }

  get isRunning (): boolean {
    return !hasEnded(this.child)
  }

  /** Ends it as asked, and resolves when it is gone. */
  async end (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (hasEnded(this.child)) { return }
    const gone = new Promise(resolve => { this.child.once('close', resolve) })
    this.child.kill(signal)
    await gone
  }
}

function hasEnded ({ exitCode, signalCode }: ChildProcessWithoutNullStreams): boolean {
  return exitCode != null || signalCode != null
}
