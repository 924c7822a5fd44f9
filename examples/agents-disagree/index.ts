/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Two agents share one memory and disagree. Others vote, each reader picks by
 * the lens it trusts, and somebody settles the matter. A third agent follows
 * what happens.
 */
import { createFactMesh } from 'factmesh'

const mesh = await createFactMesh()
const agent = (name: string): string => `stigmem://${mesh.peerId}/agent/${name}`
const question = { entity: 'service:checkout', relation: 'ops:owner' }

const follower = (async () => {
  for await (const change of mesh.changes({ entity: question.entity, types: ['conflict'] })) {
    if (change.type !== 'conflict') { continue }
    console.log('conflict', change.status)
    if (change.status === 'resolved') { return }
  }
})()

const payments = await mesh.assert({ ...question, value: { type: 'string', v: 'payments' }, source: agent('scribe'), confidence: 0.9 })
const platform = await mesh.assert({ ...question, value: { type: 'string', v: 'platform' }, source: agent('auditor'), confidence: 0.6 })

await mesh.votes.cast({ fact: platform.id, source: agent('on-call'), weight: 2 })
await mesh.votes.cast({ fact: payments.id, source: agent('newcomer'), weight: 0.5 })

for (const lens of ['stigmem-default', 'vote-aware-consensus', 'skeptic']) {
  const { conflictScore, winner } = await mesh.resolve({ ...question, lens })
  console.log(lens, winner?.value.v ?? 'no answer', conflictScore.toFixed(2))
}

const { conflicts: [conflict] } = await mesh.conflicts.list()
await mesh.conflicts.resolve(conflict.id, { winner: platform.id, note: 'moved in May' })

for await (const fact of mesh.query(question)) {
  console.log('now', fact.value.v, 'contradicted:', fact.contradicted)
}
await follower
await mesh.stop()
