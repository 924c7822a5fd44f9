/**
 * Splits a stream of UTF-8 text into its lines, blank ones left out. The last
 * line needs no newline.
 */
export async function * splitStream (stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let rest = ''
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield * lines.filter(line => line !== '')
    }
    rest += decoder.decode()
    if (rest !== '') { yield rest }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
