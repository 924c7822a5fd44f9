import type { HelloCode, HelloMessage } from '../../src/network/hello/index.ts'

/** Hellos and their bytes. */
export const HELLO_MESSAGES: ReadonlyArray<{ message: HelloMessage, hex: string }> = [
  {
    message: { net: 'main', agent: 'factmesh/0.1.0', timeMs: 1_767_225_600_000, frameBytesMax: 131_072, knows: 0, protocols: [] },
    hex: 'a7617601636e6574646d61696e6474696d651b0000019b76daa800656167656e746e666163746d6573682f302e312e30656b6e6f777300666c696d' +
      '697473a1656672616d651a000200006970726f746f636f6c7380'
  },
  {
    message: {
      net: 'lab-2',
      agent: 'other/9',
      timeMs: 0,
      frameBytesMax: 65_536,
      knows: 1_767_225_600_001,
      protocols: ['/factmesh/sync/1.0.0', '/factmesh/fetch/1.0.0']
    },
    hex: 'a7617601636e6574656c61622d326474696d6500656167656e74676f746865722f39656b6e6f77731b0000019b76daa801666c696d697473a16566' +
      '72616d651a000100006970726f746f636f6c7382742f666163746d6573682f73796e632f312e302e30752f666163746d6573682f66657463682f31' +
      '2e302e30'
  }
]

/** Answers to a hello and their bytes. What is declared stays bytes for the hello. */
export const HELLO_ANSWERS: ReadonlyArray<{ code: HelloCode, declaration?: Uint8Array, hex: string }> = [
  { code: 'accepted', declaration: Uint8Array.of(1, 2, 3), hex: '8268616363657074656443010203' },
  { code: 'accepted', hex: '81686163636570746564' },
  { code: 'wrong_network', hex: '816d77726f6e675f6e6574776f726b' },
  { code: 'incompatible_version', hex: '8174696e636f6d70617469626c655f76657273696f6e' },
  { code: 'malformed', hex: '81696d616c666f726d6564' }
]
