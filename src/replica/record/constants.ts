/** First byte of a record of the audit log. */
export const RECORD_TYPE_AUDIT = 18

/** First byte of a record that holds the state of a peer. */
export const RECORD_TYPE_PEER_STATE = 19

/** First byte of a record that holds a token of the API. */
export const RECORD_TYPE_API_TOKEN = 20

/** First byte of a record that holds a refusal. */
export const RECORD_TYPE_REFUSAL = 21

/** First byte of a record that names a bundle whose content is wanted. */
export const RECORD_TYPE_WANTED = 22

/** First byte of a record that names a bundle whose content is wanted no more. */
export const RECORD_TYPE_WANTED_SETTLED = 23

/** First byte of a record that says which key claimed a name first. */
export const RECORD_TYPE_NAME_CLAIM = 27

/** First byte of a record that holds the peers whom a ticket of a closed scope named. */
export const RECORD_TYPE_SCOPE_PEERS = 28
/** First byte of a record that names content which a local decision dropped. */
export const RECORD_TYPE_FORGOTTEN = 31
