import { PORT_MAX, PORT_MIN } from '../constants.ts'
import { jsonFileBytes, readJsonFile } from './json-file.ts'
import type { Files, Random } from '../../platform/index.ts'

const PORT_FILE = 'ports.json'

/** The port of an address that takes any free one. */
const ANY_PORT = /^(.*\/(?:tcp|udp))\/0(\/.*)?$/

/** What the choice of ports stands on. */
export interface PortFileComponents {
  readonly files: Files
  readonly random: Random
}

/**
 * Puts a port into each listening address that takes any, and remembers it in `ports.json`, so that a node has the same
 * addresses after a restart. Ports come from below the range from which systems lend ports to outgoing connections.
 */
export async function settlePorts ({ files, random }: PortFileComponents, directory: string, listen: readonly string[]): Promise<string[]> {
  const path = files.join(directory, PORT_FILE)
  const stored = await readJsonFile(path, files) ?? {}
  const ports: Record<string, number> = {}
  const settled = [...new Set(listen)].map(address => {
    const [, before, after = ''] = ANY_PORT.exec(address) ?? []

    if (before == null) { return address }
    ports[address] = portIn(stored, address) ?? PORT_MIN + Math.floor(random.fraction() * (PORT_MAX + 1 - PORT_MIN))

    return `${before}/${ports[address]}${after}`
  })

  if (Object.entries(ports).some(([address, port]) => stored[address] !== port)) {
    await files.writeFileAtomic(path, jsonFileBytes({ ...stored, ...ports }))
  }

  return settled
}

/** Forgets the ports of addresses that cannot be listened on; false when none of them was chosen by {@link settlePorts}. */
export async function forgetPorts (files: Files, directory: string, taken: readonly string[]): Promise<boolean> {
  const path = files.join(directory, PORT_FILE)
  const stored = Object.entries(await readJsonFile(path, files) ?? {})
  const kept = stored.filter(([address, port]) => !taken.includes(address.replace(ANY_PORT, `$1/${String(port)}$2`)))

  if (kept.length === stored.length) { return false }
  await files.writeFileAtomic(path, jsonFileBytes(Object.fromEntries(kept)))

  return true
}

function portIn (stored: Record<string, unknown>, address: string): number | undefined {
  const port = stored[address]

  return typeof port === 'number' && Number.isInteger(port) && port >= PORT_MIN && port <= PORT_MAX ? port : undefined
}
