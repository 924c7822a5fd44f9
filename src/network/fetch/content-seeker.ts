import { isWhole, treeKey } from '../../model/bundle/index.ts'
import { Inquiry } from './inquiry.ts'
import { SoughtContent } from './sought/content.ts'
import type { ContentSeekerComponents, ContentStoreEvents } from './interface.ts'
import type { Startable } from '@libp2p/interface'

/**
 * Looks for content that is wanted: bundles that came with digests in place of facts, and those that the disk lost. Every
 * accepted peer is asked, also while all roots are equal, until one has it.
 */
export class ContentSeeker implements Startable {
  private readonly components: ContentSeekerComponents
  private readonly sought: SoughtContent
  private readonly inquiry: Inquiry

  constructor (components: ContentSeekerComponents) {
    this.components = components
    this.sought = new SoughtContent(components)
    this.inquiry = new Inquiry(components, this.sought)
  }

  start (): void {
    const { store } = this.components
    store.addEventListener('bundle:receive', this.onReceive)
    store.addEventListener('bundle:lose', this.onLose)
    store.addEventListener('bundle:want', this.onLose)
    this.sought.addAll()
    this.inquiry.start()
  }

  async stop (): Promise<void> {
    const { store } = this.components
    store.removeEventListener('bundle:receive', this.onReceive)
    store.removeEventListener('bundle:lose', this.onLose)
    store.removeEventListener('bundle:want', this.onLose)
    await this.inquiry.stop()
    this.sought.clear()
  }

  private readonly onReceive = ({ detail: { bundle } }: ContentStoreEvents['bundle:receive']): void => {
    const { hash, header } = bundle

    if (isWhole(bundle)) {
      this.sought.delete(hash)
    } else {
      this.sought.add(header.scope, treeKey(header.hlc, hash))
      this.inquiry.wake()
    }
  }

  private readonly onLose = (): void => {
    this.sought.addAll()
    this.inquiry.wake()
  }
}
