/**
 * A notebook that browsers share, without a server that holds it: each browser is a node. Whoever writes under a title that somebody
 * else used contradicts him: both texts stay, until somebody says which one to keep. What others write is shown as text and never as markup.
 */
import { createClient } from 'factmesh/client'
import { drawQr } from './qr.ts'
import { tab } from './tab.ts'

const RELATION = 'note:text'
const LOOK_MS = 2_000

const client = createClient({ url: 'http://localhost', fetch: async (input, init) => tab.fetch(input, init) })
type Fact = Awaited<ReturnType<typeof client.fact>>

let own: string | undefined
let drawn = ''
let isDrawing = false
let isStale = false
let isFollowing = false

const element = <Kind extends Element = HTMLElement>(id: string): Kind => document.getElementById(id) as unknown as Kind

function make<Name extends keyof HTMLElementTagNameMap> (name: Name, text: string, ...children: Node[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.append(text, ...children)
  return made
}

/** Does what somebody asked for, and says so when it fails. */
function attempt (call: () => Promise<void>): void {
  element('problem').textContent = ''
  call().then(draw).catch((error: Error) => { element('problem').textContent = error.message })
}

/** The texts of each title: one, or more while they contradict each other. */
async function readNotes (): Promise<Map<string, Fact[]>> {
  const notes = new Map<string, Fact[]>()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.facts({ relation: RELATION, cursor })
    for (const fact of page.facts) {
      const { entity, contradicted } = fact
      notes.set(entity, contradicted ? (await client.facts({ entity, relation: RELATION, include_contradicted: true })).facts : [fact])
    }
    cursor = page.cursor
  }
  return notes
}

async function keep ({ id, entity, scope }: Fact): Promise<void> {
  const { conflicts } = await client.conflicts({ entity, scope, relation: RELATION, status: 'unresolved' })
  for (const conflict of conflicts) { await client.resolveConflict(conflict.conflict_id, { winning_fact_id: id }) }
}

function sideOf (fact: Fact): HTMLElement {
  const line = make('p', `${fact.author === own ? 'you' : fact.author.slice(-8)}: `, make('bdi', fact.value.type === 'null' ? '' : String(fact.value.v)))
  if (!fact.contradicted) { return line }
  const button = make('button', 'Keep this one')
  button.addEventListener('click', () => { attempt(async () => keep(fact)) })
  line.append(' ', button)
  return line
}

function noteOf ([entity, facts]: [string, Fact[]]): HTMLElement {
  const note = make('li', '', make('h3', '', make('bdi', entity.slice('note:'.length))))
  note.className = 'card'
  if (facts.length > 1) { note.append(make('p', `${facts.length} texts contradict each other.`)) }
  note.append(...facts.map(sideOf))
  return note
}

async function drawNotes (): Promise<void> {
  own ??= (await client.identity()).peer_id
  const notes = [...await readNotes()]
  const text = JSON.stringify(notes.map(([, facts]) => facts.map(({ id, contradicted }) => [id, contradicted])))
  if (text === drawn) { return } // who is on a button stays there
  drawn = text
  element('notes').replaceChildren(...notes.map(noteOf))
}

async function drawPeers (): Promise<void> {
  const [{ peers }, { multiaddrs }, { ticket }] = await Promise.all([client.peers(), client.status(), client.ticket()])
  const count = (kind: string): number => peers.filter(({ path }) => path?.kind === kind).length
  element('state').textContent = `Connected with ${count('direct')} directly, with ${count('relayed')} through a relay.`
  const invitation = element<HTMLInputElement>('invitation')
  const link = multiaddrs.length > 0 ? `${location.origin}${location.pathname}#join=${ticket}` : ''
  if (link === invitation.value) { return }
  invitation.value = link
  element('invite').hidden = link === ''
  if (link !== '') { drawQr(element('qr'), link) }
}

/** Shows what is known now. Asked for again meanwhile, it looks once more. */
async function draw (): Promise<void> {
  isStale = true
  if (isDrawing) { return }
  isDrawing = true
  try {
    while (isStale) {
      isStale = false
      await Promise.all([drawNotes(), drawPeers()])
    }
  } finally {
    isDrawing = false
  }
}

/** Looks again with every change, until the tab that runs the node ends. */
async function follow (): Promise<void> {
  if (isFollowing) { return }
  isFollowing = true
  try {
    const changes = client.events({ relation: RELATION })
    while ((await changes.next()).done !== true) { look() }
  } finally {
    isFollowing = false
  }
}

/** Fills in the ticket of a link; whoever opened it decides whether to join. */
function takeInvitation (): void {
  const ticket = /^#join=(fm1\w+)$/.exec(location.hash)?.[1]
  if (ticket == null) { return }
  history.replaceState(null, '', location.pathname)
  element<HTMLInputElement>('address').value = ticket
  element('join-button').focus()
}

element('join').addEventListener('submit', event => {
  event.preventDefault()
  attempt(async () => {
    const field = element<HTMLInputElement>('address')
    await client.addPeer(field.value.trim().replace(/^.*#join=/, ''))
    field.value = ''
  })
})

element('write').addEventListener('submit', event => {
  event.preventDefault()
  attempt(async () => {
    const [title, note] = [element<HTMLInputElement>('title'), element<HTMLInputElement>('note')]
    await client.assert({ entity: `note:${title.value}`, relation: RELATION, value: { type: 'string', v: note.value } })
    note.value = ''
  })
})

function look (): void {
  follow().catch(() => {}) // a later look begins again
  draw().catch((error: Error) => { element('state').textContent = error.message })
}

addEventListener('hashchange', takeInvitation)
takeInvitation()
tab.owned.catch((error: Error) => { element('state').textContent = error.message })
setInterval(look, LOOK_MS)
look()
