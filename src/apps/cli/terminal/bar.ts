import { platform } from '../../../platform/index.ts'
import type { StoreProgress } from '../../../home.ts'
import type { Runtime } from '../runtime.ts'
import type { Terminal } from './terminal.ts'
import type { Clock } from '../../../platform/index.ts'

const BAR_CHARACTERS = 24

/** Milliseconds between two drawings. */
const DRAW_INTERVAL_MS = 100

/** Milliseconds of a step before its rate says anything. */
const RATE_AFTER_MS = 500

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

const STEPS: Readonly<Record<StoreProgress['step'], string>> = { copy: 'copying', check: 'checking', rebuild: 'building' }

/** A share between 0 and 1 as a bar with its percentage. */
export function barOf (share: number): string {
  const full = Math.round(share * BAR_CHARACTERS)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CHARACTERS - full)} ${String(Math.floor(share * 100)).padStart(3)} %  `
}

/** Bytes in the unit that suits them, such as `4.2 MB` of 1,000,000 bytes. */
export function bytesText (bytes: number): string {
  let unit = 0
  let amount = bytes
  for (; amount >= 1_000 && unit < UNITS.length - 1; unit++) { amount /= 1_000 }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`
}

/** Runs a long piece of work with a bar for people, with rate and time left; for programs it draws nothing. */
export async function withBar<T> ({ terminal, isChatty }: Runtime, run: (onProgress?: (progress: StoreProgress) => void) => Promise<T>): Promise<T> {
  if (!isChatty) { return run() }
  try {
    return await run(drawer(terminal, platform().clock))
  } finally {
    terminal.err(`\r${' '.repeat(terminal.columns - 1)}\r`)
  }
}

function drawer (terminal: Terminal, clock: Clock): (progress: StoreProgress) => void {
  let step: StoreProgress['step'] | undefined
  let startMs = 0
  let drawnMs = -Infinity
  return progress => {
    const nowMs = clock.monotonicMs()
    if (progress.step !== step || progress.done === 0) {
      step = progress.step
      startMs = nowMs
    }
    if (nowMs - drawnMs >= DRAW_INTERVAL_MS) {
      drawnMs = nowMs
      terminal.err(`\r${lineOf(progress, nowMs - startMs).slice(0, terminal.columns - 1).padEnd(terminal.columns - 1)}`)
    }
  }
}

function lineOf ({ step, done, total }: StoreProgress, ms: number): string {
  const size = `${STEPS[step].padEnd(9)}${barOf(total === 0 ? 1 : done / total)}${bytesText(done)} of ${bytesText(total)}`
  if (ms < RATE_AFTER_MS || done === 0) { return size }
  const perSecond = done / (ms / 1_000)
  return `${size}, ${bytesText(perSecond)}/s, ${Math.ceil((total - done) / perSecond)} s left`
}
