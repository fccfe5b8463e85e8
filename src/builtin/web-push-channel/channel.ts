import { createHash } from 'node:crypto'
import type { HttpAnswer, HttpRequest, Notification, SendOutcome } from '../../component/channel.ts'
import { cutLines, cutMessage, utf8Bytes } from '../../component/cut-message.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { detailLines, messageParts } from '../../component/message-parts.ts'
import { failureOfAnswer, lastingFailure } from '../../component/send-failure.ts'
import { webPushSettings } from './settings.ts'
import { type PushSubscription, readSubscription } from './subscription.ts'

/** RFC 8291: a push service need not take more than 4096 bytes; 103 of them are the header and the tag of RFC 8188. */
const [MOST_PAYLOAD_BYTES, LONGEST_BODY, MOST_ACTIONS] = [3_993, 2_000, 2]
/** A page that has waited longer wakes somebody for something that has been escalated long ago. */
const [PAGE_TTL_S, OTHER_TTL_S] = [900, 86_400]

/**
 * Web Push: RFC 8030 (request, TTL, Urgency, Topic), RFC 8291 (encryption: the push service cannot read it), RFC 8292 (VAPID). 201 says that the push
 * service has it; whether the browser showed it nobody says.
 */
export const webPushChannel = defineChannel({
  ...{ id: 'web-push', title: 'Push to a browser', addressLabel: 'subscription of a browser', reach: 'personal' },
  ...{ canAck: 'button', proof: 'accepted', longestText: LONGEST_BODY },
  settingsSchema: webPushSettings,
  secretSettings: ['privateKey'],
  checkAddress: (text) => {
    const subscription = readSubscription(text)
    return subscription === undefined
      ? {
          ok: false,
          why: 'this is no push subscription of a browser: subscribe again on the page of your contact methods',
        }
      : { ok: true, address: JSON.stringify(subscription) }
  },
  maskAddress: (address) => {
    const endpoint = readSubscription(address)?.endpoint
    return endpoint === undefined ? 'a browser' : `a browser by ${new URL(endpoint).host}`
  },
  providerOf: (address) => `web-push:${new URL(readSubscription(address)?.endpoint ?? 'https://unknown.invalid').host}`,
  send: async ({ notification, address, http, now }, { subject, publicKey, privateKey }) => {
    const subscription = readSubscription(address)
    if (subscription === undefined) return lastingFailure('the subscription is damaged', { addressIsGone: true })
    const request = await pushRequest(subscription, notification, { subject, publicKey, privateKey })
    if (request === undefined) return lastingFailure('the VAPID keys of the settings are no pair of keys')
    return outcomeOf(await http(request), now)
  },
})

async function pushRequest(
  subscription: PushSubscription,
  notification: Notification,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
): Promise<HttpRequest | undefined> {
  // Read when it is needed: whoever only reads settings has no use for it.
  const { default: webPush } = await import('web-push')
  try {
    const { endpoint, headers, body } = webPush.generateRequestDetails(subscription, payload(notification), {
      vapidDetails,
      contentEncoding: 'aes128gcm',
      TTL: notification.kind === 'page' || notification.kind === 'grouped' ? PAGE_TTL_S : OTHER_TTL_S,
      urgency: notification.isUrgent ? 'high' : 'normal',
      topic: topicOf(notification),
    })
    // The length is the sender's to say: two of them are one too many.
    const entries = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length')
    return {
      ...{ method: 'POST', url: endpoint, body },
      headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)])),
    }
  } catch {
    return undefined
  }
}

/** While a device is away, the newest message of a thread takes the place of the one before; a repetition takes its own. */
const topicOf = ({ thread }: Notification) => createHash('sha256').update(thread).digest('base64url').slice(0, 32)

/** What the console's service worker shows. The texts give way, never the links. */
function payload(notification: Notification): string {
  const parts = messageParts(notification)
  const { headline, title, url } = parts
  const fixed = {
    ...{ schema: 'opsbook.push/v1', kind: notification.kind, delivery: notification.deliveryId },
    ...{ tag: topicOf(notification), urgent: notification.isUrgent, at: notification.at, url },
    // Browsers show two buttons.
    actions: notification.actions
      .slice(0, MOST_ACTIONS)
      .map(({ act, label, url: to }) => ({ action: act, title: cutMessage(label, 40), url: to })),
    title: cutMessage(`${headline}: ${title}`, 200),
  }
  const jsonBytes = (text: string) => utf8Bytes(JSON.stringify(text)) - 2
  const room = MOST_PAYLOAD_BYTES - utf8Bytes(JSON.stringify({ ...fixed, body: '' }))
  const text = cutLines(detailLines(parts), LONGEST_BODY)
  return JSON.stringify({ ...fixed, body: cutMessage(text, Math.max(room, 0), jsonBytes) })
}

function outcomeOf(answer: HttpAnswer, now: Date): SendOutcome {
  const { status, headers } = answer
  // RFC 8030, 5: created, or taken in with a receipt to come.
  if (status === 201 || status === 202)
    return { state: 'accepted', ...(headers.location && { providerRef: headers.location }) }
  if (status === 200) return lastingFailure('it answered 200, which no push service does')
  if (status === 404 || status === 410)
    return lastingFailure('the browser has ended its subscription', { addressIsGone: true })
  return failureOfAnswer(answer, now)
}
