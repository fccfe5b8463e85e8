/** What becomes of the messages of a page stands on the timeline of its incident; a person whom nothing reaches is passed over. */
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import { pageTold, pageUnreachable } from '../../response/page/act/actions.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { findPage } from '../../response/page/store.ts'

const STATES = { 'page.sent': 'accepted', 'page.delivered': 'delivered', 'message.failed': 'failed' } as const

export const messagesToPages = (desk: PageDesk): Subscription => ({
  name: 'messages-to-pages',
  types: new Set([...Object.keys(STATES), 'page.unreachable']),
  handle: async (events) => {
    for (const event of events) await tellPage(desk, event)
  },
})

async function tellPage(desk: PageDesk, { type, subject, data }: StoredEvent): Promise<void> {
  const page = await findPage(desk.incidents.db, type === 'message.failed' ? String(data.page ?? '') : subject)
  if (!page) return
  const why = typeof data.why === 'string' ? data.why : undefined
  if (type === 'page.unreachable') await pageUnreachable(desk, page, why ?? 'every way to them failed')
  else {
    const state = STATES[type as keyof typeof STATES]
    await pageTold(desk, page, { channel: String(data.channel ?? 'a channel'), state, why })
  }
}
