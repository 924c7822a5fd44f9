import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { JSX } from 'preact'

/** A figure over time. */
export interface Line {
  readonly title: string
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[]
  readonly values: readonly number[]
}

const WIDTH = 340
const HEIGHT = 140

/** One small chart; the table below the charts has its last value. */
export function LineChart ({ title, times, values }: Line): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const draw = useRef<(data: [number[], number[]]) => void>(undefined)
  useEffect(() => {
    let isGone = false
    let end = (): void => {}
    void import('uplot').then(({ default: Plot }) => {
      if (isGone || place.current == null) { return }
      const plot = new Plot({
        width: WIDTH,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        axes: [{ size: 24 }, { size: 56 }],
        series: [{}, { stroke: '#0b57a4', width: 2, fill: '#0b57a41a' }]
      }, [[...times], [...values]], place.current)
      draw.current = data => { plot.setData(data) }
      end = () => { plot.destroy() }
    })
    return () => {
      isGone = true
      end()
    }
  }, [])
  useEffect(() => { draw.current?.([[...times], [...values]]) }, [times.length, times.at(-1)])
  return h('div', { class: 'chart' }, h('h3', {}, title), h('div', { ref: place, role: 'img', 'aria-label': `${title}: ${values.at(-1) ?? 'no value yet'}` }))
}
