import { KIND_ALIAS } from './constants.ts'
import { entityOf, expectEntity, expectField } from './form.ts'
import type { BodyForm } from './form-of-kind.ts'
import type { AliasBody } from './interface.ts'

/** `{ alias: URI, canonical: URI }`; the entity of the fact is the canonical one. */
export const aliasForm: BodyForm<AliasBody> = {
  kind: KIND_ALIAS,
  normal: ({ canonical, alias }) => ({ canonical: entityOf('canonical', canonical), alias: entityOf('alias', alias) }),
  toMap: ({ canonical, alias }) => ({ alias, canonical }),
  fromMap: ({ canonical, alias }) => ({ canonical, alias } as AliasBody),

  check ({ canonical, alias }, { entity }) {
    expectEntity('canonical', canonical)
    expectEntity('alias', alias)
    expectField('alias', alias !== canonical, 'is the canonical name itself.')
    expectField('canonical', canonical === entity, 'is not the entity of the fact.')
  }
}
