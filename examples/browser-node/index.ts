/**
 * A notebook that browsers share, without a server that holds it: each page is a node. Open it in two browsers, give both the
 * ticket of one daemon that carries connections (`factmesh daemon --relay`), and give one the ticket of the other.
 * What peers write is shown as text and never as markup.
 */
import { createFactMesh } from 'factmesh'
import type { FactRecord } from 'factmesh'

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind

const mesh = await createFactMesh({ home: 'notebook' })
const notes = element<HTMLUListElement>('notes')
const shown = new Set<string>()

const show = (fact: FactRecord): void => {
  if (shown.has(fact.id)) { return }
  shown.add(fact.id)
  const line = document.createElement('li')
  line.textContent = `${fact.author === mesh.peerId ? 'you' : fact.author.slice(-8)}: ${String(fact.value.v)}`
  notes.append(line)
}

const refresh = async (): Promise<void> => {
  for await (const fact of mesh.query({ relation: 'note:text', includeContradicted: true })) { show(fact) }
  const direct = mesh.peers().filter(({ path }) => path?.kind === 'direct').length
  const relayed = mesh.peers().filter(({ path }) => path?.kind === 'relayed').length
  element('state').textContent = `${direct} peers connected directly, ${relayed} through a relay`
  element<HTMLTextAreaElement>('ticket').value = mesh.multiaddrs().length > 0 ? mesh.ticket() : ''
}

element<HTMLFormElement>('join').addEventListener('submit', event => {
  event.preventDefault()
  const field = element<HTMLInputElement>('address')
  mesh.addPeer(field.value.trim()).then(() => { field.value = '' }, error => { element('state').textContent = error.message })
})

element<HTMLFormElement>('write').addEventListener('submit', event => {
  event.preventDefault()
  const field = element<HTMLInputElement>('note')
  const draft = { entity: `note:${crypto.randomUUID()}`, relation: 'note:text', value: { type: 'string' as const, v: field.value } }
  mesh.assert(draft).then(() => { field.value = '' }, error => { element('state').textContent = error.message })
})

for (const type of ['bundle:append', 'bundle:receive', 'peer:accept', 'peer:leave'] as const) {
  mesh.addEventListener(type, () => { void refresh() })
}
setInterval(() => { void refresh() }, 2_000)
await refresh()
