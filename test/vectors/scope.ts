/**
 * Networks, the id of their public scope in hexadecimal, and what people read for it.
 */
export const PUBLIC_SCOPES: ReadonlyArray<{ net: string, id: string, text: string }> = [
  {
    net: 'main',
    id: 'b8fa538e7f4561c141b562e2e1c3875ace292c428cc7cbdb74deae4185335c55',
    text: 'public@xd5fhdt7ivq4cqnvmlrodq4hll'
  },
  {
    net: 'a',
    id: '282ccbf68334b1d853a109ce2c5e626eddcaf856a55892b409dc05cabafdc17f',
    text: 'public@fawmx5udgsy5qu5bbhhcyxtcn3'
  },
  {
    net: 'test-net-7',
    id: '8e44c1fb62199b5011bf802c8c7fdceeed3d1d6a395733c62d9f2cfc2e8086ca',
    text: 'public@rzcmd63cdgnvaen7qawiy76453'
  },
  {
    net: 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz',
    id: '794d3aea7d0ac1872636f7b203eecf51b1c27ec66a951ae1034785b0a4b14286',
    text: 'public@pfgtv2t5blayojrw66zah3wpkg'
  }
]
