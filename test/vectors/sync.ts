import type { Lens, SyncFrame } from '../../src/network/sync/index.ts'

const NARROW: Lens = { offset: 3, width: 8 }
const WIDE: Lens = { offset: 0, width: 32 }

function filled (length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

/** Frames of the sync protocol and their bytes; entries are read through the lens. */
export const SYNC_FRAMES: ReadonlyArray<{ title: string, lens: Lens, frame: SyncFrame, hex: string }> = [
  {
    title: 'a quiet hello',
    lens: NARROW,
    frame: { type: 'hello', scope: filled(32, 1), count: 10_000, root: filled(32, 2), lens: NARROW, entries: [] },
    hex: '87005820010101010101010101010101010101010101010101010101010101010101010119271058200202020202020202020202020202' +
      '020202020202020202020202020202020202030880'
  },
  {
    title: 'a hello with a leaf over whole hashes',
    lens: WIDE,
    frame: {
      type: 'hello',
      scope: filled(32, 1),
      count: 1,
      root: filled(32, 2),
      lens: WIDE,
      entries: [{ kind: 'leaf', prefix: new Uint8Array(0), ids: [filled(32, 3)] }]
    },
    hex: '87005820010101010101010101010101010101010101010101010101010101010101010101582002020202020202020202020202020202' +
      '02020202020202020202020202020202001820818241005820030303030303030303030303030303030303030303030303030303030303' +
      '0303'
  },
  {
    title: 'an inner entry and a leaf',
    lens: NARROW,
    frame: {
      type: 'walk',
      entries: [
        { kind: 'inner', prefix: Uint8Array.of(0, 1, 9), reach: Uint8Array.of(11, 7), bitmap: 0x8002, digests: [filled(8, 4), filled(8, 5)] },
        { kind: 'leaf', prefix: Uint8Array.of(0, 1, 9, 12), ids: [filled(8, 6), filled(8, 7)] }
      ]
    },
    hex: '82018284430301904202b71980025004040404040404040505050505050505824304019c5006060606060606060707070707070707'
  },
  {
    title: 'all below a prefix, and two places of a leaf',
    lens: NARROW,
    frame: { type: 'want', wants: [{ prefix: Uint8Array.of(5), mask: 0 }, { prefix: Uint8Array.of(10, 11), mask: 0x8000_0001 }] },
    hex: '820284420150004202ab1a80000001'
  },
  {
    title: 'bundles',
    lens: NARROW,
    frame: { type: 'facts', bundles: [filled(3, 8), filled(2, 9)] },
    hex: '82038243080808420909'
  },
  {
    title: 'declines',
    lens: NARROW,
    frame: {
      type: 'decline',
      declines: [{ hash: filled(32, 10), code: 'quota_exceeded', retryAtMs: 1_767_225_600_000 }, { hash: filled(32, 11), code: 'malformed', retryAtMs: undefined }]
    },
    hex: '8204828358200a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a6e71756f74615f65786365656465641b00' +
      '00019b76daa8008358200b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b696d616c666f726d6564f6'
  },
  {
    title: 'absent content',
    lens: NARROW,
    frame: { type: 'absent', hashes: [filled(32, 12)] },
    hex: '82058158200c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c'
  },
  {
    title: 'the end of a turn',
    lens: NARROW,
    frame: { type: 'end', standing: undefined },
    hex: '8206f6'
  },
  {
    title: 'a standing',
    lens: NARROW,
    frame: { type: 'end', standing: { count: 7, root: filled(32, 13), taken: 2, grown: 1 } },
    hex: '8206840758200d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0201'
  },
  {
    title: 'equal sets',
    lens: NARROW,
    frame: { type: 'bye', code: 'equal', root: undefined },
    hex: '830765657175616cf6'
  },
  {
    title: 'a partial end',
    lens: NARROW,
    frame: { type: 'bye', code: 'partial', root: filled(32, 14) },
    hex: '8307677061727469616c58200e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e'
  }
]
