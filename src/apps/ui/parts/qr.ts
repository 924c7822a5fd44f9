import { h } from 'preact'
import { encode } from 'uqr'
import type { JSX } from 'preact'

/** A text as a QR code, drawn as one path; nothing when the text is too long for one. */
export function QrCode ({ text, title }: { text: string, title: string }): JSX.Element | null {
  const code = codeOf(text)
  if (code == null) { return null }
  const path = code.data.flatMap((row, y) => row.map((isDark, x) => isDark ? `M${x} ${y}h1v1h-1z` : '')).join('')
  return h('svg', { class: 'qr', viewBox: `0 0 ${code.size} ${code.size}`, role: 'img', 'aria-label': title, 'shape-rendering': 'crispEdges' }, h('path', { d: path, fill: '#000' }))
}

function codeOf (text: string): ReturnType<typeof encode> | undefined {
  try {
    return encode(text, { border: 3 })
  } catch {
    return undefined
  }
}
