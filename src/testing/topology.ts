import type { Topology } from './interface.ts'

/** The pairs `[dialler, listener]` that a topology joins. */
export function linksOf (topology: Topology, size: number): Array<[number, number]> {
  const nodes = Array.from({ length: size }, (_, index) => index)
  switch (topology) {
    case 'none': return []
    case 'star': return nodes.slice(1).map(index => [index, 0])
    case 'line': return nodes.slice(1).map(index => [index, index - 1])
    case 'ring': return nodes.slice(size > 2 ? 0 : 1).map(index => [index, (index + size - 1) % size])
    case 'full': return nodes.flatMap(index => nodes.slice(0, index).map((other): [number, number] => [index, other]))
  }
}
