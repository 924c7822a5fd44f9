import type { Files } from '../../platform/index.ts'

/** The object in a JSON file: undefined when there is no file, empty when the file holds no object. */
export async function readJsonFile (path: string, files: Files): Promise<Record<string, unknown> | undefined> {
  const bytes = await files.readFile(path)
  if (bytes == null) { return undefined }
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value != null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The bytes of a JSON file: one line. */
export function jsonFileBytes (value: Record<string, unknown>): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`)
}
