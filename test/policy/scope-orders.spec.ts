import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { equalBytes, toHex } from '../../src/model/bytes/index.ts'
import { Introductions, judgeActs, mayErase } from '../../src/policy/scope/index.ts'
import { effectiveActs, erasedBy, forksIn, mayAt, treeOf } from '../fixtures/governance-oracle.ts'
import { anyWorld, CREATOR, PEERS } from '../fixtures/governance.ts'
import type { ScopeEffect } from '../../src/policy/scope/index.ts'
import type { WorldBundle } from '../fixtures/governance.ts'

const SEED = 61_402
const WORLDS = 1_000
const ORDERS_OF_EACH = 10
const BUNDLES_MAX = 16
const RIGHTS = ['admin', 'curate', 'read', 'steward', 'write'] as const
const NAMES = ['node-a', 'node-b']

describe('policy/scope in any order', () => {
  it(`comes to one tree and one effect in ${WORLDS * ORDERS_OF_EACH} orders of bundles, grants, revocations and erasures, in chains that fork`, () => {
    const seen = { waited: 0, cut: 0, voidRevocations: 0, erased: 0, forkedCuts: 0 }

    fc.assert(fc.property(anyWorld(BUNDLES_MAX), fc.array(fc.integer(), { minLength: ORDERS_OF_EACH, maxLength: ORDERS_OF_EACH }), (world, orders) => {
      const expected = expectedOf(world)

      for (const order of orders) {
        const { tree, waited } = arrive(shuffled(world, order))
        expect(pictureOf(tree)).to.equal(expected.picture)
        seen.waited += waited
        seen.forkedCuts += expected.forkedCuts
      }

      seen.cut += expected.cut
      seen.voidRevocations += expected.voidRevocations
      seen.erased += expected.erased
    }), { seed: SEED, numRuns: WORLDS })

    // The worlds hold what they are made for.
    for (const [what, count] of Object.entries(seen)) {
      expect(count, what).to.be.above(WORLDS / 10)
    }
  })
})

/** What a node holds after the bundles came in an order: those that may not enter wait until their author is introduced. */
function arrive (world: readonly WorldBundle[]): { tree: WorldBundle[], waited: number } {
  const known = new Introductions()
  const waiting = new Map<string, WorldBundle[]>()
  const tree: WorldBundle[] = []
  const open = [...world]
  let waited = 0

  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (known.enters(next)) {
      tree.push(next)

      for (const author of known.learn(next)) {
        open.push(...waiting.get(toHex(author)) ?? [])
        waiting.delete(toHex(author))
      }
    } else {
      waited++
      expect(known.learn(next)).to.deep.equal([])
      const author = toHex(next.bundle.author)
      waiting.set(author, [...waiting.get(author) ?? [], next])
    }
  }

  return { tree, waited }
}

/** Everything that a reader can see, as text: the tree, who had which rights and names where, and what is forgotten. */
function pictureOf (tree: readonly WorldBundle[]): string {
  const effect = judgeActs(CREATOR, tree.flatMap(({ acts }) => acts), forksIn(tree))
  const rows = tree.map(({ bundle }) => {
    const standing = effect.standingAt(bundle)
    return `${toHex(bundle.hash)} ${standing.isEffective} ${RIGHTS.filter(right => standing.has(right)).join()} ${[...standing.names].sort().join()}`
  })

  return [...rows.sort(), ...erased(effect, tree)].join('\n')
}

function erased (effect: ScopeEffect, tree: readonly WorldBundle[]): string[] {
  const targets = tree.filter(target => tree.some(({ bundle: { author }, bundle, erases }) => {
    return erases !== undefined && equalBytes(erases, target.bundle.hash) &&
      mayErase({ author, standing: effect.standingAt(bundle), target: { author: target.bundle.author, kind: target.acts.length > 0 || target.genesis !== undefined ? 3 : 0 } })
  }))

  return targets.map(({ bundle }) => toHex(bundle.hash)).sort()
}

function expectedOf (world: readonly WorldBundle[]): { picture: string, cut: number, voidRevocations: number, erased: number, forkedCuts: number } {
  const tree = treeOf(world)
  const all = tree.flatMap(({ acts }) => acts)
  const forks = forksIn(tree)
  const scope = { creator: CREATOR, acts: effectiveActs(CREATOR, all, forks), forks }
  const rows = tree.map(({ bundle }) => {
    const rights = RIGHTS.filter(right => mayAt(scope, bundle, right)).join()
    return `${toHex(bundle.hash)} ${mayAt(scope, bundle)} ${rights} ${NAMES.filter(name => mayAt(scope, bundle, `name ${name}`)).join()}`
  })
  const gone = erasedBy(scope, tree)
  const revocations = all.filter(({ kind }) => kind === 'revocation')
  const [first] = PEERS

  return {
    picture: [...rows.sort(), ...gone].join('\n'),
    cut: tree.filter(({ bundle }) => bundle.author !== first && !mayAt(scope, bundle)).length,
    voidRevocations: revocations.filter(act => !scope.acts.includes(act)).length,
    erased: gone.length,
    forkedCuts: tree.filter(({ bundle }) => mayAt({ ...scope, forks: undefined }, bundle) && !mayAt(scope, bundle)).length
  }
}

/** The same items in an order that a number stands for. */
function shuffled<T> (items: readonly T[], order: number): T[] {
  const list = [...items]
  let state = order >>> 0

  for (let i = list.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = Math.floor(state / 2 ** 32 * (i + 1));
    [list[i], list[other]] = [list[other], list[i]]
  }

  return list
}
