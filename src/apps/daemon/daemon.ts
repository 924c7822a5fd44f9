import { createHandler } from '../../api/index.ts'
import { platform } from '../../platform/index.ts'
import { removeApiFile, writeApiFile } from './api-file.ts'
import { DEFAULT_AUTH, DEFAULT_DAEMON_LISTEN, DEFAULT_HTTP, TOKEN_BYTES } from './constants.ts'
import { createDashboard } from './dashboard/dashboard.ts'
import { hexText } from './dashboard/hex.ts'
import { readPages } from './dashboard/pages.ts'
import { isLoopback, isWildcard, listen, parseHttpAddress } from './listener.ts'
import { createLog } from './log.ts'
import { logEvents } from './mesh-log.ts'
import { untilSignal } from './signals.ts'
import type { Dashboard } from './dashboard/dashboard.ts'
import type { ApiFile, DaemonConsole, DaemonInit } from './interface.ts'
import type { HttpAddress, Listener } from './listener.ts'
import type { DaemonLog } from './log.ts'
import type { ApiAuth } from '../../api/index.ts'
import type { FactMesh } from '../../index.ts'
import type { Platform } from '../../platform/index.ts'

/** A daemon that serves. */
interface Daemon {
  readonly mesh: FactMesh
  readonly listener: Listener
  readonly file: ApiFile
  readonly dashboard: Dashboard
  /** Ends the streams of the API, which have no end of their own. */
  readonly closing: AbortController
}

/** What a daemon is built with. */
interface Setting {
  readonly init: DaemonInit
  readonly address: HttpAddress
  readonly auth: ApiAuth
  readonly machine: Platform
  readonly log: DaemonLog
}

/**
 * Runs one node until a signal ends it, and resolves with the exit code of the
 * process.
 *
 * The order is that of trust: settings are checked before anything is touched,
 * the home is locked before the port is taken, and `api.json` and the `ready`
 * line come when requests are answered. At the end `api.json` goes first, then
 * the listener, then the mesh.
 *
 * @throws {InvalidHttpAddressError} {InvalidLogLevelsError} {HttpListenError}, and what `createFactMesh` throws.
 */
export async function runDaemon (init: DaemonInit, console: DaemonConsole): Promise<number> {
  const machine = platform()
  const log = createLog({ console, clock: machine.clock }, init.log)
  const setting: Setting = {
    init,
    log,
    machine,
    address: parseHttpAddress(init.http ?? DEFAULT_HTTP),
    auth: init.auth ?? DEFAULT_AUTH
  }
  const daemon = await start(setting)
  const ended = untilSignal({ timers: machine.timers, log }, async () => stop(daemon, setting)) // whoever finds us may stop us at once
  await announce(daemon, setting)
  console.out(`ready ${daemon.file.url} ${daemon.file.peerId}`)
  introduce(daemon, init.home, console.isTty ? console.err : line => { log.write('info', 'factmesh:daemon', line.trim()) })
  const link = console.isTty ? daemon.dashboard.link(daemon.file.url) : undefined // never into a log
  if (link != null) { console.err(`  open     ${link}   (good once, for 5 minutes; later: factmesh ui)`) }
  return ended
}

async function start (setting: Setting): Promise<Daemon> {
  const { init, log, auth, address, machine } = setting
  const mesh = await openMesh(init, log)
  try {
    const token = auth === 'token' ? newToken(machine) : undefined
    const closing = new AbortController()
    const hosts = [...allowedHosts(address), ...init.allowedHosts ?? []]
    const handler = createHandler(mesh, {
      auth,
      token,
      signal: closing.signal,
      allowedHosts: hosts,
      onFailure: error => { log.forComponent('factmesh:api').error(error) }
    })
    const dashboard = createDashboard({ mesh, handler, auth, machine, allowedHosts: hosts, pages: await readPages() })
    const listener = await listen(address, dashboard.handler, machine)
    const file: ApiFile = {
      url: listener.url,
      token,
      peerId: mesh.peerId,
      multiaddrs: mesh.multiaddrs(),
      pid: process.pid,
      version: mesh.status().version
    }
    if (auth === 'none' && !isLoopback(address)) {
      log.write('warn', 'factmesh:api', `everybody who reaches ${listener.url} can read and write facts (--auth none)`)
    }
    return { mesh, listener, file, closing, dashboard }
  } catch (error) {
    await mesh.stop()
    throw error
  }
}

/** The whole mesh is loaded here, so that programs that only ask a daemon do without it. */
async function openMesh (init: DaemonInit, log: DaemonLog): Promise<FactMesh> {
  const { createFactMesh } = await import('../../index.ts')
  const mesh = await createFactMesh({
    home: init.home,
    net: init.net,
    listen: init.listen ?? DEFAULT_DAEMON_LISTEN,
    bootstrap: init.bootstrap,
    join: init.join,
    names: init.names,
    pins: init.pins,
    share: init.share,
    approval: init.approval,
    curators: init.curators,
    auditQueries: init.auditQueries,
    gossip: init.gossip,
    syncIntervalMs: init.syncIntervalMs,
    mdns: init.mdns,
    relay: init.relay,
    durability: init.durability,
    logger: log
  })
  logEvents(mesh, log)
  return mesh
}

function newToken (machine: Platform): string {
  return hexText(machine.random.bytes(TOKEN_BYTES))
}

/** The host that was asked for, or any address of the machine when it was all of them. */
function allowedHosts (address: HttpAddress): string[] {
  if (isWildcard(address)) { return ['*'] }
  return [address.host.includes(':') ? `[${address.host}]` : address.host]
}

/** Writes `api.json`; a daemon that nobody can find does not go on. */
async function announce (daemon: Daemon, setting: Setting): Promise<void> {
  try {
    await writeApiFile(setting.init.home, daemon.file)
  } catch (error) {
    await stop(daemon, setting)
    throw error
  }
}

async function stop ({ mesh, listener, closing }: Daemon, { init }: Setting): Promise<void> {
  await removeApiFile(init.home)
  closing.abort()
  await listener.close()
  await mesh.stop()
}

/** Tells where the node is and what to do next: to a person as they stand, to a log file as its lines. */
function introduce ({ mesh, file }: Daemon, home: string, tell: (line: string) => void): void {
  tell(`  home     ${home}`)
  tell(`  network  ${mesh.net}`)
  for (const address of file.multiaddrs) { tell(`  address  ${address}`) }
  tell(`  ticket   ${mesh.ticket()}`)
  tell(`  next     npx factmesh --home ${home} assert city:paris geo:population 2102650   (in another terminal)`)
}
