import { createHash } from 'node:crypto'
import type { Notification } from '../../component/channel.ts'
import { noAddress } from '../../component/channel-address.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { messageLine } from '../../component/message-line.ts'
import { messageParts } from '../../component/message-parts.ts'
import { failureOfAnswer, lastingFailure } from '../../component/send-failure.ts'
import { webhookSettings } from './settings.ts'
import { signedHeaders } from './sign.ts'

/** Notifications for programs: JSON of our own, described in docs/guide/channels.md, signed. An answer 2xx says that the receiver has it. */
export const webhookChannel = defineChannel({
  ...{ id: 'webhook', title: 'Webhook', addressLabel: 'none', reach: 'shared' },
  ...{ canAck: 'link', proof: 'delivered', longestText: 20_000 },
  settingsSchema: webhookSettings,
  secretSettings: ['secret', 'formerSecret'],
  checkAddress: noAddress,
  maskAddress: () => 'the webhook',
  send: async ({ notification, http, version, now }, { url, secret, formerSecret }) => {
    const body = JSON.stringify(webhookBody(notification))
    const id = deliveryName(notification.deliveryId)
    const signed = signedHeaders({ id, at: now, body }, [secret, ...(formerSecret === undefined ? [] : [formerSecret])])
    if (signed === undefined) return lastingFailure('its secret is shorter than 24 bytes')
    const headers = { 'content-type': 'application/json', 'user-agent': `opsbook/${version}`, 'idempotency-key': id }
    const answer = await http({ method: 'POST', url, headers: { ...headers, ...signed }, body })
    if (answer.status >= 200 && answer.status < 300) return { state: 'delivered', providerRef: id }
    return failureOfAnswer(answer, now)
  },
})

/** What is signed must not let a "." move between its parts. */
const deliveryName = (id: string): string =>
  /^[\w-]{1,100}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')

const short = (text: string | undefined) => (text === undefined ? undefined : cutMessage(messageLine(text), 60))

/** The same bytes at every attempt. */
function webhookBody(notification: Notification) {
  const { kind, deliveryId, thread, isUrgent, severity, reference, since, counted, actions, at } = notification
  const { headline, title, lines, suggestion, url, code } = messageParts(notification)
  return {
    ...{ schema: 'opsbook.notification/v1', kind, delivery: deliveryId, thread, urgent: isUrgent },
    ...{ headline, title, severity: short(severity), reference: short(reference), since, lines, suggestion },
    ...{ counted, code, url },
    actions: actions.map(({ act, label, url: to }) => ({ act, label: cutMessage(label, 100), url: to })),
    at,
  }
}
