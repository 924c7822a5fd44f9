import type { FactMesh, FactMeshInit } from '../index.ts'

/** What `openTab` takes: the settings of a node, whose home names the database that all tabs share. */
export interface TabInit extends FactMeshInit {
  home: string
}

/** One tab of a site whose tabs share a node. */
export interface MeshTab {
  /** The node, while this tab runs it. */
  readonly mesh: FactMesh | undefined
  /** Resolves once this tab runs the node: at once in the first tab, in another when that one has ended. */
  readonly owned: Promise<FactMesh>

  /**
   * The HTTP API of the node, whichever tab runs it: as `FactMesh.fetch`.
   *
   * @throws {TabGoneError} when the tab that was asked ended before it answered; what became of a write is not known then.
   */
  fetch (input: string | URL | Request, init?: RequestInit): Promise<Response>

  /** Leaves, and stops the node if this tab runs it; the next tab takes over. */
  close (): Promise<void>
}

/** A request as it goes from tab to tab. */
export interface AskedRequest {
  readonly url: string
  readonly method: string
  readonly headers: ReadonlyArray<[string, string]>
  readonly body: ArrayBuffer | undefined
}

/** What tabs say to each other: a follower looks for the owner, asks it, pulls and cancels; the owner answers, and says when it begins. */
export type TabMessage =
  { readonly type: 'who' } |
  { readonly type: 'owner', readonly name: string } |
  { readonly type: 'ask', readonly from: string, readonly id: number, readonly request: AskedRequest } |
  { readonly type: 'pull' | 'cancel', readonly from: string, readonly id: number } |
  { readonly type: 'head', readonly to: string, readonly id: number, readonly status: number, readonly headers: ReadonlyArray<[string, string]> } |
  { readonly type: 'chunk', readonly to: string, readonly id: number, readonly bytes: Uint8Array } |
  { readonly type: 'end', readonly to: string, readonly id: number } |
  { readonly type: 'fail', readonly to: string, readonly id: number, readonly reason: string }
