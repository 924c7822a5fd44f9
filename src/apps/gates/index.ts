/**
 * @packageDocumentation
 *
 * The acceptance scenarios of a mesh as one run: nodes are started as users start them, and everything is asked over their
 * API. It stands under the roof, on the public door, the API and the test mesh; `docs/GATES.md` says what is expected.
 *
 * The invariant: an outcome that was not seen has failed.
 *
 * @example Run one gate
 *
 * ```TypeScript
 * import { runGates } from './index.ts'
 *
 * const outcomes = await runGates({ program: 'dist/bin/factmesh.js', only: ['11.1'] })
 * console.info(outcomes.every(({ passed }) => passed))
 * ```
 */

export { GATES, runGates } from './run-gates.ts'
export type * from './interface.ts'
