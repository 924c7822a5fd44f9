import { bodyOfFact, factOfForm } from '../form-of-kind.ts'
import { isTakenBack } from '../statement.ts'
import { declarationForm } from './declaration.ts'
import { erasureForm } from './erasure.ts'
import { genesisForm } from './genesis.ts'
import { grantForm } from './grant.ts'
import { revocationForm } from './revocation.ts'
import { scopeKeyForm } from './scope-key.ts'
import type { BodyForm, BodyInit } from '../form-of-kind.ts'
import type { ActBodies, ActKind } from './interface.ts'
import type { CborMap } from '../../bytes/index.ts'
import type { Fact } from '../../fact/index.ts'

const FORMS: { readonly [K in ActKind]: BodyForm<ActBodies[K]> } = {
  genesis: genesisForm, declaration: declarationForm, grant: grantForm, revocation: revocationForm, 'scope-key': scopeKeyForm, erasure: erasureForm
}

const KINDS = new Map((Object.keys(FORMS) as ActKind[]).map(kind => [FORMS[kind].kind, kind]))

/** What a caller wants to do by a fact. Its entity is the URI of the scope; for erasures, the entity of their target or that URI. */
export type ActInit<K extends ActKind> = Omit<BodyInit<ActBodies[K]>, 'confidence'>

/** The name of an act by the number of its kind, or undefined for a kind that is no act. */
export function actKind (kind: number): ActKind | undefined {
  return KINDS.get(kind)
}

/**
 * Makes the fact that carries the body of an act. Lists are sorted as the form wants them.
 *
 * @throws {InvalidFactError} with the field of the body, or of the fact, that is wrong
 */
export function actFact<K extends ActKind> (kind: K, { body, entity, source }: ActInit<K>): Fact {
  return factOfForm(kind, FORMS[kind], { body, entity, source })
}

/**
 * The body of an act, or undefined when the fact is not of this kind or is malformed: it has no effect then. An act is
 * not taken back by confidence 0; only another act undoes it.
 */
export function readAct<K extends ActKind> (kind: K, fact: Fact): ActBodies[K] | undefined {
  return isTakenBack(fact) ? undefined : bodyOfFact(kind, FORMS[kind], fact)
}

/** The map of an act as it is signed; of a genesis, what the scope id is derived from. */
export function actMap<K extends ActKind> (kind: K, body: ActBodies[K]): CborMap {
  return FORMS[kind].toMap(FORMS[kind].normal(body))
}
