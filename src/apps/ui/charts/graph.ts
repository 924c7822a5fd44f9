import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { visible } from '../parts/text.ts'
import type { JSX } from 'preact'

/** A peer as this node sees it. */
export interface MeshEdge {
  readonly peer: string
  readonly path: 'direct' | 'relayed' | 'not connected'
  readonly rttMs: number | null
  readonly sync: 'in sync' | 'not in sync' | 'not compared yet'
}

const LINES: Readonly<Record<MeshEdge['path'], string>> = { direct: 'solid', relayed: 'dashed', 'not connected': 'dotted' }
const COLOURS: Readonly<Record<MeshEdge['sync'], string>> = { 'in sync': '#17653a', 'not in sync': '#b06a00', 'not compared yet': '#7a8490' }

/** The node in the middle and its peers around it. A table beside it tells the same; the graph is drawn on a canvas. */
export function MeshGraph ({ own, edges }: { own: string, edges: readonly MeshEdge[] }): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const key = JSON.stringify(edges.map(({ peer, path, sync }) => [peer, path, sync]))
  useEffect(() => {
    let isGone = false
    let end = (): void => {}
    void import('cytoscape').then(({ default: cytoscape }) => {
      if (isGone || place.current == null) { return }
      const graph = cytoscape({
        container: place.current,
        elements: elementsOf(own, edges),
        layout: { name: 'concentric', concentric: node => node.id() === own ? 2 : 1, levelWidth: () => 1, minNodeSpacing: 60 },
        userZoomingEnabled: false,
        style: [
          { selector: 'node', style: { label: 'data(label)', 'font-size': 12, 'background-color': '#0b57a4', width: 26, height: 26, color: '#1a1f26', 'text-valign': 'bottom', 'text-margin-y': 4 } },
          { selector: 'edge', style: { width: 3, 'line-color': 'data(colour)', 'line-style': 'data(line)' as 'solid', label: 'data(label)', 'font-size': 10, color: '#1a1f26', 'text-background-color': '#fff', 'text-background-opacity': 1 } }
        ]
      })
      end = () => { graph.destroy() }
    })
    return () => {
      isGone = true
      end()
    }
  }, [own, key])
  return h('div', { class: 'graph', ref: place, role: 'img', 'aria-label': 'Graph of the mesh; the table below says the same' })
}

function elementsOf (own: string, edges: readonly MeshEdge[]): Array<{ data: Record<string, string> }> {
  return [
    { data: { id: own, label: 'this node' } },
    ...edges.map(({ peer }) => ({ data: { id: peer, label: visible(peer.slice(-8)) } })),
    ...edges.map(({ peer, path, sync }) => ({ data: { id: `edge ${peer}`, source: own, target: peer, label: path, line: LINES[path], colour: COLOURS[sync] } }))
  ]
}
