import type { HomeWork, JournalCheck, JournalName, StoredScope, StoreWork } from '../store/interface.ts'

/** What `createBackup` takes. */
export interface BackupWork extends HomeWork {
  /** Where the backup goes: a folder that is not there, that is empty, or that holds an earlier backup of the same node. */
  folder: string
  /** Put the secret key of the node in as well. Whoever reads it can write facts in the name of the node. */
  withIdentity?: boolean
}

/** What `verifyBackup` takes. */
export interface BackupCheckWork extends StoreWork {
  /** The folder of the backup. */
  folder: string
}

/** What `restoreBackup` takes. Of the last two at most one is given, and none when the key stands in the backup. */
export interface RestoreWork extends BackupCheckWork, HomeWork {
  /** The key file of the node, as it stood in its home. */
  identityFile?: string
  /** Make a new key: the node gets another peer id, and what it had written becomes the word of somebody else. */
  newIdentity?: boolean
}

/** One file of a backup. */
export interface BackupFile {
  /** Its path below the home, `journal/00000000000000000000.seg` or `identity.key`. */
  readonly path: string
  readonly bytes: number
  /** BLAKE3-256 of its content in hexadecimal. */
  readonly blake3: string
}

/** What one journal of a backup held when the backup was made. */
export interface BackupJournal {
  readonly journal: JournalName
  readonly records: number
  /** Ranges that were damaged already. */
  readonly damaged: number
}

/** What stands in the manifest of a backup, `backup.json`. */
export interface BackupManifest {
  /** Of the layout of the backup. */
  readonly version: number
  /** Of the layout of the home that was backed up. */
  readonly homeVersion: number
  /** Version of the program that made it. */
  readonly program: string
  /** Network of the node; null when it had not written or received a fact yet. */
  readonly net: string | null
  /** Base36 text of the peer id. */
  readonly peerId: string
  /** Milliseconds since 1970 when it was made. */
  readonly createdAtMs: number
  readonly journals: readonly BackupJournal[]
  readonly scopes: readonly StoredScope[]
  readonly files: readonly BackupFile[]
}

/** What making a backup brought. */
export interface BackupReport {
  readonly manifest: BackupManifest
  readonly copiedFiles: number
  readonly copiedBytes: number
  /** Files that an earlier backup had brought already. */
  readonly keptFiles: number
  /** What the backup holds, read again record by record. */
  readonly journals: readonly JournalCheck[]
}

/** A file of a backup that is not what the manifest says. */
export interface BackupFault {
  readonly path: string
  readonly fault: 'missing' | 'length' | 'content'
}

/** What checking a backup found. */
export interface BackupCheck {
  /** Whether every file is as it was when the backup was made, and no record was damaged even then. */
  readonly ok: boolean
  readonly manifest: BackupManifest
  readonly faults: readonly BackupFault[]
  readonly journals: readonly JournalCheck[]
}

/** What restoring a backup brought. */
export interface RestoreReport {
  readonly manifest: BackupManifest
  /** Peer id of the restored node: that of the manifest, unless it has a new key. */
  readonly peerId: string
  readonly files: number
  readonly bytes: number
}
