import { Stranger } from './stranger.ts'
import { bye, END, SYNC } from './sync.ts'
import { nonce } from './token.ts'

/** Streams of sync that one connection may have. */
const STREAMS = 16

const USES = 64

/** What a stream was answered: the first byte of a refusal, or another one. */
const REFUSAL = 0xff

/** Uses one token on 64 streams at once, over four connections of its issuer; returns how many of them it opened. */
export async function useAtOnce (address: string): Promise<{ peer: string, opened: number, refused: number }> {
  const first = await Stranger.greet(address)
  const others = await Promise.all(Array.from({ length: USES / STREAMS - 1 }, async () => Stranger.greet(address, { keys: first.keys })))
  const strangers = [first, ...others]
  const token = first.token()
  const lines = await Promise.all(strangers.flatMap(stranger => Array.from({ length: STREAMS }, async () => stranger.open(SYNC))))

  lines.forEach(line => { line.say(token, first.syncHello()) })

  const answers = await Promise.all(lines.map(async line => {
    const answer = await line.read()

    await line.close()

    return answer?.[0]
  }))

  await Promise.all(strangers.map(async stranger => stranger.stop()))

  const refused = answers.filter(answer => answer === REFUSAL).length

  return { peer: first.keys.text, opened: USES - refused, refused }
}

/** Uses a token that has nearly ended, carries it as somebody else, and uses it again until long after its end. */
export async function replayEnded (address: string, until: (isOver: () => Promise<boolean>) => Promise<void>): Promise<string[]> {
  const issuer = await Stranger.greet(address)
  const thief = await Stranger.greet(address)
  const now = Math.floor(Date.now() / 1_000)
  const token = issuer.token({ iat: now - 200, exp: now - 26 })
  const use = async (stranger: Stranger): Promise<number | undefined> => {
    const line = await stranger.open(SYNC)

    line.say(token, stranger.syncHello())

    const answer = await line.read()

    await line.close()

    return answer?.[0]
  }

  const first = await use(issuer)
  const carried = await use(thief)

  await until(async () => Date.now() / 1_000 > now + 5)
  const late = await use(issuer)

  await Promise.all([issuer.stop(), thief.stop()])

  return first !== REFUSAL && carried === REFUSAL && late === REFUSAL ? [issuer.keys.text, thief.keys.text] : []
}

/** Sends tokens with nonces by chance on one stream until one is refused; returns how many held. */
export async function fillShare (address: string, tokens: number): Promise<void> {
  const stranger = await Stranger.greet(address)
  const line = await stranger.open(SYNC)

  for (let sent = 0; sent < tokens && line.isOpen; sent++) {
    line.say(stranger.token({ jti: nonce() }))
  }

  await line.read()
  await line.close()
  await stranger.stop()
}

/** Sends so many tokens of a peer that declared nothing, each on a stream of its own. */
export async function floodTokens (address: string, tokens: number): Promise<string> {
  const stranger = await Stranger.connect(address)
  let left = tokens

  await stranger.sayHello()

  const pour = async (): Promise<void> => {
    while (left-- > 0) {
      const line = await stranger.openWithToken(SYNC)

      await line.read()
      await line.close()
    }
  }

  await Promise.all(Array.from({ length: STREAMS - 4 }, pour))
  await stranger.stop()

  return stranger.keys.text
}

/** Begins runs and breaks them off, again and again, as ever other peers, until it is told to end. */
export async function storm (address: string, isOver: () => boolean): Promise<number> {
  let strangers = 0

  while (!isOver()) {
    const stranger = await Stranger.greet(address)
    const line = await stranger.openWithToken(SYNC)

    line.say(stranger.syncHello(), Uint8Array.of(0x40), bye(END.equal))
    await line.close()
    await stranger.stop()
    strangers++
  }

  return strangers
}
