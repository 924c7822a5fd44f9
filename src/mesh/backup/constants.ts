/** Version of the layout of a backup that this program writes. */
export const BACKUP_FORMAT_VERSION = 1

/** The file that makes a folder a backup. It is written last. */
export const MANIFEST_NAME = 'backup.json'

/** Text in the manifest that tells it from other JSON. */
export const MANIFEST_FORMAT = 'factmesh backup'

/** Bytes of the longest manifest that is read: 100,000 segments. */
export const MANIFEST_BYTES_MAX = 32 * 1024 * 1024

/** Path of the key file, below a home and below a backup. */
export const IDENTITY_PATH = 'identity.key'

/** Bytes that are copied at a time. */
export const COPY_BYTES = 1024 * 1024

/** Digits of the digest in the name of a stored segment. */
export const DIGEST_DIGITS = 16

/** Ending of a file that is being copied. */
export const UNFINISHED_SUFFIX = '.part'

/** Ending of the folder in which a home is restored, until it is whole. */
export const RESTORING_SUFFIX = '.restoring'
