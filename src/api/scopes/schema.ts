import * as z from 'zod/mini'
import { ACT_NAMES_MAX, RIGHTS } from '../../model/body/index.ts'
import { instant } from '../facts/schema.ts'
import { shape } from '../http/shape.ts'
import { scopeFields } from '../node/schema.ts'

const note = z.describe

const right = z.enum([...RIGHTS])
const peerId = z.string().check(note('Peer id.'))

const summaryFields = {
  ...scopeFields,
  closed: z.boolean().check(note('Whether only its members take part.')),
  rights: z.array(right).check(note('What this node may do in it now.')),
  members: z.nullable(z.int()).check(note('How many peers may do something in it now, this node included; null for an open scope.'))
}

/** All scopes. */
export const scopeListSchema = shape('ScopeList', 'The scopes of this node.', z.strictObject({
  scopes: z.array(shape('ScopeSummary', 'A scope, how much this node holds of it, and what it may do there.', z.strictObject(summaryFields)))
}))

/** Everything about a scope but its facts. */
export const scopeDetailSchema = shape('ScopeDetail', 'Everything about a scope but its facts. The lists of an open one are empty.', z.strictObject({
  ...summaryFields,
  creator: z.nullable(z.string()).check(note('Peer id of who made it; null for an open scope.')),
  peers: z.array(z.strictObject({
    peer_id: z.string(),
    rights: z.array(right),
    names: z.array(z.string()).check(note('Names beside its peer id under which it may write.'))
  })).check(note('Who may do something in it now, the creator first.')),
  acts: z.array(z.strictObject({
    id: z.string().check(note('Fact id.')),
    kind: z.enum(['grant', 'revocation', 'scope-key']),
    author: peerId,
    peer: z.nullable(z.string()).check(note('Peer id of whom it is about; null for a scope key.')),
    timestamp: z.string(),
    effective: z.boolean().check(note('Whether its author was an administrator there.'))
  })).check(note('In the order in which they are judged.')),
  keys: z.array(z.int()).check(note('Numbers of the scope keys that this node has.'))
}))

/** A scope to make. */
export const scopeBodySchema = shape('ScopeBody', 'A closed scope to make.', z.strictObject({
  name: z.string().check(z.maxLength(64), note('1 to 32 of a-z, 0-9 and hyphen; neither public nor local.'))
}))

/** A scope to take part in. */
export const scopeJoinSchema = shape('ScopeJoin', 'A closed scope to take part in.', z.strictObject({
  ticket: z.string().check(note('What GET /v1/scopes/{scope}/ticket answered on a node of the scope.'))
}))

/** Rights to give. */
export const grantBodySchema = shape('GrantBody', 'Rights for a peer.', z.strictObject({
  peer: peerId,
  rights: z.array(right).check(z.minLength(1), z.maxLength(RIGHTS.length), note('admin includes the others.')),
  names: z.optional(z.array(z.string()).check(z.maxLength(ACT_NAMES_MAX))).check(note('Names beside its peer id under which the peer may write.')),
  expires: z.optional(instant).check(note('From then on the grant covers nothing; absent: never.'))
}))

/** Rights to take. */
export const revocationBodySchema = shape('RevocationBody', 'A peer that is to have no rights any more.', z.strictObject({
  peer: peerId,
  reason: z.string().check(z.maxLength(1_024)),
  past: z.optional(z.enum(['keep', 'outlaw'])).check(note('keep, the default: what the peer wrote before counts as far as it is here. outlaw: none of it does.'))
}))

/** An act that was written. */
export const scopeActSchema = shape('ScopeAct', 'An act of a scope that was written.', z.strictObject({
  id: z.string().check(note('Fact id.'))
}))
