import { operationIdOf } from '../http/route.ts'
import type { Caller, HandlerInit } from '../interface.ts'
import type { Admission } from './interface.ts'
import type { FactMesh } from '../../mesh/interface.ts'
import type { AuditEvent } from '../../replica/audit/index.ts'
import type { Route } from '../http/route.ts'

/** A token that did not pass, and why. */
export interface Rejection {
  readonly admission: Admission
  readonly reason: string
  readonly caller: Caller
}

/** Something that was done over the API. */
export interface Act {
  readonly admission: Admission
  readonly route: Route
  /** Path of the request. */
  readonly path: string
}

type Notes = Pick<FactMesh, 'note'>
type Failures = Pick<HandlerInit, 'onFailure'>

/** Notes a token that did not pass; nobody waits for that. */
export function noteRejection (mesh: Notes, { admission: { actor, rejected }, reason, caller: { remote } }: Rejection, failures: Failures): void {
  const { record } = rejected ?? {}
  const detail = { ...(record == null ? {} : { token: record.id }), ...(remote == null ? {} : { remote }) }
  void note(mesh, { type: 'rejected_token', actor, reason, detail }, failures)
}

/**
 * Notes what a request did: a write of facts, for which nobody waits, or an act of an administrator, which is noted before
 * it is answered. A note that fails does not undo the act; the log of the node tells it.
 */
export async function noteAct (mesh: Notes, { admission: { actor, caller, isGood }, route, path }: Act, failures: Failures): Promise<void> {
  if (route.isSafe || route.isSecret) { return }
  const type = route.right === 'admin' ? 'admin_action' : 'fact_write'
  const noting = note(mesh, { type, actor, reason: operationIdOf(route), detail: { path, ...(caller == null || isGood == null ? {} : { token: caller }) } }, failures)
  if (type === 'admin_action') { await noting }
}

async function note (mesh: Notes, event: AuditEvent, { onFailure }: Failures): Promise<void> {
  try {
    await mesh.note(event)
  } catch (error) {
    onFailure?.(error)
  }
}
