import type { Resolution } from './interface.ts'

const utf8 = new TextEncoder()

/**
 * The one spelling of a resolution: JSON without blanks, keys in the order of their UTF-16 code units, numbers as
 * ECMAScript spells them, absent fields left out, in UTF-8. Two nodes with equal candidates and an equal context make
 * equal bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8785 (JSON Canonicalization Scheme)
 */
export function encodeResolution (resolution: Resolution): Uint8Array<ArrayBuffer> {
  return utf8.encode(spell(resolution))
}

/** Resolutions nest a handful of levels, so recursion is safe. */
function spell (value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(spell).join(',')}]`
  }

  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value)
  }

  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => a < b ? -1 : 1)

  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${spell(field)}`).join(',')}}`
}
