import { JSON_MEDIA, TEXT_MEDIA } from '../constants.ts'
import { jsonResponse, responseHeaders } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { journalReportJson, journalStatsJson, nodeIdOf, statusJson } from './json.ts'
import { METRICS_MEDIA, metricsText } from './metrics-text.ts'
import { PEER_ROUTES } from './peer-routes.ts'
import { pageSchema } from './public-schema.ts'
import { identitySchema, journalCompactionSchema, journalReportSchema, journalStatsSchema, statusSchema, ticketSchema } from './schema.ts'
import { syncJson, syncRunsJson } from './sync-json.ts'
import { syncBodySchema, syncRunsSchema, syncSchema } from './sync-schema.ts'
import type { RouteAnswer } from '../http/route.ts'
import type { Route } from '../http/route.ts'
import type { Schema } from '../http/shape.ts'

function json (description: string, schema: Schema): RouteAnswer {
  return { description, content: { [JSON_MEDIA]: schema } }
}

const statusRoute = defineRoute({
  method: 'GET',
  path: '/v1/status',
  right: 'read',
  summary: 'The state of this node.',
  answers: { 200: json('The state.', statusSchema) },
  handle: ({ mesh, init }) => jsonResponse(200, statusJson(mesh, init.auth))
})

const identityRoute = defineRoute({
  method: 'GET',
  path: '/v1/id',
  right: 'read',
  summary: 'Who this node is.',
  answers: { 200: json('Peer id, names and addresses.', identitySchema) },
  handle ({ mesh }) {
    return jsonResponse(200, {
      peer_id: mesh.peerId,
      node_id: nodeIdOf(mesh.peerId),
      net: mesh.net,
      names: mesh.status().names,
      multiaddrs: mesh.multiaddrs()
    })
  }
})

const ticketRoute = defineRoute({
  method: 'GET',
  path: '/v1/ticket',
  right: 'read',
  summary: 'One text that another node joins with.',
  answers: { 200: json('The ticket.', ticketSchema) },
  handle: ({ mesh }) => jsonResponse(200, { ticket: mesh.ticket() })
})

const syncRoute = defineRoute({
  method: 'GET',
  path: '/v1/sync',
  right: 'read',
  summary: 'How far each scope agrees with each peer.',
  answers: { 200: json('By scope and peer.', syncSchema) },
  handle: ({ mesh }) => jsonResponse(200, syncJson(mesh.agreement()))
})

const runSyncRoute = defineRoute({
  method: 'POST',
  path: '/v1/sync/runs',
  right: 'admin',
  summary: 'Reconciles now, with one peer or with all, and answers when that is done.',
  body: syncBodySchema,
  answers: { 200: json('The runs.', syncRunsSchema) },
  problems: ['invalid_json', 'too_large', 'peer_unreachable'],
  isLong: true,
  async handle ({ mesh, body }) {
    return jsonResponse(200, syncRunsJson(await mesh.syncNow(body.peer_id)))
  }
})

const journalRoute = defineRoute({
  method: 'GET',
  path: '/v1/journal',
  right: 'read',
  summary: 'Figures of the journals, without reading them.',
  answers: { 200: json('The figures.', journalStatsSchema) },
  handle: ({ mesh }) => jsonResponse(200, journalStatsJson(mesh.status()))
})

const verifyJournalRoute = defineRoute({
  method: 'POST',
  path: '/v1/journal/verifications',
  right: 'admin',
  summary: 'Reads and checks every record of the journals, which takes a while for large ones.',
  answers: { 200: json('What was found.', journalReportSchema) },
  problems: ['storage_failed'],
  isSafe: true,
  isLong: true,
  async handle ({ mesh }) {
    return jsonResponse(200, journalReportJson(await mesh.verifyJournal()))
  }
})

const compactJournalRoute = defineRoute({
  method: 'POST',
  path: '/v1/journal/compactions',
  right: 'admin',
  summary: 'Takes off the disk what was erased or refused, which reads all of the journal.',
  answers: { 200: json('What was left out.', journalCompactionSchema) },
  problems: ['storage_full', 'storage_failed', 'index_rebuilding'],
  isLong: true,
  async handle ({ mesh }) {
    const { segments, dropped, bytesBefore, bytesAfter } = await mesh.compactJournal()
    return jsonResponse(200, { segments, dropped, bytes_before: bytesBefore, bytes_after: bytesAfter })
  }
})

const metricsRoute = defineRoute({
  method: 'GET',
  path: '/metrics',
  right: 'read',
  summary: 'What the node counts, in the text format of Prometheus.',
  answers: { 200: { description: 'The figures.', content: { [TEXT_MEDIA]: pageSchema } } },
  handle: ({ mesh }) => new Response(metricsText(mesh.metrics()), { headers: responseHeaders(METRICS_MEDIA) })
})

/** Routes that show and steer the node. */
export const NODE_ROUTES: readonly Route[] = [
  statusRoute,
  identityRoute,
  ticketRoute,
  ...PEER_ROUTES,
  syncRoute,
  runSyncRoute,
  metricsRoute,
  journalRoute,
  verifyJournalRoute,
  compactJournalRoute
]
