import { toHex } from '../../../model/bytes/index.ts'
import { conflictId } from '../../../policy/conflict/index.ts'
import type { Candidate, EffectiveResolution, GroupName, Judgement } from './interface.ts'

/** What a judgement is made of. */
export interface GroupJudgementInit extends Pick<Judgement, 'name' | 'live' | 'ended' | 'isContested' | 'resolution'> {
  /** Id of the scope, 32 bytes. */
  readonly scope: Uint8Array
}

/** A judgement whose id is worked out when somebody asks: most never are. */
export class GroupJudgement implements Judgement {
  public readonly name: GroupName
  public readonly live: readonly Candidate[]
  public readonly ended: readonly Candidate[]
  public readonly isContested: boolean
  public readonly resolution: EffectiveResolution | undefined
  private readonly scope: Uint8Array

  constructor (init: GroupJudgementInit) {
    this.name = init.name
    this.live = init.live
    this.ended = init.ended
    this.isContested = init.isContested
    this.resolution = init.resolution
    this.scope = init.scope
  }

  get isOpen (): boolean {
    const { isContested, live, resolution } = this
    return isContested && (resolution == null || live.some(({ version }) => !resolution.values.has(toHex(version.value))))
  }

  get id (): Uint8Array {
    return conflictId(this.scope, this.name.entity, this.name.relation)
  }
}
