/**
 * Stamps, their eight bytes in hexadecimal, and their text.
 */
export const STAMPS: ReadonlyArray<{ wallMs: number, counter: number, hex: string, text: string }> = [
  { wallMs: 0, counter: 0, hex: '0000000000000000', text: '0000000000000.00000' },
  { wallMs: 0, counter: 1, hex: '0000000000000001', text: '0000000000000.00001' },
  { wallMs: 1, counter: 0, hex: '0000000000010000', text: '0000000000001.00000' },
  { wallMs: 1_767_225_600_000, counter: 0, hex: '019b76daa8000000', text: '1767225600000.00000' },
  { wallMs: 1_767_225_600_000, counter: 65_535, hex: '019b76daa800ffff', text: '1767225600000.65535' },
  { wallMs: 4_294_967_296, counter: 258, hex: '0001000000000102', text: '0004294967296.00258' },
  { wallMs: 9_999_999_999_999, counter: 9, hex: '09184e729fff0009', text: '9999999999999.00009' },
  { wallMs: 281_474_976_710_655, counter: 65_535, hex: 'ffffffffffffffff', text: '281474976710655.65535' }
]
