import { base64url } from 'multiformats/bases/base64'
import { sha256 } from 'multiformats/hashes/sha2'
import { SECRET_MODE } from '../constants.ts'
import { jsonFileBytes, readJsonFile } from '../home/json-file.ts'
import { der, derInteger, TAGS } from './der.ts'
import type { Files, Random } from '../../platform/index.ts'

/** What a WebRTC listener shows, in the form that libp2p takes; its addresses hold the hash. */
export interface WebRTCCertificate {
  /** PKCS 8, in PEM. */
  readonly privateKey: string
  /** X.509, in PEM. */
  readonly pem: string
  /** Multibase base64url of the SHA-256 multihash of the certificate. */
  readonly certhash: string
}

/** File below the home that holds the certificate. */
const FILE = 'webrtc.json'

/** P-256, which all browsers take. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }

/** ecdsa-with-SHA256 (RFC 5758 §3.2) and commonName (RFC 5280, appendix A.1) as object identifiers. */
const ECDSA_WITH_SHA256 = der(TAGS.sequence, der(TAGS.oid, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
const COMMON_NAME = der(TAGS.oid, [0x55, 0x04, 0x03])

/** From before this program existed to the date that says "no end" (RFC 5280 §4.1.2.5): an address in a ticket names the hash, and stays good. */
const VALIDITY = ['20200101000000Z', '99991231235959Z']

const encoder = new TextEncoder()

/** The certificate of a home, made at the first call. Without files it is a new one each time. */
export async function settleCertificate (random: Random, place?: { files: Files, directory: string }): Promise<WebRTCCertificate> {
  const path = place?.files.join(place.directory, FILE) ?? ''
  const stored = await place?.files.readFile(path) == null || place == null ? undefined : await readJsonFile(path, place.files)
  if (isCertificate(stored)) { return stored }
  const made = await makeCertificate(random)
  await place?.files.writeFileAtomic(path, jsonFileBytes({ ...made }), { mode: SECRET_MODE })
  return made
}

/** A self-signed X.509 certificate without an end (RFC 5280), and its key. */
export async function makeCertificate (random: Random): Promise<WebRTCCertificate> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const [key, spki] = await Promise.all([crypto.subtle.exportKey('pkcs8', privateKey), crypto.subtle.exportKey('spki', publicKey)])
  const name = der(TAGS.sequence, der(TAGS.set, der(TAGS.sequence, COMMON_NAME, der(TAGS.text, encoder.encode('factmesh')))))
  const content = der(
    TAGS.sequence,
    der(TAGS.version, der(TAGS.integer, [2])),
    derInteger(random.bytes(16)),
    ECDSA_WITH_SHA256,
    name,
    der(TAGS.sequence, ...VALIDITY.map(time => der(TAGS.time, encoder.encode(time)))),
    name,
    new Uint8Array(spki)
  )
  const signature = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, content))
  const signed = der(TAGS.sequence, derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)))
  const certificate = der(TAGS.sequence, content, ECDSA_WITH_SHA256, der(TAGS.bits, [0], signed))
  return {
    privateKey: pemOf('PRIVATE KEY', new Uint8Array(key)),
    pem: pemOf('CERTIFICATE', certificate),
    certhash: base64url.encode((await sha256.digest(certificate)).bytes)
  }
}

function isCertificate (value: unknown): value is WebRTCCertificate {
  const { privateKey, pem, certhash } = value as Partial<WebRTCCertificate> ?? {}
  return typeof privateKey === 'string' && typeof pem === 'string' && typeof certhash === 'string'
}

function pemOf (label: string, bytes: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
