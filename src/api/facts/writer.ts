import { APPENDS_IN_FLIGHT_MAX, APPEND_BATCH_FACTS } from '../constants.ts'
import { problemOf } from '../http/problem.ts'
import type { FactFault, FactReader } from './list.ts'
import type { FactMesh } from '../../mesh/interface.ts'
import type { AppendResult, FactDraft, FactRecord } from '../../replica/interface.ts'
import type { FieldError, HandlerInit } from '../interface.ts'

/** What became of one fact of a body. */
export type FactOutcome =
  { readonly result: 'stored', readonly index: number, readonly record: FactRecord, readonly unchanged: boolean } |
  { readonly result: 'refused', readonly index: number, readonly code: string, readonly errors: FieldError[] }

/** How the facts of a body are written. */
export interface WriteOptions {
  /** Overrules the scopes that the facts name. */
  scope?: string
  skipUnchanged?: boolean
  onFailure?: HandlerInit['onFailure']
}

/** A run of facts of a body, and the place of its first. */
interface FactBatch {
  readonly start: number
  readonly readers: readonly FactReader[]
}

/** Facts of one batch and scope, with their places in the batch. */
interface ScopeGroup {
  /** Absent: the scope that the mesh takes by default. */
  readonly scope: string | undefined
  readonly offsets: number[]
  readonly drafts: FactDraft[]
}

/**
 * Hands facts to the mesh in the order of the body, a batch at a time, so that
 * the next batch is read while the one before it is made durable.
 *
 * The promise resolves once every fact has been handed over, which is earlier
 * than all of them are durable: the generator that it answers with brings the
 * outcomes, in order. A caller that starts its next request after the headers
 * of this answer therefore never overtakes itself.
 */
export async function writeFacts (mesh: FactMesh, readers: readonly FactReader[], options: WriteOptions): Promise<AsyncGenerator<FactOutcome[], undefined>> {
  const finished: FactOutcome[][] = []
  const running: Array<Promise<FactOutcome[]>> = []
  for (let start = 0; start < readers.length; start += APPEND_BATCH_FACTS) {
    if (running.length === APPENDS_IN_FLIGHT_MAX) {
      finished.push(...await Promise.all(running.splice(0, 1)))
    }
    running.push(writeBatch(mesh, { start, readers: readers.slice(start, start + APPEND_BATCH_FACTS) }, options))
  }
  return drain([...finished, ...running])
}

async function * drain (outcomes: ReadonlyArray<FactOutcome[] | Promise<FactOutcome[]>>): AsyncGenerator<FactOutcome[], undefined> {
  for (const batch of outcomes) { yield batch }
  return undefined
}

/** Never rejects: what the mesh throws becomes the outcome of each fact it was asked for. */
async function writeBatch (mesh: FactMesh, { start, readers }: FactBatch, options: WriteOptions): Promise<FactOutcome[]> {
  const outcomes: FactOutcome[] = []
  const groups = new Map<string | undefined, ScopeGroup>()
  readers.forEach((read, offset) => {
    const item = read()
    if (item.result === 'fault') {
      outcomes[offset] = refused(start + offset, item)
    } else {
      const group = groupOf(groups, options.scope ?? item.scope)
      group.offsets.push(offset)
      group.drafts.push(item.draft)
    }
  })
  await Promise.all([...groups.values()].map(async group => {
    const results = await appendGroup(mesh, group, options)
    group.offsets.forEach((offset, i) => { outcomes[offset] = outcomeOf(start + offset, results[i]) })
  }))
  return outcomes
}

function groupOf (groups: Map<string | undefined, ScopeGroup>, scope: string | undefined): ScopeGroup {
  const group = groups.get(scope) ?? { scope, offsets: [], drafts: [] }
  groups.set(scope, group)
  return group
}

async function appendGroup (mesh: FactMesh, { drafts, scope }: ScopeGroup, options: WriteOptions): Promise<AppendResult[]> {
  try {
    return await mesh.append(drafts, { scope, skipUnchanged: options.skipUnchanged })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'internal') { options.onFailure?.(error) }
    return drafts.map(() => ({ result: 'reject', code: problem.code, detail: problem.message }))
  }
}

function outcomeOf (index: number, result: AppendResult): FactOutcome {
  if (result.result === 'accept') {
    return { result: 'stored', index, record: result.record, unchanged: result.unchanged }
  }
  const pointer = result.field == null ? '' : `/${pointerOf(result.field)}`
  return { result: 'refused', index, code: result.code, errors: [{ pointer, detail: result.detail }] }
}

function refused (index: number, fault: FactFault): FactOutcome {
  return { result: 'refused', index, code: fault.code, errors: fault.errors }
}

/** Fields of a draft by the names that a caller knows them by. */
function pointerOf (field: string): string {
  return BODY_FIELDS[field] ?? field.replaceAll('.', '/')
}

const BODY_FIELDS: Readonly<Record<string, string>> = {
  value: 'value/v',
  validUntilMs: 'valid_until',
  sourceClass: 'source_class',
  derivedFrom: 'derived_from'
}
