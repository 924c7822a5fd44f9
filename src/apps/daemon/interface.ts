import type { ApiAuth } from '../../api/index.ts'
import type { Durability } from '../../index.ts'

/** What `runDaemon` takes; what is absent has a default. */
export interface DaemonInit {
  /** The folder of the node. */
  home: string
  /**
   * `HOST:PORT` to listen on for the API; port 0 takes any free one.
   *
   * @default DEFAULT_HTTP
   */
  http?: string
  /**
   * Multiaddrs for other nodes.
   *
   * @default DEFAULT_DAEMON_LISTEN
   */
  listen?: string[]
  bootstrap?: string[]
  /** Tickets. */
  join?: string[]
  net?: string
  /** Names that this node claims. */
  names?: string[]
  /** Names of others, each with the peer id to which it belongs. */
  pins?: Record<string, string>
  /** What this node shares: `SCOPE`, `SCOPE:push` or `SCOPE:pull`. */
  share?: string[]
  /** Whether peers are taken without a word of the operator. */
  approval?: 'automatic' | 'manual'
  /** Peer ids whose curating statements count here. */
  curators?: string[]
  /** Write each query and its outcome to the audit log. */
  auditQueries?: boolean
  gossip?: boolean
  syncIntervalMs?: number | false
  mdns?: boolean
  /** Carry connections of others. */
  relay?: boolean
  /** When a write is answered. */
  durability?: Durability
  /**
   * Whether the API asks for the token.
   *
   * @default DEFAULT_AUTH
   */
  auth?: ApiAuth
  /** Further host names that requests may be addressed to. */
  allowedHosts?: string[]
  /**
   * Levels of the log, such as `info,sync=debug`.
   *
   * @default DEFAULT_LOG
   */
  log?: string
}

/** Where the daemon writes. */
export interface DaemonConsole {
  /** Writes one line of data. */
  out (line: string): void
  /** Writes one line for people, or of the log. */
  err (line: string): void
  /** Whether people read `err`. */
  readonly isTty: boolean
}

/** What stands in `api.json` while a daemon runs. */
export interface ApiFile {
  readonly url: string
  /** Absent when the daemon runs without authentication. */
  readonly token?: string
  readonly peerId: string
  readonly multiaddrs: readonly string[]
  readonly pid: number
  readonly version: string
}
