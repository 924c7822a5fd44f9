import type { SessionEnd } from '../session/interface.ts'

/** Whether another run may follow on the stream. */
export function mayGoOn ({ code, result }: SessionEnd): boolean {
  return result !== 'error' || code === 'busy'
}

/** The word for what went wrong; errors that name none are failures of the stream. */
export function codeOf (error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'stream'
}
