import { JSON_MEDIA } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { jsonResponse } from '../http/response.ts'
import { defineRoute } from '../http/route.ts'
import { peerJson } from './json.ts'
import { peerAddedSchema, peerBodySchema, peerDecisionSchema, peerListSchema, peerSchema } from './peer-schema.ts'
import type { PeerCommand, PeerStatus } from '../../mesh/interface.ts'
import type { Route, RouteAnswer } from '../http/route.ts'
import type { Schema } from '../http/shape.ts'

/** What each command is for. */
const COMMANDS: Readonly<Record<PeerCommand, string>> = {
  accept: 'Takes a peer, whatever the policy says of others.',
  reject: 'Does not take a peer. It is disconnected, and stays out until it is accepted.',
  block: 'Keeps a peer out. It is disconnected, and stays out until it is unblocked.',
  unblock: 'Ends the block of a peer; it is as one that was never decided about.',
  revoke: 'Withdraws from a peer what it was given. It is disconnected, and stays out until it is reinstated.',
  reinstate: 'Ends the revocation of a peer; it is as one that was never decided about.'
}

function json (description: string, schema: Schema): RouteAnswer {
  return { description, content: { [JSON_MEDIA]: schema } }
}

function listPeers (path: string, summary: string, isListed: (peer: PeerStatus) => boolean = () => true): Route {
  return defineRoute({
    method: 'GET',
    path,
    right: 'read',
    summary,
    answers: { 200: json('The peers.', peerListSchema) },
    handle: ({ mesh }) => jsonResponse(200, { peers: mesh.peers().filter(isListed).map(peerJson) })
  })
}

const peerRoute = defineRoute({
  method: 'GET',
  path: '/v1/peers/{id}',
  right: 'read',
  summary: 'One peer that this node knows.',
  params: { id: 'Peer id.' },
  answers: { 200: json('The peer.', peerSchema) },
  problems: ['not_found'],
  handle ({ mesh, params }) {
    const peer = mesh.peers().find(({ peerId }) => peerId === params.id)
    if (peer == null) {
      throw new ProblemError('not_found', 'This node does not know that peer.')
    }
    return jsonResponse(200, peerJson(peer))
  }
})

const addPeerRoute = defineRoute({
  method: 'POST',
  path: '/v1/peers',
  right: 'admin',
  summary: 'Remembers a peer and keeps trying to reach it.',
  body: peerBodySchema,
  answers: { 201: json('The address was remembered.', peerAddedSchema) },
  problems: ['invalid_json', 'too_large', 'invalid_address'],
  async handle ({ mesh, body }) {
    await mesh.addPeer(body.address)
    return jsonResponse(201, { address: body.address })
  }
})

const removePeerRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/peers/{id}',
  right: 'admin',
  summary: 'Forgets a peer and closes its connections.',
  params: { id: 'Peer id.' },
  answers: { 204: { description: 'The peer is forgotten.' } },
  problems: ['not_found'],
  async handle ({ mesh, params }) {
    if (!await mesh.removePeer(params.id)) {
      throw new ProblemError('not_found', 'This node does not know that peer.')
    }
    return new Response(null, { status: 204 })
  }
})

function decideRoute (command: PeerCommand): Route {
  return defineRoute({
    method: 'POST',
    path: `/v1/peers/{id}/${command}`,
    right: 'admin',
    summary: COMMANDS[command],
    params: { id: 'Peer id.' },
    body: peerDecisionSchema,
    answers: { 200: json('How the peer is now.', peerSchema) },
    problems: ['invalid_json', 'too_large', 'not_found', 'peer_decision', 'quota_exceeded', 'storage_failed'],
    async handle ({ mesh, params, body, actor }) {
      const peer = await mesh.decidePeer(params.id, command, { ...body, actor })
      if (peer == null) {
        throw new ProblemError('not_found', 'That is not the id of another peer.')
      }
      return jsonResponse(200, peerJson(peer))
    }
  })
}

/** Routes that show peers, and say who is wanted. */
export const PEER_ROUTES: readonly Route[] = [
  listPeers('/v1/peers', 'The peers that this node knows.'),
  listPeers('/v1/peers/pending', 'The peers that exchange nothing so far, and what they lack.', ({ state }) => state === 'pending'),
  peerRoute,
  addPeerRoute,
  removePeerRoute,
  ...(Object.keys(COMMANDS) as PeerCommand[]).map(decideRoute),
  listPeers('/v1/federation/peers', 'The same list under the name that Stigmem v1 clients know.')
]
