import { fork } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../test/fixtures/program.ts'
import type { FactMeshInit } from '../src/index.ts'
import type { ChildProcess } from 'node:child_process'

/** What a peer in a process of its own does when it is asked to. */
export interface PeerTasks {
  open (init: FactMeshInit): Promise<{ ms: number, address: string }>
  writeBulk (count: number): Promise<void>
  writeOneByOne (count: number): Promise<void>
  writeTimed (argument: undefined): Promise<{ hash: string, startedMs: number }>
  arrival (hash: string): Promise<number | undefined>
  catchUp (address: string): Promise<{ ms: number, turns: number, bytes: number }>
  syncNow (argument: undefined): Promise<{ result: string, ms: number, turns: number, bytes: number, bundles: number }>
  peers (argument: undefined): Promise<number>
  held (argument: undefined): Promise<{ facts: number, root: string | null }>
  memoryMb (argument: undefined): Promise<number>
  busyMs (argument: undefined): Promise<number>
  close (argument: undefined): Promise<void>
}

/** A task failed in the process of the peer. */
export class PeerTaskError extends Error {
  static readonly name = 'PeerTaskError'

  constructor (task: string, stack: string) {
    super(`${task} failed: ${stack}`)
    this.name = 'PeerTaskError'
  }
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/** The program of a peer, compiled as it is for users: stripping types would cost memory and time. */
const PROGRAM = join(ROOT, 'dist/bench/peer.js')

/** A node in a process of its own. Needs the compiled package. */
export class PeerProcess {
  private readonly child: ChildProcess
  private asked = 0

  constructor () {
    this.child = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.child.setMaxListeners(0)
  }

  /**
   * Asks for a task, and resolves with its result.
   *
   * @throws {PeerTaskError}
   */
  async ask<T extends keyof PeerTasks>(task: T, argument?: Parameters<PeerTasks[T]>[0]): Promise<Awaited<ReturnType<PeerTasks[T]>>> {
    const id = this.asked++
    const answered = this.answerTo(id)

    this.child.send({ id, task, argument })
    const { result, error } = await answered

    if (error != null) {
      throw new PeerTaskError(task, error)
    }

    return result as Awaited<ReturnType<PeerTasks[T]>>
  }

  private async answerTo (id: number): Promise<Answer> {
    return new Promise(resolve => {
      const hear = (answer: Answer): void => {
        if (answer.id === id) {
          this.child.off('message', hear)
          resolve(answer)
        }
      }

      this.child.on('message', hear)
    })
  }

  /** Stops the node and ends the process. */
  async end (): Promise<void> {
    await this.ask('close')
    this.child.kill()
  }
}

/** Runs work with some peers, and ends them. */
export async function withPeers<T> (count: number, work: (peers: PeerProcess[]) => Promise<T>): Promise<T> {
  const peers = Array.from({ length: count }, () => new PeerProcess())

  try {
    return await work(peers)
  } finally {
    await Promise.all(peers.map(async peer => peer.end()))
  }
}
