import { EXIT } from './exit-codes.ts'

/** What went wrong, in the four lines that a person reads. */
export interface Failure {
  readonly what: string
  readonly why?: string
  readonly fix?: string
  readonly code: string
  readonly exit: number
}

/** One row of the table of failures that no node tells over its API. */
export interface FailureKind {
  readonly code: string
  readonly exit: number
  readonly why?: string
  readonly fix?: string
}

const DISK_FULL: FailureKind = { code: 'disk_full', exit: EXIT.partial, why: 'the disk is full', fix: 'free space, or name a folder on another disk' }
const NOT_PERMITTED: FailureKind = { code: 'not_permitted', exit: EXIT.forbidden, why: 'the user of this program may not do that there', fix: 'run it as the owner of the folder, or name another one' }
const STORAGE_FAILED: FailureKind = { code: 'storage_failed', exit: EXIT.partial, fix: 'check the disk and the space on it, then try again' }

/**
 * Failures of this machine by the name of their error, or by the code that the
 * operating system gave to one without a name of its own: code, exit code, why,
 * and what to do. `docs/ERRORS.md` lists the same codes, and a test compares
 * the two.
 */
export const FAILURES: Readonly<Record<string, FailureKind>> = {
  ApiFileError: { code: 'api_file_damaged', exit: EXIT.config, fix: 'restart the daemon of this home; it writes the file anew' },
  ApiMismatchError: { code: 'api_mismatch', exit: EXIT.unreachable, fix: 'check the address of --api' },
  ApiUnreachableError: { code: 'node_unreachable', exit: EXIT.unreachable, why: 'the node stopped, or the address is wrong', fix: 'start it: factmesh daemon' },
  BackupDamagedError: { code: 'backup_damaged', exit: EXIT.damaged, fix: 'use another backup: factmesh backup verify names every file that changed' },
  BackupTooNewError: { code: 'backup_too_new', exit: EXIT.conflict },
  EACCES: NOT_PERMITTED,
  EDQUOT: DISK_FULL,
  ENOSPC: DISK_FULL,
  EPERM: NOT_PERMITTED,
  EROFS: NOT_PERMITTED,
  FileError: { code: 'file_unreadable', exit: EXIT.notFound },
  FolderTakenError: { code: 'folder_taken', exit: EXIT.conflict, fix: 'name another folder' },
  HomeDamagedError: { code: 'home_damaged', exit: EXIT.damaged },
  HomeLockedError: { code: 'home_locked', exit: EXIT.conflict, why: 'one home serves one process at a time' },
  HomeTooNewError: { code: 'home_too_new', exit: EXIT.conflict },
  HttpListenError: { code: 'http_address_taken', exit: EXIT.conflict, why: 'another program uses the port, or this machine does not have the address', fix: 'choose another one: --http 127.0.0.1:0 takes any free port' },
  IdentityMissingError: { code: 'identity_missing', exit: EXIT.config, fix: 'name the identity.key of the old home (--identity FILE), or go on as a new node (--new-identity)' },
  InvalidAddressError: { code: 'invalid_address', exit: EXIT.config },
  InvalidConfigError: { code: 'invalid_config', exit: EXIT.config, fix: 'factmesh daemon --help lists the settings' },
  InvalidHttpAddressError: { code: 'invalid_http_address', exit: EXIT.config, fix: 'write it like --http 127.0.0.1:7117' },
  InvalidLogLevelsError: { code: 'invalid_log_levels', exit: EXIT.config, fix: 'write them like info,sync=debug with error, warn, info, debug, trace or off' },
  InvalidTicketError: { code: 'invalid_ticket', exit: EXIT.config },
  JournalFailedError: STORAGE_FAILED,
  JournalTooNewError: { code: 'home_too_new', exit: EXIT.conflict, fix: 'update factmesh, or use another home: --home DIR' },
  JournalUnreadableError: STORAGE_FAILED,
  KVFailedError: STORAGE_FAILED,
  ListenError: { code: 'listen_address_taken', exit: EXIT.conflict },
  NoBackupError: { code: 'no_backup', exit: EXIT.notFound, why: 'there is no backup.json in it, because none was made there or making it was cut off', fix: 'make one: factmesh backup create FOLDER' },
  NoDaemonError: { code: 'no_daemon', exit: EXIT.unreachable, why: 'there is no api.json in it', fix: 'start one: factmesh daemon, with the same --home' },
  NoHomeError: { code: 'no_home', exit: EXIT.notFound, fix: 'name the right one: --home DIR' },
  ShortCopyError: DISK_FULL,
  SymbolicLinkError: { code: 'symbolic_link', exit: EXIT.conflict },
  TimedOutError: { code: 'timed_out', exit: EXIT.partial, fix: 'give it longer: --timeout 2m' },
  UnknownPeerError: { code: 'unknown_peer', exit: EXIT.notFound, fix: 'list the peers: factmesh peers ls --json' },
  UsageError: { code: 'usage', exit: EXIT.usage, fix: 'see --help of the command' }
}

/** Exit codes of problems that a node tells, by their status; every other one is unexpected. */
const EXIT_BY_STATUS: Readonly<Record<number, number>> = {
  400: EXIT.usage,
  401: EXIT.forbidden,
  403: EXIT.forbidden,
  404: EXIT.notFound,
  408: EXIT.partial,
  409: EXIT.conflict,
  410: EXIT.notFound,
  413: EXIT.usage,
  414: EXIT.usage,
  421: EXIT.forbidden,
  422: EXIT.usage,
  429: EXIT.partial,
  503: EXIT.partial,
  507: EXIT.partial
}

/** Says what an error means to the person at the terminal. */
export function failureOf (error: unknown): Failure {
  if (!(error instanceof Error)) { return { what: String(error), code: 'unexpected', exit: EXIT.unexpected } }
  if (isProblem(error)) {
    return { what: error.message, why: error.title, fix: error.hint, code: error.code, exit: EXIT_BY_STATUS[error.status] ?? EXIT.unexpected }
  }
  const kind: FailureKind | undefined = FAILURES[error.name] ?? FAILURES[systemCodeOf(error)]
  return kind == null
    ? { what: error.message, why: causeOf(error), code: 'unexpected', exit: EXIT.unexpected }
    : { ...kind, what: error.message, why: kind.why ?? causeOf(error) }
}

function systemCodeOf (error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

function causeOf (error: Error): string | undefined {
  return error.cause instanceof Error ? error.cause.message : undefined
}

interface Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly hint: string
}

function isProblem (error: Error): error is Problem {
  return error.name === 'ApiProblemError'
}
