import { expect } from 'aegir/chai'
import { contentsBelow } from '../fixtures/disk.ts'
import { eventually } from '../fixtures/eventually.ts'
import { inLanes } from '../run/lanes.ts'
import { topicOf } from './raw/gossip.ts'
import { Stranger } from './raw/stranger.ts'
import type { Daemon, PublicScope } from '../fixtures/daemon.ts'
import type { Attack } from './raw/attack.ts'

/** Milliseconds after which an entry never comes. */
const PATIENCE_MS = 60_000

/** Attacks at one time. */
const LANES = 4

/** Entries about peers that did nothing wrong yet. */
const GREETINGS: readonly string[] = ['federation_connect', 'peer_registered']

/** Types of what peers do that they may not do, each counted by itself. */
const OFFENCES: readonly string[] = [
  'scope_violation', 'rejected_fact', 'integrity_failure', 'hlc_anomaly', 'replay_attempt', 'rejected_token', 'quota_breach', 'manifest_failure'
]

/** An entry of the audit log. */
interface Entry {
  readonly event_type: string
  readonly peer: string | null
  readonly reason: string | null
}

/** What the target counts, by name and labels as they are written. */
export type Counts = ReadonlyMap<string, number>

/** What an attack came to. */
interface Trial {
  readonly attack: Attack
  readonly peer: string

  /** What the attacker waited for in vain. */
  readonly failure?: string
}

/** Looks at the target from inside: its log, its counters and its files. */
export class Judge {
  private readonly target: Daemon

  constructor (target: Daemon) {
    this.target = target
  }

  /** Tries attacks, each by a peer that nobody has met. Every one leaves its entries, and each counter went as far as there are entries. */
  async try (attacks: readonly Attack[]): Promise<void> {
    const before = await this.counts()
    const files = await this.files()
    const standing = await this.target.publicScope()
    const trials = await inLanes(attacks, LANES, async attack => this.tryOne(attack))
    const entries = await this.entries()

    expect(trials.flatMap(trial => problemsOf(trial, entries)).join('\n')).to.equal('')

    const peers = new Set(trials.map(({ peer }) => peer))

    expectCounted(entries.filter(({ peer }) => peers.has(peer ?? '')), before, await this.counts())
    expect(await this.files()).to.deep.equal(files)
    expect(await this.target.publicScope()).to.deep.equal(standing)
  }

  /** Waits until the log holds so many entries about a peer, and returns them as `type reason`. */
  async entriesAbout (peer: string, number: number): Promise<string[]> {
    return eventually(`the log told ${number} things of ${peer}`, async () => {
      const left = (await this.entries(peer)).filter(entry => !isSkew(entry)).map(textOf)

      return left.length >= number ? left : undefined
    }, PATIENCE_MS)
  }

  /** Everything that is counted. */
  async counts (): Promise<Counts> {
    const text = await (await this.target.fetch('/metrics')).text()
    const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))

    return new Map(lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
  }

  /** Bytes of the journal of bundles, as digests of its files. */
  async files (): Promise<Record<string, string>> {
    return contentsBelow(`${this.target.home}/journal`)
  }

  /** What the target holds of `public`. */
  async standing (): Promise<PublicScope> {
    return this.target.publicScope()
  }

  private async tryOne (attack: Attack): Promise<Trial> {
    const stranger = await begin(attack, this.target.api.multiaddrs[0])
    const peer = stranger.keys.text

    try {
      await attack.act(stranger)
      await this.entriesAbout(peer, attack.leaves?.length ?? 0)

      return { attack, peer }
    } catch (error) {
      return { attack, peer, failure: String(error) }
    } finally {
      await stranger.stop()
    }
  }

  /** Entries about one peer, or about all, but for greetings. */
  private async entries (peer?: string): Promise<Entry[]> {
    const entries: Entry[] = []
    let cursor: string | null = ''

    while (cursor !== null) {
      const about = peer === undefined ? '' : `&peer=${peer}`
      const page = await (await this.target.fetch(`/v1/audit?limit=500${about}${cursor === '' ? '' : `&cursor=${cursor}`}`)).json() as { entries: Entry[], cursor: string | null }

      entries.push(...page.entries)
      cursor = page.cursor
    }

    return entries.filter(({ event_type: type }) => !GREETINGS.includes(type))
  }
}

async function begin ({ as }: Attack, address: string): Promise<Stranger> {
  if (as === 'stranger') {
    return Stranger.connect(address)
  }

  const stranger = await Stranger.greet(address, { gossips: as === 'neighbour' })

  if (as === 'neighbour') {
    await eventually('the target took part in gossip', () => stranger.isHeardIn(topicOf(stranger.scope)) ? true : undefined)
  }

  return stranger
}

/** What an attack left that it should not have, or not what it should have. */
function problemsOf ({ attack: { leaves, title }, failure, peer }: Trial, entries: readonly Entry[]): string[] {
  const left = entries.filter(entry => entry.peer === peer && !isSkew(entry)).map(textOf).sort().join(', ')
  const due = leaves === undefined ? left : leaves.toSorted().join(', ')

  return left === due && failure === undefined ? [] : [`${title}: left [${left}], not [${due}] ${failure ?? ''}`]
}

/** On a machine that is busy the clock of an attacker seems to be wrong. */
function isSkew ({ reason }: Entry): boolean {
  return reason === 'clock_skew'
}

function textOf ({ event_type: type, reason }: Entry): string {
  return `${type} ${reason}`
}

/** Each type of offence was counted as often as it was written. */
function expectCounted (entries: readonly Entry[], before: Counts, after: Counts): void {
  for (const type of OFFENCES) {
    const name = `factmesh_audit_events_total{type="${type}"}`
    const steps = (after.get(name) ?? 0) - (before.get(name) ?? 0)

    expect(steps, name).to.equal(entries.filter(({ event_type: other }) => other === type).length)
  }
}
