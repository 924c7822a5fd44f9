import { decodeBundle, treeKey } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { governingOf, LOCAL_SCOPE, publicScopeId } from '../../policy/scope/index.ts'
import { decodeHead } from '../../replica/query/index.ts'
import { decodeArrival, RECORD_TYPE_BUNDLE } from '../../replica/record/index.ts'
import { merkleTree } from '../../storage/tree/index.ts'
import type { StoredScope } from './interface.ts'
import type { JournalRecord } from '../../storage/journal/index.ts'
import type { MerkleTree } from '../../storage/tree/index.ts'

const LOCAL = toHex(LOCAL_SCOPE)

/** What was met of one scope. */
interface ScopeContents {
  readonly tree: MerkleTree
  /** Null while it is not known. */
  name: string | null
  facts: number
}

/** Gathers what the records of a bundle journal hold: networks, scopes, counts and roots. */
export class BundleContents {
  private readonly byId = new Map<string, ScopeContents>()
  private lastNet: string | undefined

  /** Network of the last bundle, or null when there was none. */
  get net (): string | null {
    return this.lastNet ?? null
  }

  /** Takes the next record. Only the head of a bundle is read, unless it may name its scope; types that hold none are passed over. */
  add ({ payload }: JournalRecord): void {
    if (payload[0] !== RECORD_TYPE_BUNDLE) { return }
    const { header, hash } = decodeHead(payload)
    const id = toHex(header.scope)
    const contents = this.byId.get(id) ?? { tree: merkleTree({ scope: header.scope }), name: nameOf(id, header.net), facts: 0 }
    this.byId.set(id, contents)
    if (contents.name === null && header.seq === 1) { contents.name = genesisName(payload) }
    this.lastNet = header.net
    if (contents.tree.insert(treeKey(header.hlc, hash))) { contents.facts += header.count }
  }

  /** What was met so far, by scope. */
  scopes (): StoredScope[] {
    return [...this.byId].map(([id, { tree, name, facts }]) => ({
      id,
      scope: name,
      facts,
      bundles: tree.count,
      root: id === LOCAL ? null : toHex(tree.root())
    }))
  }
}

/** What the genesis in a record calls its scope; null when there is none in it. */
function genesisName (payload: Uint8Array): string | null {
  return governingOf(decodeBundle(payload.subarray(decodeArrival(payload).lead))).genesis?.name ?? null
}

function nameOf (id: string, net: string): string | null {
  if (id === LOCAL) { return 'local' }
  return id === toHex(publicScopeId(net)) ? 'public' : null
}
