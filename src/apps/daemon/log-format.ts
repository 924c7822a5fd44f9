const MESSAGE_CHARACTERS_MAX = 2_000

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * Writes a message in the way of libp2p's loggers: a text whose `%` marks stand
 * for the values, or an error. The result is one line of bounded length, and
 * whatever could steer a terminal or turn the direction of writing is escaped.
 */
export function formatMessage (formatter: unknown, values: readonly unknown[]): string {
  const rest = [...values]
  const fill = (mark: string): string => {
    if (mark === '%%') { return '%' }
    return rest.length === 0 ? mark : textOf(rest.shift())
  }
  const text = typeof formatter === 'string' ? formatter.replaceAll(/%[a-zA-Z%]/g, fill) : textOf(formatter)
  const line = [text, ...rest.map(textOf)].join(' ')
  return escapeControls(line.slice(0, MESSAGE_CHARACTERS_MAX))
}

/** Makes text that came from elsewhere safe to show: one line, and nothing that steers a terminal. */
export function escapeControls (text: string): string {
  return text.replaceAll(CONTROLS, escape)
}

function escape (character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function textOf (value: unknown): string {
  if (value instanceof Error) { return `${value.name}: ${value.message}` }
  if (value instanceof Uint8Array) { return `<${value.byteLength} bytes>` }
  if (typeof value === 'object' && value != null && !hasOwnText(value)) { return jsonOf(value) }
  return String(value)
}

/** Whether a value says by itself how it is written, as peer ids and addresses do. */
function hasOwnText (value: object): boolean {
  return value.toString !== Object.prototype.toString && !Array.isArray(value)
}

function jsonOf (value: object): string {
  try {
    return JSON.stringify(value) ?? '<nothing>'
  } catch {
    return '<cannot be shown>'
  }
}
