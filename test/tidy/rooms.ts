/**
 * The rooms of the house in the order in which they may know each other: a
 * file imports from its own room and from rooms that stand earlier.
 * `docs/ARCHITECTURE.md` quotes this list.
 */
export const ROOMS: readonly string[] = [
  'model/bytes',
  'model/hlc',
  'model/identity',
  'model/fact',
  'model/body',
  'model/bundle',
  'model/token',
  'model/seal',
  'policy/scope',
  'policy/conflict',
  'policy/lens',
  'platform',
  'storage/kv',
  'storage/journal',
  'storage/tree',
  'storage/seen',
  'replica/record',
  'replica/local',
  'replica/audit',
  'replica/token',
  'replica/index',
  'replica/governance',
  'replica/curation',
  'replica/query',
  'replica/pipeline',
  'replica/presence',
  'replica/conflicts',
  'replica/changes',
  'replica',
  'network/wire',
  'network/hello',
  'network/peers',
  'network/access',
  'network/gossip',
  'network/sync',
  'network/fetch',
  'network/discovery',
  'mesh',
  'api',
  'index.ts',
  'home.ts',
  'tabs',
  'testing/link',
  'testing',
  'apps/ui',
  'apps/daemon',
  'apps/gates/attacker',
  'apps/gates',
  'apps/cli'
]

/**
 * The list as `docs/ARCHITECTURE.md` quotes it, rooms of one floor together:
 * `` `model/` bytes, hlc · `platform` · … ``.
 */
export function quoteRooms (): string {
  const groups: Array<[string, string[]]> = []

  for (const room of ROOMS) {
    const [floor, ...names] = room.split('/')
    const name = names.length === 0 ? undefined : names.join('/')

    if (name != null && groups.at(-1)?.[0] === `\`${floor}/\``) {
      groups.at(-1)?.[1].push(name)
    } else {
      groups.push(name == null ? [`\`${floor}\``, []] : [`\`${floor}/\``, [name]])
    }
  }

  return groups.map(([floor, names]) => `${floor} ${names.join(', ')}`.trim()).join(' · ')
}

/** Rooms that only compute: no clock, no chance, no I/O. */
export function isPureRoom (room: string): boolean {
  return room.startsWith('model/') || room.startsWith('policy/')
}

/** Rooms that keep bytes or touch the machine, and know no fact. */
export function isByteRoom (room: string): boolean {
  return room.startsWith('storage/') || room === 'platform'
}

/** Rooms that are programs. */
export function isApp (room: string): boolean {
  return room.startsWith('apps/')
}

/**
 * The room in which a file below `src` stands: the longest entry of the list
 * that is the file itself or a folder above it.
 */
export function roomOf (path: string): string | undefined {
  const inside = ROOMS.filter(room => path === `src/${room}` || path.startsWith(`src/${room}/`))

  return inside.sort((a, b) => b.length - a.length)[0]
}
