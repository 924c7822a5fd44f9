/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  unreachable: 3,
  notFound: 4,
  conflict: 5,
  forbidden: 6,
  partial: 7,
  damaged: 8,
  config: 9
} as const

/** What each exit code says; `--help` and docs/CLI.md list them. */
export const EXIT_CODES: ReadonlyArray<readonly [number, string]> = [
  [0, 'it went well'],
  [1, 'something unexpected happened'],
  [2, 'the command or an argument is wrong'],
  [3, 'no node answers'],
  [4, 'there is no such thing'],
  [5, 'something else stands in the way: a locked home, a taken port'],
  [6, 'not permitted'],
  [7, 'it took too long, or only a part was done'],
  [8, 'a check failed: journal or backup is damaged'],
  [9, 'the configuration is wrong'],
  [10, 'doctor: warnings, with --strict'],
  [11, 'doctor: failures'],
  [130, 'ended by SIGINT (143: by SIGTERM)']
]
