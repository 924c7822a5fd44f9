import { InvalidArgumentError, Option } from 'commander'
import { DEFAULT_AUTH, DEFAULT_HTTP, runDaemon } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { collect, numberBetween, onOrOff } from '../flags.ts'
import type { DaemonInit } from '../../daemon/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** Flags of the daemon by their names in the program. */
interface DaemonFlags extends Omit<DaemonInit, 'home' | 'allowedHosts' | 'curators' | 'log' | 'pins'> {
  readonly name?: string[]
  readonly pin?: Record<string, string>
  readonly curator?: string[]
  readonly allowHost?: string[]
  readonly syncInterval?: number | false
  readonly logLevel?: string
}

const SECONDS_MAX = 86_400

/** `factmesh daemon`: runs one node in the foreground. */
export function daemonCommand (setting: CommandSetting): Command {
  return describedCommand('daemon', {
    summary: 'Run one node in the foreground; makes home and identity when they are missing.',
    examples: [
      'factmesh up',
      'factmesh daemon --home ./b --http 127.0.0.1:0 --join TICKET',
      'factmesh daemon --listen /ip4/0.0.0.0/tcp/4801 --bootstrap /ip4/192.0.2.7/tcp/4801/p2p/PEER'
    ],
    notes: 'When it serves, one line that begins with "ready" goes to stdout, and api.json in the home tells other commands where it is.'
  })
    .alias('up')
    .option('--http <host:port>', 'where the API listens; port 0 takes any free one', DEFAULT_HTTP)
    .option('--listen <multiaddr>', 'where other nodes reach this one, /p2p-circuit: through a relay; may be given again (default: TCP, WebSockets and WebRTC on any free port)', collect)
    .option('--bootstrap <multiaddr>', 'a peer to start from; may be given again', collect)
    .option('--join <ticket>', 'a ticket of a peer to start from; may be given again', collect)
    .option('--net <name>', 'network name; nodes of different networks never exchange a fact (default: main)')
    .option('--name <name>', 'a name this node claims for sources stigmem://NAME/…; may be given again', collect)
    .option('--pin <name=peer>', 'a name that belongs to a peer in public, whoever claims it; may be given again', pin)
    .option('--share <scope>', 'what this node declares and lets pass: SCOPE, SCOPE:push (it is given) or SCOPE:pull (it is taken); may be given again (default: each scope, both ways)', collect)
    .addOption(new Option('--approval <how>', 'whether peers wait for your decision: factmesh peers pending (default: automatic)').choices(['automatic', 'manual']))
    .option('--curator <peer>', 'a peer whose aliases, relation rules, editions and resolutions count here; may be given again', collect)
    .option('--audit-queries', 'write each query and its outcome to the audit log before it is answered')
    .option('--mdns', 'look for peers of the same network on the local network')
    .option('--relay', 'carry connections between peers that cannot dial each other')
    .option('--gossip <on|off>', 'exchange new facts at once (default: on)', onOrOff)
    .addOption(new Option('--durability <level>', 'when a write is answered (default: immediate)').choices(['immediate', 'batched', 'eventual']))
    .option('--sync-interval <seconds|off>', 'seconds between two reconciliations with one peer (default: 5)', syncInterval)
    .addOption(new Option('--auth <how>', 'whether requests need the token of api.json').choices(['token', 'none']).default(DEFAULT_AUTH))
    .option('--log-level <levels>', 'what is logged, such as info,sync=debug,libp2p:*=trace (default: FACTMESH_LOG, info)')
    .option('--allow-host <name>', 'a further host name that requests may be addressed to; may be given again', collect)
    .action(async (flags: DaemonFlags, command: Command) => {
      const { terminal, home, flags: { quiet } } = runtimeOf(setting, command)
      setting.exit(await runDaemon(initOf(flags, home, flags.logLevel ?? terminal.env.FACTMESH_LOG), {
        isTty: terminal.errIsTty && quiet !== true,
        out: line => { void terminal.out(`${line}\n`) },
        err: line => { terminal.err(`${line}\n`) }
      }))
    })
}

function initOf (flags: DaemonFlags, home: string, log: string | undefined): DaemonInit {
  const { http, listen, bootstrap, join, net, gossip, mdns, relay, durability, auth, share, approval } = flags
  return {
    home,
    log,
    http,
    listen,
    bootstrap,
    join,
    net,
    gossip,
    mdns,
    relay,
    durability,
    auth,
    share,
    approval,
    names: flags.name,
    pins: flags.pin,
    curators: flags.curator,
    auditQueries: flags.auditQueries,
    allowedHosts: flags.allowHost,
    syncIntervalMs: typeof flags.syncInterval === 'number' ? flags.syncInterval * 1_000 : flags.syncInterval
  }
}

function pin (text: string, previous: Record<string, string> = {}): Record<string, string> {
  const [name, peer, ...rest] = text.split('=')
  if (peer == null || rest.length > 0) { throw new InvalidArgumentError('It is NAME=PEER.') }
  return { ...previous, [name]: peer }
}

function syncInterval (text: string): number | false {
  if (text === 'off') { return false }
  try {
    return numberBetween(0.01, SECONDS_MAX)(text)
  } catch {
    throw new InvalidArgumentError(`It is a number of seconds up to ${SECONDS_MAX}, or "off".`)
  }
}
