import { NAMES_IN_NOTE_MAX } from '../constants.ts'
import type { LensNote } from '../interface.ts'

/** Every code with its sentence; `{name}` stands for a parameter. Codes are only ever added. */
const SENTENCES = {
  'no-candidates': 'Nobody says anything that this lens looks at.',
  'sole-candidate': 'There is one statement, and it answers.',
  newest: 'The newest statement answers; the next one is {gapMs} ms older.',
  'most-claimants': 'The value with the most claimants answers: {claimants} of {of}.',
  'most-confident': 'The statement with the highest confidence answers: {confidence} millionths.',
  'most-voted': 'The statement with the largest weight of votes answers: {weight} of {of} millionths.',
  'no-votes': 'No statement has a weight of votes above zero, so the most common value answers.',
  'most-weight': 'The statement with the largest weight answers.',
  'no-weight': 'No statement has a weight above zero, so there is no answer.',
  'top-tier': 'Class {sourceClass} is the most authoritative one of {tiers} with statements, so its winner answers.',
  'tiers-disagree': 'The classes disagree about the answer.',
  agreement: 'The statements are {status}; this lens gives a picture and no answer.',
  rules: 'There are {mustUse} rules to use something and {forbidden} rules against it.',
  'rules-disagree': '{count} things are both to be used and forbidden.',
  'tie-broken': 'Another value is equal by this rule; the {by} decides.',
  'edition-only': '{count} statements of other editions than {edition} are left out.',
  'edition-superseded': '{count} statements of superseded editions are left out.',
  'edition-unknown': '{count} editions have no record, so their statements count: {names}.',
  'edition-broken': '{count} editions are replaced by a record without a type, so their statements count: {names}.',
  'edition-cycle': '{count} editions replace each other in a circle, so their statements count: {names}.',
  stated: 'It is stated with {confidence} millionths.',
  stamped: 'It was written at {hlc}.',
  claimants: 'Its value has {claimants} claimants.',
  votes: 'Votes weigh {for} millionths for it and {against} against it.',
  trust: 'Its author has a reputation of {trust} millionths.',
  eigentrust: 'Its author has {eigentrust} trillionths of the trust, and {domain} millionths in this domain.',
  tier: 'It stands in class {sourceClass}, where its age leaves {factor} trillionths of its weight.',
  weighed: 'The rule of this lens weighs it with {weight} millionths.'
} as const

/** The place of a parameter in a sentence. */
const PLACE = /\{(\w+)\}/g

const WARNINGS: readonly string[] = ['rules-disagree', 'edition-unknown', 'edition-broken', 'edition-cycle']

/** A code that a note may carry. */
export type NoteCode = keyof typeof SENTENCES

/** Makes a note of a code and what it speaks of. */
export function note (code: NoteCode, params: LensNote['params'] = {}): LensNote {
  const sentence = SENTENCES[code]
  const text = sentence.includes('{') ? sentence.replaceAll(PLACE, (_, name: string) => String(params[name])) : sentence

  return { code, level: WARNINGS.includes(code) ? 'warning' : 'info', params, text }
}

/** The parameters of a note about several things: how many, and the first few names in order. */
export function namesOf (names: Iterable<string>): { count: number, names: string } {
  const sorted = [...new Set(names)].sort()
  const shown = sorted.slice(0, NAMES_IN_NOTE_MAX).join(', ')

  return { count: sorted.length, names: sorted.length > NAMES_IN_NOTE_MAX ? `${shown}, …` : shown }
}
