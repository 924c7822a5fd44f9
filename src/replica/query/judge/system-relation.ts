/** Beginnings of relations that belong to the protocol. */
const SYSTEM_RELATIONS = ['stigmem:', 'rel:', 'factmesh:']

/** Whether a relation belongs to the protocol itself: statements under it never contradict each other. */
export function isSystemRelation (relation: string): boolean {
  return SYSTEM_RELATIONS.some(beginning => relation.startsWith(beginning))
}
