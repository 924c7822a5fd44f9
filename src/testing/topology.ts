import type { Topology } from './interface.ts'

/** A pair of nodes by their numbers: the dialler and the listener. */
export type Joint = [number, number]

/** Whom a node dials when it comes as the given number, in a mesh of the given size. */
const DIALLED: Record<Topology, (index: number, size: number) => number[]> = {
  none: () => [],
  star: index => index === 0 ? [] : [0],
  line: index => index === 0 ? [] : [index - 1],
  ring: (index, size) => size > 2 || index > 0 ? [(index + size - 1) % size] : [],
  full: index => Array.from({ length: index }, (_, other) => other)
}

/** The pairs that a topology joins, sorted by their diallers. */
export function jointsOf (topology: Topology, size: number): Joint[] {
  const nodes = Array.from({ length: size }, (_, index) => index)
  return nodes.flatMap(index => DIALLED[topology](index, size).map((other): Joint => [index, other]))
}
