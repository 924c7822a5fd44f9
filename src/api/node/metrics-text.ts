import type { Metric, MetricSample } from '../../platform/index.ts'

/** The media type of the text format of Prometheus. */
export const METRICS_MEDIA = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Writes figures in the text format of Prometheus, version 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function metricsText (metrics: readonly Metric[]): string {
  return metrics.map(metric => [
    `# HELP ${metric.name} ${escapeText(metric.help)}`,
    `# TYPE ${metric.name} ${metric.type}`,
    ...metric.samples.map(sample => lineOf(metric.name, sample))
  ].join('\n') + '\n').join('')
}

function lineOf (name: string, { labels = {}, suffix, value }: MetricSample): string {
  const texts = Object.entries(labels).map(([label, text]) => `${label}="${escapeText(text).replaceAll('"', '\\"')}"`)

  return `${name}${suffix ?? ''}${texts.length === 0 ? '' : `{${texts.join(',')}}`} ${value}`
}

function escapeText (text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
