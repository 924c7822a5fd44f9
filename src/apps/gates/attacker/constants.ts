/** Network of the nodes that are attacked: the one that a daemon has when nothing is said. */
export const NET = 'main'

/** How long the declaration of an attacker lasts, in milliseconds. */
export const DECLARED_MS = 3_600_000

/** Waits for a node to take part in a topic, two seconds each. */
export const REACH_TRIES = 30
