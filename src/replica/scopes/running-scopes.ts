import type { ClosedScopes, GrantDraft, HeldScope, RevocationDraft, ScopeAct } from '../governance/index.ts'

/** Runs a call while the replica runs, so that a stop waits for it. */
export type DuringRun = <Result>(call: () => Promise<Result>) => Promise<Result>

/** The closed scopes of a replica that may be stopped. */
export class RunningScopes implements ClosedScopes {
  private readonly scopes: ClosedScopes
  private readonly during: DuringRun

  constructor (scopes: ClosedScopes, during: DuringRun) {
    this.scopes = scopes
    this.during = during
  }

  async create (name: string): Promise<HeldScope> {
    return this.during(async () => this.scopes.create(name))
  }

  async join (genesis: Uint8Array): Promise<HeldScope> {
    return this.during(async () => this.scopes.join(genesis))
  }

  async genesis (scope: string | Uint8Array): Promise<Uint8Array> {
    return this.during(async () => this.scopes.genesis(scope))
  }

  async grant (scope: string | Uint8Array, draft: GrantDraft): Promise<string> {
    return this.during(async () => this.scopes.grant(scope, draft))
  }

  async revoke (scope: string | Uint8Array, draft: RevocationDraft): Promise<string> {
    return this.during(async () => this.scopes.revoke(scope, draft))
  }

  acts (scope: string | Uint8Array): readonly ScopeAct[] {
    return this.scopes.acts(scope)
  }
}
