/** A line of a plot. Neither coordinate is below 1. */
export interface Series {
  readonly name: string
  readonly points: ReadonlyArray<readonly [x: number, y: number]>
  /** Drawn with dashes, in the colour of the series before it. */
  readonly dashed?: boolean
}

/** Lines over two logarithmic axes. */
export interface Plot {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly series: readonly Series[]
}

const WIDTH = 760
const HEIGHT = 440
const FRAME = { left: 96, right: 200, top: 44, bottom: 54 }
const COLOURS = ['#0b6e4f', '#c1440e', '#3b5ba5', '#7a4b94']

/** A scale from powers of ten to places on the picture. */
interface Scale {
  /** Powers of ten from the first to the last tick. */
  readonly powers: readonly number[]
  place (value: number): number
}

/** Draws a plot as SVG. The same plot gives the same text. */
export function svgOf ({ title, xLabel, yLabel, series }: Plot): string {
  const x = scaleOf(series.flatMap(({ points }) => points.map(([value]) => value)), [FRAME.left, WIDTH - FRAME.right])
  const y = scaleOf(series.flatMap(({ points }) => points.map(([, value]) => value)), [HEIGHT - FRAME.bottom, FRAME.top])
  const middle = (FRAME.left + WIDTH - FRAME.right) / 2

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(middle, 24, title, 'text-anchor="middle" font-size="15"'),
    ...x.powers.flatMap(power => xTick(x, power)),
    ...y.powers.flatMap(power => yTick(y, power)),
    text(middle, HEIGHT - 14, xLabel, 'text-anchor="middle"'),
    text(16, HEIGHT / 2, yLabel, `text-anchor="middle" transform="rotate(-90 16 ${HEIGHT / 2})"`),
    ...coloured(series).flatMap(({ colour, ...line }, i) => lineOf(line, { x, y, colour, i })),
    '</svg>',
    ''
  ].join('\n')
}

function scaleOf (values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))))

  return {
    powers: Array.from({ length: last - first + 1 }, (_, i) => first + i),
    place: value => Number((from + (to - from) * (Math.log10(value) - first) / (last - first)).toFixed(1))
  }
}

function xTick (x: Scale, power: number): string[] {
  const place = x.place(10 ** power)

  return [rule([place, FRAME.top], [place, HEIGHT - FRAME.bottom]), text(place, HEIGHT - FRAME.bottom + 18, tickText(power), 'text-anchor="middle"')]
}

function yTick (y: Scale, power: number): string[] {
  const place = y.place(10 ** power)

  return [rule([FRAME.left, place], [WIDTH - FRAME.right, place]), text(FRAME.left - 8, place + 4, tickText(power), 'text-anchor="end"')]
}

function tickText (power: number): string {
  return (10 ** power).toLocaleString('en')
}

function coloured (series: readonly Series[]): Array<Series & { colour: string }> {
  let colour = -1

  return series.map(line => {
    colour += line.dashed === true ? 0 : 1

    return { ...line, colour: COLOURS[colour % COLOURS.length] }
  })
}

function lineOf ({ name, points, dashed }: Series, { x, y, colour, i }: { x: Scale, y: Scale, colour: string, i: number }): string[] {
  const style = `stroke="${colour}" stroke-width="2"${dashed === true ? ' stroke-dasharray="6 4"' : ''}`
  const places = points.map(([across, up]) => [x.place(across), y.place(up)])
  const keyX = WIDTH - FRAME.right + 16
  const keyY = FRAME.top + 12 + i * 22

  return [
    `<polyline fill="none" ${style} points="${places.map(place => place.join(',')).join(' ')}"/>`,
    ...places.map(([across, up]) => `<circle cx="${across}" cy="${up}" r="3.5" fill="${colour}"/>`),
    `<line x1="${keyX}" y1="${keyY}" x2="${keyX + 28}" y2="${keyY}" ${style}/>`,
    text(keyX + 36, keyY + 4, name, '')
  ]
}

function rule ([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`
}

function text (x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x}" y="${y}" fill="#222"${attributes === '' ? '' : ` ${attributes}`}>${words}</text>`
}
