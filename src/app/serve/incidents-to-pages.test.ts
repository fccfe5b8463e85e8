import { expect, test } from 'vitest'
import { pagingDesk } from '../../../test/paging-desk.ts'
import { receiveAlerts } from '../../response/incident/alert/actions.ts'
import { findIncident } from '../../response/incident/store.ts'
import { actToken } from '../../response/page/ack/act-token.ts'
import { pageUnreachable } from '../../response/page/act/actions.ts'
import { composePage } from '../../response/page/compose/actions.ts'
import { openPages } from '../../response/page/store.ts'
import { actPort } from './incidents-to-pages.ts'
import { messagesToPages } from './messages-to-pages.ts'

const PAGING = {
  policies: {
    default: { steps: [{ notify: [{ user: 'ana' }] }, { notify: [{ user: 'ben' }] }], fallback: [{ user: 'ben' }] },
  },
}

async function paged() {
  const paging = await pagingDesk(PAGING, { people: ['ana', 'ben'] })
  const alert = { id: 'a', summary: 'Checkout', severity: 'critical' as const, labels: {}, annotations: {}, group: 'g' }
  const { incident } = await receiveAlerts(paging.desk.incidents, [alert], { rules: [], reopenWithinMs: 0 })
  await paging.settle()
  const [page] = await openPages(paging.db, incident!)
  return { ...paging, incident: incident!, page: page!, acts: actPort(paging.desk) }
}

test('a code is good from the address it was sent to', async () => {
  const { acts, desk, db, incident, page } = await paged()
  const { replyCode: code } = (await composePage(desk, db, page.id))!
  const reply = (address: string, channel = 'email') => acts.replied({ channel, address, code: code! })
  expect(await reply('ben@email')).toEqual({ ok: false, text: 'No open page of yours has this code.' })
  expect(await reply('ana@email', 'sms')).toEqual({ ok: false, text: 'No open page of yours has this code.' })
  expect(await reply('ana@email')).toEqual({ ok: true, text: '#1: you have it' })
  expect(await findIncident(db, incident)).toMatchObject({ acknowledgedBy: { id: 'ana' } })
})

test('a button that comes back by its provider does what it is for', async () => {
  const { acts, desk, page } = await paged()
  const press = (token: string) => acts.pressed({ channel: 'slack', token })
  expect(await press('x')).toEqual({ ok: false, text: 'There is no such page.' })
  expect(await press(actToken(desk.mark, page.id, 'decline'))).toEqual({ ok: true, text: '#1: you are out' })
})

test('whom nothing reaches is passed over at once, and said once however often it is told', async () => {
  const { desk, db, incident, page } = await paged()
  const event = { cursor: '', at: new Date(), subject: page.id, data: { why: 'no such number', channel: 'sms' } }
  const { handle } = messagesToPages(desk)
  for (const type of ['page.sent', 'page.sent', 'page.unreachable', 'page.unreachable'])
    await handle([{ ...event, type }])
  expect(await openPages(db, incident)).toMatchObject([{ userId: 'ben' }])
  expect(await pageUnreachable(desk, page, 'again')).toMatchObject({ changed: false })
})
