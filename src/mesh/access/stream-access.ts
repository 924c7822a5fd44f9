import { createStrictVerifier } from '../../model/identity/index.ts'
import { streamAccess } from '../../network/access/index.ts'
import { tokenGate, tokenSource } from '../../replica/token/index.ts'
import type { StreamAccess } from '../../network/access/index.ts'
import type { Wire } from '../../network/wire/index.ts'
import type { TokenGate } from '../../replica/token/index.ts'
import type { MeshConfig } from '../config.ts'
import type { Stores } from '../home/stores.ts'

/** What lets the streams of a node in and out. */
export interface MeshAccess {
  readonly gate: TokenGate
  readonly streams: StreamAccess
}

/** Joins the tokens of a node with its stores; `isApproved` tells whether a peer, by its key, may push or pull anything here. */
export function makeAccess (config: MeshConfig, stores: Stores, { wire, isApproved }: { wire: Wire, isApproved (peer: Uint8Array): boolean }): MeshAccess {
  const { platform: { clock, ed25519, random, timers }, logger } = config
  const signer = ed25519.signer(stores.home.seed)
  const gate = tokenGate({
    seen: stores.local.part.seen,
    clock,
    verify: createStrictVerifier(async (key, message, signature) => ed25519.verify(key, message, signature)),
    publicKey: signer.publicKey,
    isApproved,
    audit: stores.audit.part
  })

  return { gate, streams: streamAccess({ wire, gate, source: tokenSource({ signer, clock, random }), clock, timers, logger }) }
}
