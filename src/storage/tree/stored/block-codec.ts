import { createDeriveKey } from 'blake3-jit'
import { Branch } from '../branch.ts'
import { ADDRESS_BYTES, DIGEST_BYTES, FAN_OUT, KEY_BYTES } from '../constants.ts'
import { TreeCorruptError } from '../errors.ts'
import { Page } from '../page.ts'
import { StoredBlock } from './stored-block.ts'
import type { BlockSource } from './stored-block.ts'
import type { Block } from '../branch.ts'

/*
 * The record of a block (integers little-endian):
 *
 *   page      1 u8 | id 32 | id 32 | … | stamp 8 | stamp 8 | …            in key order, at most 256 keys
 *   branch    2 u8 | bitmap u16 | count u32 | digest 32 | address 38 | …   per child, in nibble order
 */
const FORM_PAGE = 1
const FORM_BRANCH = 2
const BITMAP_AT = 1
const CHILDREN_AT = 3
const DIGEST_AT = 4
const ADDRESS_AT = DIGEST_AT + DIGEST_BYTES
const CHILD_BYTES = ADDRESS_AT + ADDRESS_BYTES

/** Blocks from the store belong to no span: they are never changed in place. */
const NO_SPAN = -1

const HASHER = createDeriveKey('factmesh tree block v1')

/** The hash of a record, 32 bytes. */
export function hashOfRecord (record: Uint8Array): Uint8Array {
  return HASHER.reset().update(record).finalize()
}

/** The record of a page. The page goes on with the bytes of the record, so that both stand in memory once. */
export function encodePage (page: Page): Uint8Array {
  const record = new Uint8Array(1 + page.count * KEY_BYTES)

  record[0] = FORM_PAGE
  page.encodeInto(record.subarray(1))

  return record
}

/** The record of a branch whose children have addresses and digests. */
export function encodeBranch ({ row }: Branch, children: ReadonlyArray<StoredBlock<Block> | undefined>): Uint8Array {
  const record = new Uint8Array(CHILDREN_AT + children.filter(child => child != null).length * CHILD_BYTES)
  const view = new DataView(record.buffer)
  let at = CHILDREN_AT
  let bitmap = 0

  children.forEach((child, nibble) => {
    if (child != null) {
      view.setUint32(at, child.count, true)
      record.set(row.get(nibble), at + DIGEST_AT)
      record.set(child.address, at + ADDRESS_AT)
      bitmap |= 1 << nibble
      at += CHILD_BYTES
    }
  })
  record[0] = FORM_BRANCH
  view.setUint16(BITMAP_AT, bitmap, true)

  return record
}

/**
 * The block of a record that has the right hash.
 *
 * @throws {TreeCorruptError} when the record has another form
 */
export function decodeBlock (record: Uint8Array, source: BlockSource<Block>): Block {
  if (record[0] === FORM_PAGE && (record.length - 1) % KEY_BYTES === 0) {
    return Page.over(record.subarray(1), NO_SPAN)
  }

  if (record[0] === FORM_BRANCH && (record.length - CHILDREN_AT) % CHILD_BYTES === 0) {
    return decodeBranch(record, source)
  }

  throw new TreeCorruptError('form')
}

function decodeBranch (record: Uint8Array, source: BlockSource<Block>): Branch {
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  const bitmap = view.getUint16(BITMAP_AT, true)
  const branch = new Branch(NO_SPAN)
  let at = CHILDREN_AT

  for (let nibble = 0; nibble < FAN_OUT && at < record.length; nibble++) {
    if ((bitmap & (1 << nibble)) !== 0) {
      const count = view.getUint32(at, true)

      branch.put(nibble, new StoredBlock(source, { count, address: record.subarray(at + ADDRESS_AT, at + CHILD_BYTES) }))
      branch.row.set(nibble, record.subarray(at + DIGEST_AT, at + ADDRESS_AT))
      at += CHILD_BYTES
    }
  }

  return branch
}
