import { JSON_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { jsonResponse } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { forgetQuerySchema, forgottenSchema } from './forget-schema.ts'
import type { FactMesh } from '../../mesh/interface.ts'
import type { Route } from '../http/route.ts'

const ID = { id: 'Fact id, or bundle id for all of its facts.' }

const ANSWERS = { 200: { description: 'What this node has of it now.', content: { [JSON_MEDIA]: forgottenSchema } } }

const forgetRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/facts/{id}',
  right: 'assert',
  summary: 'Erases a fact or a bundle everywhere, or with here_only drops its content on this node. What others wrote, and here_only, take the right admin.',
  params: ID,
  query: forgetQuerySchema,
  answers: ANSWERS,
  problems: ['not_found', 'erasure_refused', 'quota_exceeded', 'clock_behind', 'storage_full', 'storage_failed', 'index_rebuilding'],
  async handle ({ mesh, params: { id }, query: { here_only: hereOnly = false, reason }, demand }) {
    if (hereOnly || await authorOf(mesh, id) !== mesh.peerId) { demand('admin') }
    return jsonResponse(200, known(await mesh.presence.forget(id, { hereOnly, reason })))
  }
})

const restoreRoute = defineRoute({
  method: 'POST',
  path: '/v1/facts/{id}/restorations',
  right: 'admin',
  summary: 'Undoes here_only: the content is asked from peers again.',
  params: ID,
  answers: ANSWERS,
  problems: ['not_found', 'storage_full', 'storage_failed', 'index_rebuilding'],
  async handle ({ mesh, params: { id } }) {
    return jsonResponse(200, known(await mesh.presence.remember(id)))
  }
})

/** Routes that forget facts. */
export const FORGET_ROUTES: readonly Route[] = [forgetRoute, restoreRoute]

async function authorOf (mesh: FactMesh, id: string): Promise<string> {
  return known(await mesh.presence.presence(id)).author
}

function known<T> (value: T | undefined): T {
  if (value == null) { throw new ProblemError('not_found', 'This node has nothing like that under that id.') }
  return value
}
