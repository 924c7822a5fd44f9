import type { Crc32c } from './interface.ts'

/** The generator polynomial of CRC-32C (Castagnoli, RFC 3720 appendix B.4), bits reversed. */
const POLYNOMIAL = 0x82f63b78

const LANES = 8

/**
 * CRC-32C over eight tables, eight bytes a step (Kounavis and Berry, "A Systematic Approach to Building High Performance
 * Software-Based CRC Generators", 2005), for runtimes without a native one. The check value of "123456789" is e3069283.
 */
export function tableCrc32c (): Crc32c {
  const tables = buildTables()
  return (bytes, previous = 0) => {
    let crc = ~previous
    let i = 0
    for (const end = bytes.length - LANES; i <= end; i += LANES) {
      crc ^= bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24
      crc = tables[7 << 8 | (crc & 0xff)] ^ tables[6 << 8 | (crc >>> 8 & 0xff)] ^
        tables[5 << 8 | (crc >>> 16 & 0xff)] ^ tables[4 << 8 | (crc >>> 24)] ^
        tables[3 << 8 | bytes[i + 4]] ^ tables[2 << 8 | bytes[i + 5]] ^
        tables[1 << 8 | bytes[i + 6]] ^ tables[bytes[i + 7]]
    }
    for (; i < bytes.length; i++) {
      crc = tables[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
    }
    return ~crc >>> 0
  }
}

/** Table k holds the checksum of each byte value followed by k zero bytes. */
function buildTables (): Int32Array {
  const tables = new Int32Array(LANES << 8)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    }
    tables[byte] = crc
  }
  for (let i = 256; i < tables.length; i++) {
    const shorter = tables[i - 256]
    tables[i] = (shorter >>> 8) ^ tables[shorter & 0xff]
  }
  return tables
}
