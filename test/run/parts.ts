import type { Part } from './part.ts'

/** Minutes after which a part that prints nothing has hung. */
export const SILENT_MINUTES_MAX = 10

/** What runs before all others, alone: they read what it writes. */
export const BUILD: Part = {
  name: 'build',
  purpose: 'types, and the browser bundle within its size',
  command: ['npm', 'run', 'build'],
  kind: 'check',
  minutesMax: 6
}

/**
 * What `npm test` runs then, in this order, some side by side. `--no-bail`
 * undoes what aegir and its browser runner do by default: stop at the first
 * failure. `--exit` ends the programs although a test that failed left one
 * running.
 */
export const PARTS: readonly Part[] = [
  {
    name: 'programs',
    purpose: 'all tests that start the compiled program',
    command: ['aegir', 'test', '-t', 'node', '--build', 'false', '-f', 'test/programs.ts', '--', '--no-bail', '--exit'],
    kind: 'tests',
    minutesMax: 32
  },
  {
    name: 'lint',
    purpose: 'style of the code',
    command: ['aegir', 'lint'],
    kind: 'check',
    minutesMax: 8
  },
  {
    name: 'node',
    purpose: 'all other tests in Node',
    command: ['aegir', 'test', '-t', 'node', '--build', 'false', '--', '--no-bail'],
    kind: 'tests',
    minutesMax: 32
  },
  {
    name: 'chromium',
    purpose: 'all portable tests in Chromium',
    command: ['aegir', 'test', '-t', 'browser', '--build', 'false', '--', '--no-bail'],
    kind: 'tests',
    minutesMax: 20
  },
  {
    name: 'dep-check',
    purpose: 'every dependency is used, every use is declared',
    command: ['aegir', 'dep-check'],
    kind: 'check',
    minutesMax: 4
  },
  {
    name: 'doc-check',
    purpose: 'the snippets of the documents compile',
    command: ['aegir', 'doc-check'],
    kind: 'check',
    minutesMax: 6
  }
]
