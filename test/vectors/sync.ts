import type { HelloFrame, Lens, SyncFrame } from '../../src/network/sync/index.ts'

const NARROW: Lens = { offset: 3, width: 8 }
const WIDE: Lens = { offset: 0, width: 32 }

function filled (length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

const HELLO: HelloFrame = { type: 'hello', tag: filled(8, 1), nonce: filled(8, 3), count: 10_000, proof: filled(16, 2), opening: { kind: 'walk', width: 8, entries: [] } }

/** Frames of the sync protocol and their bytes; entries are read through the lens. */
export const SYNC_FRAMES: ReadonlyArray<{ title: string, lens: Lens, frame: SyncFrame, hex: string }> = [
  {
    title: 'a quiet hello',
    lens: NARROW,
    frame: { ...HELLO, opening: { kind: 'quiet', cells: filled(24, 3) } },
    hex: '00100303030303030303010101010101010100000027100202020202020202020202020202020203030303030303030303030303030303' +
      '0303030303030303'
  },
  {
    title: 'a full hello of a small set',
    lens: NARROW,
    frame: { ...HELLO, count: 7, opening: { kind: 'full', cells: filled(90, 3), counters: filled(84, 4), checkpoints: [] } },
    hex: '00110303030303030303010101010101010100000000070202020202020202020202020202020204040404040404040404040404040404' +
      '04040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404' +
      '04040404040404040404040404030303030303030303030303030303030303030303030303030303030303030303030303030303030303' +
      '030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303' +
      '00'
  },
  {
    title: 'a full hello with checkpoints',
    lens: NARROW,
    frame: {
      ...HELLO,
      opening: {
        kind: 'full',
        cells: filled(90, 3),
        counters: filled(84, 4),
        checkpoints: [
          { prefix: Uint8Array.of(0, 1, 9, 12), above: 130, proof: filled(3, 5) },
          { prefix: Uint8Array.of(0, 1, 9, 3), above: 257, proof: filled(3, 6) }
        ]
      }
    },
    hex: '00110303030303030303010101010101010100000027100202020202020202020202020202020204040404040404040404040404040404' +
      '04040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404' +
      '04040404040404040404040404030303030303030303030303030303030303030303030303030303030303030303030303030303030303' +
      '03030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030315019c10282828' +
      '9820c0c0c0'
  },
  {
    title: 'a hello that walks',
    lens: NARROW,
    frame: { ...HELLO, opening: { kind: 'walk', width: 8, entries: [] } },
    hex: '00120303030303030303010101010101010100000027100202020202020202020202020202020280'
  },
  {
    title: 'a hello with a leaf over whole hashes',
    lens: WIDE,
    frame: { ...HELLO, count: 1, opening: { kind: 'walk', width: 32, entries: [{ kind: 'leaf', prefix: new Uint8Array(0), ids: [filled(32, 3)] }] } },
    hex: '00130303030303030303010101010101010100000000010202020202020202020202020202020281824100582003030303030303030303' +
      '03030303030303030303030303030303030303030303'
  },
  {
    title: 'cells',
    lens: NARROW,
    frame: { type: 'cells', width: 7, from: 513, cells: filled(14, 15) },
    hex: '04070002010f0f0f0f0f0f0f0f0f0f0f0f0f0f'
  },
  {
    title: 'cells of 6 bytes',
    lens: NARROW,
    frame: { type: 'cells', width: 6, from: 0, cells: filled(6, 15) },
    hex: '04060000000f0f0f0f0f0f'
  },
  {
    title: 'the wish for more cells',
    lens: NARROW,
    frame: { type: 'more', total: 1_200 },
    hex: '050004b0'
  },
  {
    title: 'a list',
    lens: NARROW,
    frame: { type: 'list', code: filled(5, 16) },
    hex: '061010101010'
  },
  {
    title: 'a request',
    lens: NARROW,
    frame: { type: 'request', code: filled(5, 17) },
    hex: '021111111111'
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
    hex: '078284430301904202b71980025004040404040404040505050505050505824304019c5006060606060606060707070707070707'
  },
  {
    title: 'all below a prefix, and two places of a leaf',
    lens: NARROW,
    frame: { type: 'want', wants: [{ prefix: Uint8Array.of(5), mask: 0 }, { prefix: Uint8Array.of(10, 11), mask: 0x8000_0001 }] },
    hex: '0884420150004202ab1a80000001'
  },
  {
    title: 'a bundle and a run',
    lens: NARROW,
    frame: { type: 'facts', parcels: [{ kind: 'bundle', bytes: filled(3, 8) }, { kind: 'run', bytes: filled(2, 9) }] },
    hex: '03824308080881420909'
  },
  {
    title: 'declines',
    lens: NARROW,
    frame: {
      type: 'decline',
      declines: [{ hash: filled(32, 10), code: 'quota_exceeded', retryAtMs: 1_767_225_600_000 }, { hash: filled(32, 11), code: 'malformed', retryAtMs: undefined }]
    },
    hex: '0a828358200a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a6e71756f74615f65786365656465641b0000' +
      '019b76daa8008358200b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b696d616c666f726d6564f6'
  },
  {
    title: 'absent content',
    lens: NARROW,
    frame: { type: 'absent', hashes: [filled(32, 12)] },
    hex: '0b8158200c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c'
  },
  {
    title: 'the end of a turn',
    lens: NARROW,
    frame: { type: 'end', standing: undefined },
    hex: '0980'
  },
  {
    title: 'a standing',
    lens: NARROW,
    frame: { type: 'end', standing: { count: 7, root: filled(32, 13), taken: 2, grown: 1 } },
    hex: '09840758200d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0201'
  },
  {
    title: 'equal sets',
    lens: NARROW,
    frame: { type: 'bye', code: 'equal', root: undefined },
    hex: '0100'
  },
  {
    title: 'a partial end',
    lens: NARROW,
    frame: { type: 'bye', code: 'partial', root: filled(32, 14) },
    hex: '01010e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e'
  }
]
