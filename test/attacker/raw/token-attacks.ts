import { utf8 } from './bytes.ts'
import { FETCH } from './fetch.ts'
import { scopeText } from './hello.ts'
import { makeKeys } from './keys.ts'
import { SYNC } from './sync.ts'
import { claims, jws, nonce, token } from './token.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'
import type { TokenInit } from './token.ts'

type Make = (stranger: Stranger) => Uint8Array | Promise<Uint8Array>

const S_PER_MINUTE = 60

function initOf ({ keys, target, scope }: Stranger): TokenInit {
  return { keys, audience: target, scopes: [scope] }
}

function seconds (): number {
  return Math.floor(Date.now() / 1_000)
}

/** Signs claims that were changed as text. */
function spelt (change: (text: string) => string): Make {
  return stranger => jws(stranger.keys, change(JSON.stringify(claims(initOf(stranger)))))
}

/** Signs claims of which some were replaced, or left out. */
function claiming (changes: Record<string, unknown>): Make {
  return stranger => token(initOf(stranger), changes)
}

/** Changes the text of a token that holds. */
function bent (change: (text: string) => string): Make {
  return stranger => utf8(change(new TextDecoder().decode(stranger.token())))
}

const BAD: ReadonlyArray<readonly [title: string, code: string, make: Make]> = [
  ['none, a HELLO at once', 'malformed', stranger => stranger.syncHello()],
  ['bytes by chance', 'malformed', () => new Uint8Array(300).fill(0xa7)],
  ['text by chance', 'malformed', () => utf8('e'.repeat(300))],
  ['two parts', 'malformed', bent(text => text.split('.').slice(0, 2).join('.'))],
  ['four parts', 'malformed', bent(text => `${text}.e30`)],
  ['4,097 characters', 'malformed', bent(text => text.padEnd(4_097, 'A'))],
  ['padding', 'malformed', bent(text => `${text}=`)],
  ['a blank', 'malformed', spelt(text => text.replace(':', ': '))],
  ['a member twice', 'malformed', spelt(text => text.replace('{', '{"iat":1,'))],
  ['a member too many', 'malformed', claiming({ nbf: 1 })],
  ['a list', 'malformed', spelt(text => `[${text}]`)],
  ['an escape', 'malformed', spelt(text => text.replace('"iss"', '"\\u0069ss"'))],
  ['iss is a number', 'malformed', claiming({ iss: 7 })],
  ['iss is no peer', 'malformed', claiming({ iss: 'k51nobody' })],
  ['aud is missing', 'malformed', claiming({ aud: undefined })],
  ['iat is text', 'malformed', claiming({ iat: '1' })],
  ['iat is below 0', 'malformed', claiming({ iat: -1 })],
  ['exp is no whole number', 'malformed', claiming({ exp: 1.5 })],
  ['exp is before iat', 'malformed', claiming({ exp: 1 })],
  ['exp is too far', 'malformed', claiming({ exp: 281_474_976_001 })],
  ['a nonce of 21 characters', 'malformed', claiming({ jti: 'A'.repeat(21) })],
  ['a nonce of 129 characters', 'malformed', claiming({ jti: 'A'.repeat(129) })],
  ['a nonce in another alphabet', 'malformed', claiming({ jti: '+'.repeat(22) })],
  ['no scope', 'malformed', claiming({ scope: [] })],
  ['scopes that are text', 'malformed', claiming({ scope: scopeText(new Uint8Array(32)) })],
  ['a scope in capitals', 'malformed', claiming({ scope: [scopeText(new Uint8Array(32).fill(9)).toUpperCase()] })],
  ['a scope twice', 'malformed', claiming({ scope: [scopeText(new Uint8Array(32)), scopeText(new Uint8Array(32))] })],
  ['33 scopes', 'malformed', claiming({ scope: Array.from({ length: 33 }, (_, i) => scopeText(new Uint8Array(32).fill(i))) })],
  ['alg none', 'invalid_signature', stranger => jws(stranger.keys, JSON.stringify(claims(initOf(stranger))), '{"alg":"none"}')],
  ['another typ', 'invalid_signature', stranger => jws(stranger.keys, JSON.stringify(claims(initOf(stranger))), '{"alg":"EdDSA","typ":"JWT"}')],
  ['a signature of 63 bytes', 'invalid_signature', bent(text => text.replace(/[^.]+$/, Buffer.alloc(63).toString('base64url')))],
  ['a signature of zeros', 'invalid_signature', bent(text => text.replace(/[^.]+$/, Buffer.alloc(64).toString('base64url')))],
  ['a signature by somebody else', 'invalid_signature', async stranger => jws(await makeKeys(), JSON.stringify(claims(initOf(stranger))))],
  ['a signature over other claims', 'invalid_signature', stranger => {
    const [head, , signature] = new TextDecoder().decode(stranger.token()).split('.')

    return utf8([head, new TextDecoder().decode(stranger.token()).split('.')[1], signature].join('.'))
  }],
  ['no nonce', 'missing_nonce', claiming({ jti: undefined })],
  ['an empty nonce', 'missing_nonce', claiming({ jti: '' })],
  ['ended a minute ago', 'token_expired', claiming({ iat: seconds() - 5 * S_PER_MINUTE, exp: seconds() - S_PER_MINUTE })],
  ['of the year 1970', 'token_expired', claiming({ iat: 0, exp: 1 })],
  ['of a later hour', 'iat_in_future', claiming({ iat: seconds() + 60 * S_PER_MINUTE, exp: seconds() + 62 * S_PER_MINUTE })],
  ['of an hour', 'life_too_long', claiming({ exp: seconds() + 60 * S_PER_MINUTE })],
  ['of somebody else, who signed it', 'issuer_mismatch', async stranger => token({ ...initOf(stranger), keys: await makeKeys() })],
  ['for somebody else', 'invalid_audience', async stranger => token({ ...initOf(stranger), audience: (await makeKeys()).text })],
  ['for its own issuer', 'invalid_audience', stranger => token({ ...initOf(stranger), audience: stranger.keys.text })]
]

