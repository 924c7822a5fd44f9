import { expect } from 'aegir/chai'
import { houseOf, thisHouse } from './house.ts'
import type { House } from './house.ts'

/** A small house and what a rule has to say about it. */
export interface Sample {
  readonly title: string
  readonly contents: Readonly<Record<string, string>>

  /** One expression per problem that the rule has to find, in order. None: the sample is fine. */
  readonly problems: readonly RegExp[]
}

/** One rule of the house. */
export interface Rule {
  readonly name: string

  /** Samples that prove that the rule can fail, and where it must not. */
  readonly samples: readonly Sample[]

  /** Every breach, as `path:line what is wrong`. */
  check (house: House): string[]
}

/**
 * Declares the tests of one rule: it judges each of its samples as they say,
 * and it holds in this project.
 */
export function describeRule (rule: Rule): void {
  describe(`tidy: ${rule.name}`, () => {
    it('has a sample that it refuses', () => {
      expect(rule.samples.some(sample => sample.problems.length > 0)).to.equal(true)
    })

    rule.samples.forEach(({ title, contents, problems }) => {
      it(`${problems.length === 0 ? 'accepts' : 'refuses'} ${title}`, () => {
        const found = rule.check(houseOf(contents))

        expect(found, found.join('\n')).to.have.lengthOf(problems.length)
        found.forEach((problem, i) => { expect(problem).to.match(problems[i]) })
      })
    })

    it('holds in this project', async () => {
      const found = rule.check(await thisHouse())

      expect(found, `\n${found.join('\n')}\n`).to.have.lengthOf(0)
    })
  })
}
