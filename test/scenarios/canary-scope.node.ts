import { mkdir, writeFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { readAct } from '../../src/model/body/index.ts'
import { decodeHeader } from '../../src/model/bundle/index.ts'
import { equalBytes, fromHex, toBase32 } from '../../src/model/bytes/index.ts'
import { decodeFact } from '../../src/model/fact/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { openScopeBox } from '../../src/model/seal/index.ts'
import { parseScopeTicket } from '../../src/network/discovery/index.ts'
import { platform } from '../../src/platform/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { eventually } from '../fixtures/eventually.ts'
import { formsOfFacts, formsOfText, secretOf, unseen } from '../fixtures/secret-facts.ts'
import { filesOf, findSecrets, formsOf } from '../fixtures/secrets.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Forms, SecretFact } from '../fixtures/secret-facts.ts'
import type { Writing } from '../fixtures/secrets.ts'
import type { Stage } from '../fixtures/stage.ts'

const FACTS = 5
const SEED = Uint8Array.from({ length: 32 }, (_, i) => i * 71 + 23)
const LOUD = ['--log-level', 'trace', '--audit-queries']

/** How every request token begins: its header, which has one spelling. */
const TOKEN_HEADER = Buffer.from('{"alg":"EdDSA","typ":"factmesh-request+jwt"}').toString('base64url')

/** What the members are asked, whose answers may hold everything but what opens the scope. */
const ASKED_MEMBERS: readonly string[] = ['export', 'audit query --json', 'sync status --json', 'scope show']

/** What a node is asked that knows nothing of the scope. */
const ASKED_STRANGER: readonly string[] = [
  'status', 'status --json', 'scope ls --json', 'scope show public', 'query --json', 'query --scope company', 'peers ls --json', 'sync status --json', 'sync now', 'conflicts ls',
  'audit query --json', 'audit verify', 'journal verify', 'journal stat', 'export', 'ticket', 'id', 'assert x', 'scope grant public nobody --rights read', 'scope join fms1nothing'
]

/** Ways of the API that need no parameter. */
const WAYS: readonly string[] = ['/metrics', '/v1/status', '/v1/scopes', '/v1/facts', '/v1/peers', '/v1/sync', '/v1/audit', '/v1/conflicts', '/v1/none', '/v1/facts/none', '/openapi.json']

describe('scenario: what stands in a closed scope stays there', function () {
  this.timeout(600_000)

  const name = unseen()
  let stage: Stage
  let owner: Daemon
  let member: Daemon
  let stranger: Daemon
  let scope: Uint8Array
  let facts: SecretFact[]
  let open: SecretFact[]
  let keys: Uint8Array[]
  /** What each node said in answers, and in its logs. */
  const said = new Map<string, Writing[]>()

  const keep = (who: string, where: string, ...texts: string[]): void => { said.set(who, [...said.get(who) ?? [], ...texts.map(text => ({ where, bytes: Buffer.from(text) }))]) }

  before(async () => {
    stage = await openStage()
    await mkdir(stage.path('owner'), { mode: 0o700 })
    await writeFile(stage.path('owner', 'identity.key'), `factmesh ed25519 seed 1\n${Buffer.from(SEED).toString('hex')}\n`, { mode: 0o600 })
    owner = await stage.daemon('owner', ...LOUD)
    const near = [...LOUD, '--bootstrap', owner.api.multiaddrs[0]]
    member = await stage.daemon('member', ...near)
    stranger = await stage.daemon('stranger', ...near, '--bootstrap', member.api.multiaddrs[0])
  })

  after(async () => { await stage.close() })

  /** Runs a command that has to go well, and answers what it said. */
  async function run (daemon: Daemon, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await daemon.run(...args)
    expect(code, `${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout.trim()
  }

  /** Writes facts of which no part is like anything else. */
  async function write (daemon: Daemon, where: string): Promise<SecretFact[]> {
    const written: SecretFact[] = []
    for (let number = 0; number < FACTS; number++) {
      const parts = { entity: `user:${unseen()}`, relation: `memory:${unseen()}`, value: unseen(), source: `stigmem://${daemon.api.peerId}/agent/${unseen()}` }
      const id = await run(daemon, 'assert', parts.entity, parts.relation, parts.value, '--source', parts.source, '--scope', where, '--quiet')
      written.push(secretOf(id, parts))
    }
    return written
  }

  const hasAll = async (daemon: Daemon, where: string, wanted: readonly SecretFact[]): Promise<true | undefined> => {
    const ids = new Set(jsonLines((await daemon.run('query', '--scope', where, '--json')).stdout).map(({ id }) => id))
    return wanted.every(({ id }) => ids.has(id)) ? true : undefined
  }

  /** The keys of the scope, as its creator opens them. */
  async function openKeys (): Promise<Uint8Array[]> {
    const signer = platform().ed25519.signer(SEED)
    const { acts } = await owner.client.scope(name)
    const found: Uint8Array[] = []
    for (const { id } of acts.filter(({ kind }) => kind === 'scope-key')) {
      const proof = await owner.client.proof(id)
      const { author } = decodeHeader(fromHex(proof.header))
      const body = readAct('scope-key', decodeFact(fromHex(proof.fact)))
      const box = body?.boxes.find(({ peer }) => equalBytes(peer, signer.publicKey))?.box
      const opened = box && openScopeBox(box, signer, { sender: author, scope, number: body?.number ?? 0 })
      if (opened != null) { found.push(opened.key) }
    }
    return found
  }

  it('when it is founded, shared, written, read, narrowed, and asked about', async () => {
    await run(owner, 'scope', 'create', name)
    const ticket = await run(owner, 'scope', 'ticket', name)
    scope = parseScopeTicket(ticket).scope
    await run(member, 'scope', 'join', ticket)
    await run(owner, 'scope', 'grant', name, member.api.peerId, '--rights', 'read,write')
    await eventually('the member is let in', async () => (await member.client.scope(name)).rights.includes('write') ? true : undefined)
    const gone = peerIdText(someSigner().publicKey)
    await run(owner, 'scope', 'grant', name, gone, '--rights', 'read')
    await run(owner, 'scope', 'revoke', name, gone, '--reason', 'a mistake')
    facts = [...await write(owner, name), ...await write(member, name)]
    open = await write(owner, 'public')
    await eventually('both members have it', async () => await hasAll(owner, name, facts) && hasAll(member, name, facts))
    await eventually('the stranger has what is public', async () => hasAll(stranger, 'public', open))
    keys = await openKeys()
    expect(keys).to.have.length(2)
  })

  it('whatever the nodes are asked, over a crash and a stop', async () => {
    for (const [who, daemon] of [['owner', owner], ['member', member], ['stranger', stranger]] as const) {
      for (const command of daemon === stranger ? ASKED_STRANGER : ASKED_MEMBERS) {
        const { stdout, stderr } = await daemon.run(...command.split(' '), ...command === 'scope show' ? [name] : [])
        keep(who, `factmesh ${command}`, stdout, stderr)
      }
      for (const way of WAYS) { keep(who, way, await (await daemon.fetch(way)).text()) }
      keep(who, 'the metrics', await (await daemon.fetch('/metrics')).text())
    }
    await run(stranger, 'backup', 'create', stage.path('backup'))
    keep('stranger', 'the first log', stranger.log)
    await stranger.kill()
    stranger = await stage.daemon('stranger', ...LOUD, '--bootstrap', owner.api.multiaddrs[0])
    await eventually('the stranger is back', async () => (await stranger.client.status()).peers_connected > 0 ? true : undefined)
    for (const [who, daemon] of [['owner', owner], ['member', member], ['stranger', stranger]] as const) {
      await daemon.stop()
      keep(who, 'the log', daemon.log)
    }
  })

  /** What stands in the scope; the names of the scope are for its members. */
  const contents = (): Forms => formsOfFacts(facts, 'the scope')
  const innermost = (): Forms => new Map([...keys.map((key, number) => [`key ${number}`, formsOf(key)] as const), ['seed', formsOf(SEED)], ['request token', new Map([['text', TOKEN_HEADER]])]])
  const names = (): Forms => new Map([['name', formsOfText(name)], ['id', new Map([...formsOf(scope), ['start', toBase32(scope).slice(0, 26)]])]])

  it('is not with a stranger: not in its journals, index, backup, exports, answers, metrics and logs', async () => {
    const writings = [...said.get('stranger') ?? [], ...await filesOf(stage.path('stranger')), ...await filesOf(stage.path('backup'))]
    expect(findSecrets(writings, new Map([...contents(), ...innermost(), ...names()]))).to.deep.equal([])
    const found = findSecrets(writings, formsOfFacts(open, 'all')).join('\n')
    expect(found).to.match(/journal/).and.to.match(/factmesh export/)
  })

  it('is not in the logs and metrics of members, and what opens it stands nowhere', async () => {
    for (const who of ['owner', 'member']) {
      const kept = said.get(who) ?? []
      const log = kept.filter(({ where }) => where === 'the log' || where === 'the metrics')
      expect(log.map(({ bytes }) => bytes.length > 1_000)).to.deep.equal([true, true])
      expect(findSecrets(log, contents())).to.deep.equal([])
      const files = (await filesOf(stage.path(who))).filter(({ where }) => where !== 'identity.key')
      expect(findSecrets([...kept, ...files], innermost())).to.deep.equal([])
      const loud = jsonLines(Buffer.from(log[log.length - 1].bytes).toString()).filter(({ level }) => !['debug', 'trace'].includes(String(level)))
      expect(findSecrets([{ where: 'the log that everybody keeps', bytes: Buffer.from(JSON.stringify(loud)) }, ...kept.filter(({ where }) => where === 'the metrics')], names())).to.deep.equal([])
      expect(findSecrets(kept, contents())).to.have.length.above(0)
    }
  })
})
