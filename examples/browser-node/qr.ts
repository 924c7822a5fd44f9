import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'

/** Characters that a QR code can hold. */
const LONGEST = 2_900

/** Draws a text as a QR code, one path in an image; nothing when the text is too long for one. */
export function drawQr (image: Element, text: string): void {
  image.replaceChildren()
  if (text.length > LONGEST) { return }
  const { size, data } = encode(text, { border: 3 })
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', data.flatMap((row, y) => row.map((isDark, x) => isDark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
  image.setAttribute('viewBox', `0 0 ${size} ${size}`)
  image.replaceChildren(path)
}
