/** What people do by a button or a code of a provider, done to the pages they mean. */
import type { Database } from '../../db/database.ts'
import { actByCode, actOnPage } from '../../response/page/ack/actions.ts'
import { oneLine } from '../../response/page/ack/one-line.ts'
import type { ActPort } from '../../response/page/notify/callback/actions.ts'
import { usersAt } from '../../response/page/notify/contact/store.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'

type Result = Awaited<ReturnType<ActPort['pressed']>>

export const actsOfProviders = (db: Database, desk: PageDesk): ActPort => ({
  pressed: async ({ token, channel }) => said(await actOnPage(desk, token, { via: channel })),
  replied: async ({ channel, address, code }) => {
    let last: Result = { ok: false, text: 'This address is nobody’s.' }
    for (const userId of await usersAt(db, channel, address)) {
      last = said(await actByCode(desk, { userId, code, via: channel }))
      if (last.ok) return last
    }
    return last
  },
})

const REFUSED = {
  unknown: 'There is no such page.',
  expired: 'This button is too old.',
  'wrong-act': 'This button does something else.',
  'wrong-code': 'No open page of yours has this code.',
  'too-many': 'Too many wrong codes; use the link of the page.',
} as const

function said(done: Awaited<ReturnType<typeof actOnPage>> | Awaited<ReturnType<typeof actByCode>>): Result {
  if (done.kind !== 'acted') return { ok: false, text: REFUSED[done.kind] }
  const ok = done.acted.every(({ result }) => result !== 'refused')
  return { ok, text: done.acted.map(oneLine).join('\n') }
}
