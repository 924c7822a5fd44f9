import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { InvalidSeedError } from './errors.ts'
import { nodeAgreement } from './node-x25519.ts'
import type { Ed25519, Ed25519Signer } from './interface.ts'
import type { KeyObject } from 'node:crypto'

/** Public keys whose imported form is kept; an import costs a fifth of a verification. */
export const DEFAULT_KEYS_MAX = 4_096

/** Verifications handed to the thread pool at a time: enough to fill it, few enough that a disk call waits for one or two. */
export const DEFAULT_JOBS_MAX = 8

/** How much the native body keeps and runs at once. */
export interface NodeEd25519Init {
  /**
   * Imported public keys kept.
   *
   * @default DEFAULT_KEYS_MAX
   */
  keysMax?: number
  /**
   * Verifications in the thread pool at a time; 0 verifies on the caller's thread, which a simulation needs to repeat itself.
   *
   * @default DEFAULT_JOBS_MAX
   */
  jobsMax?: number
}

/** One verification and the two ends of its promise. */
interface Job {
  readonly key: KeyObject
  readonly message: Uint8Array
  readonly signature: Uint8Array
  resolve (holds: boolean): void
  reject (error: unknown): void
}

/** Jobs that were handed over and still stand in the queue, before it is cut. */
const DONE_MAX = 1_024

/** PrivateKeyInfo of an Ed25519 seed without the seed (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/**
 * Ed25519 by node:crypto. A signature is made on the caller's thread. A lone verification runs there too, because the way
 * through the pool costs more than it saves; several asked for in one turn run in the pool, on all cores.
 */
export function nodeEd25519 (init: NodeEd25519Init = {}): Ed25519 {
  const keys = new PublicKeys(init.keysMax ?? DEFAULT_KEYS_MAX)
  const jobsMax = init.jobsMax ?? DEFAULT_JOBS_MAX
  const pool = new VerifyPool(jobsMax)
  return {
    signer,
    verify (publicKey, message, signature) {
      const key = signature.length === 64 ? keys.import(publicKey) : undefined
      if (key == null) {
        return false
      }
      return jobsMax === 0 ? verify(null, message, key, signature) : pool.verify(key, message, signature)
    }
  }
}

function signer (seed: Uint8Array): Ed25519Signer {
  if (seed.length !== 32) {
    throw new InvalidSeedError(seed.length)
  }
  const der = Buffer.concat([PKCS8_PREFIX, seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return {
    publicKey: Uint8Array.from(Buffer.from(x ?? '', 'base64url')),
    sign: (message) => new Uint8Array(sign(null, message, key)),
    agree: nodeAgreement(key)
  }
}

/** The most recently used public keys in their imported form. */
class PublicKeys {
  private readonly keysMax: number
  private readonly keys = new Map<string, KeyObject>()

  constructor (keysMax: number) {
    this.keysMax = keysMax
  }

  /** The imported key, or undefined when these bytes are none. */
  import (bytes: Uint8Array): KeyObject | undefined {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const key = this.keys.get(name) ?? importPublicKey(bytes)
    if (key == null) {
      return
    }
    this.keys.delete(name)
    this.keys.set(name, key)
    if (this.keys.size > this.keysMax) {
      this.keys.delete(this.keys.keys().next().value ?? name)
    }
    return key
  }
}

function importPublicKey (bytes: Uint8Array): KeyObject | undefined {
  if (bytes.length !== 32) {
    return
  }
  const x = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  } catch {
    return undefined // Some releases refuse at the import what others refuse at the signature.
  }
}

/** Collects the verifications of one turn and feeds them to libuv's thread pool, a few at a time. */
class VerifyPool {
  private readonly jobsMax: number
  private readonly waiting: Job[] = []
  private next = 0
  private running = 0
  private collecting = false

  constructor (jobsMax: number) {
    this.jobsMax = jobsMax
  }

  async verify (key: KeyObject, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, message, signature, resolve, reject })
      if (!this.collecting) {
        this.collecting = true
        queueMicrotask(() => { this.dispatch() })
      }
    })
  }

  private dispatch (): void {
    this.collecting = false
    if (this.running === 0 && this.waiting.length === 1) {
      this.waiting.splice(0).forEach(runHere)
    } else {
      this.fill()
    }
  }

  private fill (): void {
    while (this.running < this.jobsMax && this.next < this.waiting.length) {
      this.run(this.waiting[this.next++])
    }
    if (this.next === this.waiting.length || this.next >= DONE_MAX) {
      this.waiting.splice(0, this.next)
      this.next = 0
    }
  }

  /** The form with a callback runs in the pool; promises around it would cost as much as the hand-over. */
  private run (job: Job): void {
    const done = (error: Error | null, holds: boolean): void => {
      this.running--
      settle(job, error, holds)
      this.fill()
    }
    this.running++
    try {
      verify(null, job.message, job.key, job.signature, done)
    } catch (error) {
      done(error as Error, false)
    }
  }
}

function settle ({ resolve, reject }: Job, error: Error | null, holds: boolean): void {
  if (error == null) {
    resolve(holds)
  } else {
    reject(error)
  }
}

function runHere (job: Job): void {
  try {
    job.resolve(verify(null, job.message, job.key, job.signature))
  } catch (error) {
    job.reject(error)
  }
}
