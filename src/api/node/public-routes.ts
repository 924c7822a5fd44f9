import { FACT_BYTES_MAX, TEXT_BYTES_MAX } from '../../model/fact/index.ts'
import { FACTS_BODY_BYTES_MAX, FACTS_PER_REQUEST_MAX, JSON_MEDIA, PAGE_FACTS_MAX, PROBLEM_PATH, TEXT_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { problemKindSchema } from '../http/problem-schema.ts'
import { isProblemCode, PROBLEMS } from '../http/problem.ts'
import { jsonResponse, responseHeaders } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { nodeIdOf } from './json.ts'
import { factmeshDocumentSchema, healthSchema, pageSchema, stigmemDocumentSchema } from './public-schema.ts'
import type { Route } from '../http/route.ts'

const homeRoute = defineRoute({
  method: 'GET',
  path: '/',
  right: 'public',
  summary: 'Says in words what this is.',
  answers: { 200: { description: 'A page of text.', content: { [TEXT_MEDIA]: pageSchema } } },
  handle ({ mesh, init }) {
    const text = [
      `This is a factmesh node, version ${mesh.status().version}, in the network "${mesh.net}".`,
      '',
      'It keeps signed facts and exchanges them with other nodes.',
      '',
      `  peer id      ${mesh.peerId}`,
      '  description  /openapi.json',
      '  health       /livez, /readyz',
      '  facts        /v1/facts',
      '',
      init.auth === 'token'
        ? 'Paths below /v1 need the bearer token that stands in api.json in the home of the node.'
        : 'This node takes requests without a token.',
      ''
    ].join('\n')
    return new Response(text, { headers: responseHeaders(`${TEXT_MEDIA}; charset=utf-8`) })
  }
})

const liveRoute = defineRoute({
  method: 'GET',
  path: '/livez',
  right: 'public',
  summary: 'Whether the process answers.',
  answers: { 200: { description: 'It does.', content: { [JSON_MEDIA]: healthSchema } } },
  handle: () => jsonResponse(200, { status: 'live' })
})

const readyRoute = defineRoute({
  method: 'GET',
  path: '/readyz',
  right: 'public',
  summary: 'Whether the node can read and write facts.',
  answers: {
    200: { description: 'It can.', content: { [JSON_MEDIA]: healthSchema } },
    503: { description: 'It cannot write now: the disk is full, or failed.', content: { [JSON_MEDIA]: healthSchema } }
  },
  handle ({ mesh }) {
    const { state } = mesh.status().storage
    return state === 'ok' ? jsonResponse(200, { status: 'ready' }) : jsonResponse(503, { status: state })
  }
})

const factmeshRoute = defineRoute({
  method: 'GET',
  path: '/.well-known/factmesh',
  right: 'public',
  summary: 'What this node is and takes.',
  answers: { 200: { description: 'The node document.', content: { [JSON_MEDIA]: factmeshDocumentSchema } } },
  handle ({ mesh, init }) {
    const { version, gossip, mdns, syncIntervalMs } = mesh.status()
    const features = { gossip, mdns, sync: syncIntervalMs !== false }
    return jsonResponse(200, {
      version,
      peer_id: mesh.peerId,
      net: mesh.net,
      auth: init.auth,
      api: '/openapi.json',
      features: Object.entries(features).filter(([, isOn]) => isOn).map(([name]) => name),
      limits: {
        body_bytes: FACTS_BODY_BYTES_MAX,
        facts_per_request: FACTS_PER_REQUEST_MAX,
        facts_per_page: PAGE_FACTS_MAX,
        fact_bytes: FACT_BYTES_MAX,
        text_bytes: TEXT_BYTES_MAX
      }
    })
  }
})

const stigmemRoute = defineRoute({
  method: 'GET',
  path: '/.well-known/stigmem',
  right: 'public',
  summary: 'The node document that Stigmem v1 clients read.',
  answers: { 200: { description: 'The node document.', content: { [JSON_MEDIA]: stigmemDocumentSchema } } },
  handle ({ mesh, request, init }) {
    const { version, names } = mesh.status()
    return jsonResponse(200, {
      version,
      node_id: nodeIdOf(mesh.peerId),
      node_url: new URL(request.url).origin,
      auth: init.auth,
      federation: 'enabled',
      source_attestation: init.auth === 'token' ? 'enforce' : 'off',
      namespaces: names
    })
  }
})

const problemRoute = defineRoute({
  method: 'GET',
  path: `${PROBLEM_PATH}{code}`,
  right: 'public',
  summary: 'The description of one problem code.',
  params: { code: 'Code of a problem document.' },
  answers: { 200: { description: 'The description.', content: { [JSON_MEDIA]: problemKindSchema } } },
  problems: ['not_found'],
  handle ({ params: { code } }) {
    if (!isProblemCode(code)) { throw new ProblemError('not_found', 'There is no problem with that code.') }
    const { title, status, hint } = PROBLEMS[code]
    return jsonResponse(200, { code, title, status, hint })
  }
})

/** Routes that answer without a token, all of them. They tell nothing about facts. */
export const PUBLIC_ROUTES: readonly Route[] = [homeRoute, liveRoute, readyRoute, factmeshRoute, stigmemRoute, problemRoute]
