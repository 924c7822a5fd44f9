/**
 * @packageDocumentation
 *
 * The daemon: one node in the foreground, its API behind a listener, and
 * `api.json` that tells programs on the same machine where it is.
 *
 * It stands under the roof and uses the public door and `api` only. The command
 * line starts it.
 *
 * Invariant: while `api.json` is there and its process lives, requests to its
 * URL are answered; a clean stop removes it before anything else.
 *
 * @example Running a node until a signal comes
 *
 * ```typescript
 * import { runDaemon } from './index.ts'
 *
 * process.exitCode = await runDaemon({ home: '.factmesh', http: '127.0.0.1:0' }, {
 *   isTty: false,
 *   out: line => { process.stdout.write(`${line}\n`) },
 *   err: line => { process.stderr.write(`${line}\n`) }
 * })
 * ```
 */
export { readApiFile } from './api-file.ts'
export { DEFAULT_AUTH, DEFAULT_HTTP, LINK_PATH } from './constants.ts'
export { runDaemon } from './daemon.ts'
export { ApiFileError, HttpListenError, InvalidHttpAddressError, InvalidLogLevelsError, NoDaemonError } from './errors.ts'
export { resolveHome } from './home.ts'
export { listen, parseHttpAddress } from './listener.ts'
export { createLog } from './log.ts'
export { escapeControls } from './log-format.ts'
export type * from './interface.ts'
export type { HomeHints } from './home.ts'
export type { HttpAddress, Listener } from './listener.ts'
export type { DaemonLog, LogLevel } from './log.ts'