function badToken (protocol: string, [title, code, make]: typeof BAD[number]): Attack {
  return {
    title: `a token of ${protocol}: ${title}`,
    as: 'accepted',
    leaves: [`rejected_token ${code}`],
    act: async stranger => {
      const line = await stranger.open(protocol)

      line.say(await make(stranger))
      await line.read()
      await line.close()
      await line.over()
    }
  }
}

/** Uses a token and then another one on the same connection. */
function replay (title: string, again: (stranger: Stranger, jti: string, first: Uint8Array) => Uint8Array): Attack {
  return {
    title: `a token again: ${title}`,
    as: 'accepted',
    leaves: ['replay_attempt nonce_already_seen'],
    act: async stranger => {
      const jti = nonce()
      const first = stranger.token({ jti })

      for (const text of [first, again(stranger, jti, first)]) {
        const line = await stranger.open(SYNC)

        line.say(text, stranger.syncHello({ scope: stranger.scope }))
        await line.read()
        await line.close()
      }
    }
  }
}

/** Every token that does not hold. */
export const TOKEN_ATTACKS: readonly Attack[] = [
  ...[SYNC, FETCH].flatMap(protocol => BAD.map(bad => badToken(protocol, bad))),
  replay('the same text', (_, __, first) => first),
  replay('its nonce with another end', (stranger, jti) => stranger.token({ jti, exp: seconds() + S_PER_MINUTE })),
  replay('its nonce for somebody else', (stranger, jti) => token({ ...initOf(stranger), audience: stranger.keys.text }, { jti })),
  {
    title: 'a token again: as the next one of its stream',
    as: 'accepted',
    leaves: ['replay_attempt nonce_already_seen'],
    act: async stranger => {
      const line = await stranger.open(SYNC)
      const text = stranger.token()

      line.say(text, text)
      await line.over()
    }
  },
  {
    title: 'a token of a peer that declared nothing',
    as: 'stranger',
    leaves: ['rejected_token peer_not_approved'],
    act: async stranger => {
      await stranger.sayHello()

      const line = await stranger.openWithToken(SYNC)

      await line.read()
      await line.close()
    }
  }
]
