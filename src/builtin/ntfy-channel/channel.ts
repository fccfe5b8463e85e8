import { z } from 'zod'
import type { Notification } from '../../component/channel.ts'
import { addressOfForm, maskMiddle } from '../../component/channel-address.ts'
import { cutLines, cutMessage, utf8Bytes } from '../../component/cut-message.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { textMember } from '../../component/json-value.ts'
import { detailLines, type MessageParts, messageParts } from '../../component/message-parts.ts'
import { providerUrl, secretReference } from '../../component/secret-reference.ts'
import { answerJson, failureOfAnswer, lastingFailure } from '../../component/send-failure.ts'

const settingsSchema = z
  .strictObject({
    url: providerUrl.default('https://ntfy.sh'),
    token: secretReference.optional().describe('Access token, "tk_…".'),
    user: z.string().min(1).max(256).optional(),
    password: secretReference.optional(),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ['password'],
    error: '"user" and "password" come together',
  })
  .refine(({ token, user }) => token === undefined || user === undefined, {
    path: ['token'],
    error: 'give a token, or a user with a password',
  })

type NtfySettings = z.output<typeof settingsSchema>

/** A message above this becomes an attachment, which no lock screen shows; ntfy counts bytes. */
const [MOST_BYTES, MOST_ACTIONS] = [4_000, 3]

/** ntfy, as its manual describes "Publish as JSON" and "Action buttons" (docs.ntfy.sh/publish): buttons that the phone itself sends as requests. */
export const ntfyChannel = defineChannel({
  ...{ id: 'ntfy', title: 'ntfy', addressLabel: 'topic', reach: 'personal' },
  ...{ canAck: 'button', proof: 'accepted', longestText: MOST_BYTES },
  settingsSchema,
  secretSettings: ['token', 'password'],
  checkAddress: addressOfForm(/^[-_A-Za-z0-9]{1,64}$/, 'a topic has 1 to 64 letters, digits, "-" and "_"'),
  // Who knows a topic can read it.
  maskAddress: (topic) => maskMiddle(topic, 2, 2),
  send: async ({ notification, address, http, version, now }, settings) => {
    const answer = await http({
      ...{ method: 'POST', url: `${settings.url}/` },
      headers: { 'content-type': 'application/json', 'user-agent': `opsbook/${version}`, ...credentials(settings) },
      body: JSON.stringify({ topic: address, ...ntfyMessage(notification) }),
    })
    const said = answerJson(answer)
    if (answer.status !== 200) return failureOfAnswer(answer, now, textMember(said, 'error'))
    const id = textMember(said, 'id')
    return id === undefined
      ? lastingFailure('it answered 200 but took no message: is this the address of an ntfy server?')
      : { state: 'accepted', providerRef: id }
  },
})

function credentials({ token, user, password }: NtfySettings): Readonly<Record<string, string>> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  if (user === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

function ntfyMessage(notification: Notification) {
  const parts = messageParts(notification)
  const { headline, title, url } = parts
  const message = cutLines([title, ...detailLines(parts)], MOST_BYTES, utf8Bytes)
  return {
    // ntfy itself has no limit for titles below its limit of headers; phones show some fifty characters.
    ...{ title: cutMessage(headline, 100), message, priority: priorityOf(notification), tags: tagsOf(notification) },
    ...(url !== undefined && { click: url }),
    actions: buttons(notification, parts),
  }
}

/** 5 rings through "do not disturb" where the reader allows it. */
function priorityOf({ isUrgent, kind }: Notification): number {
  if (kind === 'update') return 2
  return isUrgent ? 5 : 3
}

const tagsOf = ({ isUrgent, kind }: Notification) => {
  if (kind === 'update') return ['information_source']
  if (kind === 'test' || kind === 'verify') return ['bell']
  return [isUrgent ? 'rotating_light' : 'warning']
}

function buttons({ actions }: Notification, { url }: MessageParts) {
  const acts = actions.slice(0, url === undefined ? MOST_ACTIONS : MOST_ACTIONS - 1).map(({ act, label, url: to }) => ({
    ...{ action: 'http', label: cutMessage(label, 40), url: to, method: 'POST', clear: act !== 'escalate' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `act=${act}`,
  }))
  return url === undefined ? acts : [...acts, { action: 'view', label: 'Open', url }]
}
