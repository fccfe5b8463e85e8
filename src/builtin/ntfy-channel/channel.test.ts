/** Against a stand-in that takes what docs.ntfy.sh/publish describes, and a phone that presses. */
import { expect, test } from 'vitest'
import { aCall, aSecret, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { httpStandIn, httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import { ntfyStandIn } from '../../../test/stand-ins/ntfy-stand-in.ts'
import type { Notification } from '../../component/channel.ts'
import { ntfyChannel } from './channel.ts'

test('a button of the phone is a POST to the act, with a body and without us', async () => {
  const token = aSecret('tk')
  const ntfy = await ntfyStandIn(`Bearer ${token}`)
  const asked: string[] = []
  const console = await httpStandIn(({ method, path, headers, body }) => {
    asked.push(`${method} ${path} ${headers['content-type']} ${body}`)
    return { status: 200 }
  })
  const call = aCall('ana-pages', { url: ntfy.url, token }, httpTo())
  const here = (url: string) => url.replace('https://ops.example.org', console.url)
  const notification: Notification = {
    ...call.notification,
    actions: call.notification.actions.map((action) => ({ ...action, url: here(action.url) })),
  }
  expect(await ntfyChannel.send({ ...call, notification })).toEqual({ state: 'accepted', providerRef: 'id1' })
  expect(ntfy.messages[0]).toMatchObject({ topic: 'ana-pages', priority: 5, tags: ['rotating_light'] })
  await ntfy.press('Acknowledge')
  expect(asked).toEqual([`POST /a/${TOKENS.acknowledge} application/x-www-form-urlencoded act=acknowledge`])
  expect(ntfy.complaints).toEqual([])
})

test('signing in: a name with a password, a wrong token', async () => {
  const password = aSecret('password')
  const basic = `Basic ${Buffer.from(`ops:${password}`).toString('base64')}`
  const ntfy = await ntfyStandIn(basic)
  const send = (settings: object) => ntfyChannel.send(aCall('ana', { url: ntfy.url, ...settings }, httpTo()))
  expect(await send({ user: 'ops', password })).toMatchObject({ state: 'accepted' })
  expect(await send({ token: aSecret('tk') })).toEqual({
    ...{ state: 'failed', lasting: true, why: 'it answered 401: unauthorized' },
  })
})

test('settings that cannot be meant', () => {
  const read = (settings: object) => ntfyChannel.settingsSchema.safeParse(settings).success
  expect(read({ token: 'env:A', user: 'ops', password: 'env:B' })).toBe(false)
  expect(read({ user: 'ops' })).toBe(false)
  expect(read({ url: 'ftp://ntfy.example.org' })).toBe(false)
  expect(read({ url: 'https://user:password@ntfy.example.org' })).toBe(false)
})
