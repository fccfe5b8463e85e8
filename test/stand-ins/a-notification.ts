import { randomUUID } from 'node:crypto'
import type { ChannelCall, HttpSend, Notification, NotificationKind } from '../../src/component/channel.ts'

export const NOW = new Date('2030-01-01T12:00:00Z')

/** Secrets of one page, as long as real ones. */
export const TOKENS = { acknowledge: 'Ack0123456789abcdefghijklmn', escalate: 'Esc0123456789abcdefghijklmn' }
const BASE = 'https://ops.example.org/a'

/** A page as somebody gets it at night. */
export const aPage = (more: Partial<Notification> = {}): Notification => ({
  ...{ kind: 'page', deliveryId: 'delivery-1', thread: 'incident-482', isUrgent: true, at: NOW },
  ...{ title: 'Checkout answers 500 to everybody', severity: 'P0 Critical', reference: '#482' },
  since: new Date('2030-01-01T11:55:00Z'),
  lines: ['Impact: nobody can pay', 'checkout-1: 5xx ratio 0.92 (limit 0.05)', 'Next: Ben at 12:10 UTC'],
  suggestion: {
    title: 'Restart checkout',
    why: 'its page names the alert CheckoutErrors',
    url: 'https://ops.example.org/book/restart-checkout',
  },
  url: `${BASE}/Page0123456789abcdefghijklm`,
  actions: [
    { act: 'acknowledge', label: 'Acknowledge', url: `${BASE}/${TOKENS.acknowledge}`, token: TOKENS.acknowledge },
    { act: 'escalate', label: 'Escalate now', url: `${BASE}/${TOKENS.escalate}`, token: TOKENS.escalate },
  ],
  replyCode: '471193',
  ...more,
})

const bare = (kind: NotificationKind, title: string): Notification => {
  const { since: _s, suggestion: _g, replyCode: _r, severity: _v, reference: _f, ...page } = aPage({ kind, title })
  return { ...page, isUrgent: false, lines: [], actions: [] }
}

/** One of each kind, as they are composed. */
export const EVERY_KIND: readonly Notification[] = [
  aPage(),
  aPage({
    ...{ kind: 'grouped', title: '12 incidents want you', counted: { incidents: 12, alerts: 9_871 } },
    lines: ['#482 Checkout answers 500 to everybody', '#483 Search is slow', 'and 10 more'],
  }),
  {
    ...bare('update', 'Checkout answers 500 to everybody'),
    ...{ severity: 'P0 Critical', reference: '#482', lines: ['Acknowledged by Ben at 12:04 UTC'] },
  },
  { ...bare('reminder', 'Your shift of shop-primary begins in 30 minutes'), lines: ['Open: #479, #481'] },
  {
    ...bare('test', 'Weekly test: nothing is broken'),
    actions: [
      { act: 'confirm', label: 'It reached me', url: `${BASE}/${TOKENS.acknowledge}`, token: TOKENS.acknowledge },
    ],
    replyCode: '220044',
  },
  { ...bare('verify', 'Enter this code to confirm your address'), verifyCode: '902117' },
]

export function aCall(
  address: string,
  settings: unknown,
  http: HttpSend,
  more: Partial<ChannelCall> = {},
): ChannelCall {
  return {
    ...{ notification: aPage(), address, settings, http, attempt: 1, version: '1.2.3', now: NOW },
    ...{ signal: AbortSignal.timeout(30_000), callbackUrl: 'https://ops.example.org/callback/x' },
    ...more,
  }
}

/** Nobody else knows it. */
export const aSecret = (kind: string): string => `${kind}-${randomUUID()}`
