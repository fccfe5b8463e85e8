import { createPublicKey, verify } from 'node:crypto'
import { nothingToDo, readCallback, refusedCallback, toldResult } from '../../component/callback-reading.ts'
import type { CallbackReading, CallbackRequest } from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { member, textMember } from '../../component/json-value.ts'
import { isRecent } from '../../component/same-secret.ts'
import { LONGEST_CONTENT, PRESSED } from './compose.ts'
import { escapeDiscord } from './escape-markdown.ts'

/** Types of interactions and of answers (discord.com/developers/docs/interactions/receiving-and-responding). */
const [PING, COMPONENT] = [1, 3]
const [PONG, MESSAGE, UPDATE_MESSAGE] = [1, 4, 7]
const [EPHEMERAL, SUPPRESS_EMBEDS] = [64, 4]

/** A pressed button, signed with Ed25519 over time and body; Discord itself tries with wrong signatures and wants 401. */
export function readInteraction(request: CallbackRequest, publicKey: string | undefined): CallbackReading {
  if (!isFromDiscord(request, publicKey)) return refusedCallback('this is not signed by Discord')
  const interaction = parse(request.body)
  if (member(interaction, 'type') === PING) return nothingToDo({ status: 200, json: { type: PONG } })
  const id = textMember(member(interaction, 'data'), 'custom_id')
  if (member(interaction, 'type') !== COMPONENT || !id?.startsWith(PRESSED))
    return nothingToDo({
      status: 200,
      json: { type: MESSAGE, data: { content: 'Opsbook knows no such thing', flags: EPHEMERAL } },
    })
  const user = member(member(interaction, 'member'), 'user') ?? member(interaction, 'user')
  const by = [textMember(user, 'username'), textMember(user, 'id')].filter(Boolean).join(' ')
  const report = {
    kind: 'pressed' as const,
    token: id.slice(PRESSED.length),
    ...(by !== '' && { by: `discord: ${by}` }),
  }
  return readCallback([report], (results) => {
    const { ok, text } = toldResult(results)
    return { status: 200, json: ok ? done(interaction, text) : { type: MESSAGE, data: shown(text, EPHEMERAL) } }
  })
}

const shown = (text: string, flags: number) => ({
  ...{ content: escapeDiscord(cutMessage(text, 500)), flags, allowed_mentions: { parse: [] } },
})

/** The message stays, its buttons go, and what was done stands below. */
function done(interaction: unknown, text: string) {
  const before = textMember(member(interaction, 'message'), 'content') ?? ''
  const added = `\n\n${escapeDiscord(cutMessage(text, 500))}`
  const content = before.length + added.length > LONGEST_CONTENT ? added.trim() : before + added
  return {
    type: UPDATE_MESSAGE,
    data: { ...{ content, components: [], flags: SUPPRESS_EMBEDS }, allowed_mentions: { parse: [] } },
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}

/** Before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
const KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

function isFromDiscord({ headers, body, receivedAt }: CallbackRequest, publicKey: string | undefined): boolean {
  const [time, signature] = [headers['x-signature-timestamp'], headers['x-signature-ed25519'] ?? '']
  if (publicKey === undefined || !isRecent(time, receivedAt) || !/^[0-9a-f]{128}$/i.test(signature)) return false
  const key = createPublicKey({
    key: Buffer.concat([KEY_PREFIX, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  })
  return verify(null, Buffer.concat([Buffer.from(time ?? ''), body]), key, Buffer.from(signature, 'hex'))
}
