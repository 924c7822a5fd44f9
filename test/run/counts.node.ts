import { expect } from 'aegir/chai'
import { addCounts, formatCounts, readCounts, readFailures } from './counts.ts'

describe('run/counts', () => {
  it('reads the closing lines of a run', () => {
    expect(readCounts('  ✔ a\n\n  12 passing (3s)\n  2 pending\n  1 failing\n\n  1) b')).to.deep.equal({ passed: 12, failed: 1, skipped: 2 })
  })

  it('reads through colours', () => {
    expect(readCounts('\u001b[92m \u001b[0m\u001b[32m 7 passing\u001b[0m\u001b[90m (4ms)\u001b[0m\n\u001b[31m  1 failing\u001b[0m\n')).to.deep.equal({ passed: 7, failed: 1, skipped: 0 })
  })

  it('takes the last run when one prints the output of another', () => {
    expect(readCounts('  1 passing (1s)\n  9 failing\n\n  5 passing (2s)\n')).to.deep.equal({ passed: 5, failed: 0, skipped: 0 })
  })

  it('takes no count from names of tests and messages', () => {
    expect(readCounts('  5 passing (2s)\n\n  1) a\n  3 failing bytes')).to.deep.equal({ passed: 5, failed: 0, skipped: 0 })
  })

  it('knows a run that did not reach its end', () => {
    expect(readCounts('  ✔ a\nSegmentation fault')).to.equal(undefined)
    expect(readCounts('')).to.equal(undefined)
  })

  it('reads which tests failed, and how', () => {
    const output = '  1) while it ran\n  5 passing (2s)\n  2 failing\n\n  1) a room\n       has a door:\n\n     Error: none\n\n  2) another:\n     Error: two\n'

    expect(readFailures(output)).to.deep.equal(['  1) a room\n       has a door:\n     Error: none', '  2) another:\n     Error: two'])
    expect(readFailures('  5 passing (2s)\n')).to.deep.equal([])
  })

  it('adds up and prints', () => {
    const sum = addCounts([{ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }])

    expect(formatCounts(sum)).to.equal('11 passed, 22 failed, 33 skipped')
  })
})
