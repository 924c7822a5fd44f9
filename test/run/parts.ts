import type { Part } from './part.ts'

/** Minutes after which a part that prints nothing has hung. */
export const SILENT_MINUTES_MAX = 10

/**
 * What `npm test` runs, one after another. `--no-bail` undoes what aegir and
 * its browser runner do by default: stop at the first failure.
 */
export const PARTS: readonly Part[] = [
  {
    name: 'lint',
    purpose: 'style of the code',
    command: ['aegir', 'lint'],
    kind: 'check',
    minutesMax: 6
  },
  {
    name: 'dep-check',
    purpose: 'every dependency is used, every use is declared',
    command: ['aegir', 'dep-check'],
    kind: 'check',
    minutesMax: 2
  },
  {
    name: 'build',
    purpose: 'types, and the browser bundle within its size',
    command: ['npm', 'run', 'build'],
    kind: 'check',
    minutesMax: 6
  },
  {
    name: 'node',
    purpose: 'all tests in Node',
    command: ['aegir', 'test', '-t', 'node', '--', '--no-bail'],
    kind: 'tests',
    minutesMax: 30
  },
  {
    name: 'chromium',
    purpose: 'all portable tests in Chromium',
    command: ['aegir', 'test', '-t', 'browser', '--build', 'false', '--', '--no-bail'],
    kind: 'tests',
    minutesMax: 15
  },
  {
    name: 'doc-check',
    purpose: 'the snippets of the documents compile',
    command: ['aegir', 'doc-check'],
    kind: 'check',
    minutesMax: 4
  }
]
