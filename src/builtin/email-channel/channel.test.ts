/** E-mail with a mail server of its own process, reached over TCP, and the mails as a mail program reads them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aCall, aPage, EVERY_KIND, NOW, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { HOSTILE_TEXTS, hostilePage, unprintable } from '../../../test/stand-ins/hostile-page.ts'
import { ownCertificate, smtpStandIn } from '../../../test/stand-ins/smtp-stand-in.ts'
import type { ChannelCall } from '../../component/channel.ts'
import { emailChannel } from './channel.ts'

const noHttp = async () => Promise.reject(new Error('mail does not go by http'))
const settings = (port: number, smtp: object = {}, more: object = {}) => ({
  ...(emailChannel.settingsSchema.parse({
    from: 'Opsbook <ops@example.org>',
    smtp: { host: '127.0.0.1', port },
  }) as object),
  smtp: { ...{ host: '127.0.0.1', port, security: 'none', connections: 2 }, ...smtp },
  ...more,
})
const send = (given: object, more: Partial<ChannelCall> = {}, address = 'ana@example.org') =>
  emailChannel.send(aCall(address, given, noHttp, more))

afterEach(() => emailChannel.close?.())

describe('one mail server', () => {
  let server: Awaited<ReturnType<typeof smtpStandIn>>
  beforeAll(async () => {
    server = await smtpStandIn({}, (end) => afterAll(end as () => void))
  })
  /** Sends and gives the mail that arrived. */
  async function mailed(more: Partial<ChannelCall> = {}, given: object = settings(server.port)) {
    const before = server.mails.length
    expect(await send(given, more)).toMatchObject({
      state: 'accepted',
      providerRef: expect.stringMatching(/^<\w+@example\.org>$/),
    })
    return {
      mail: await server.readMail(before),
      raw: (await server.rawMail(before)).toString(),
      taken: server.mails[before]!,
    }
  }

  test('every kind of notification, as a person sees it', async () => {
    const shown: string[] = []
    for (const notification of EVERY_KIND) {
      const { mail } = await mailed({ notification })
      shown.push(`=== ${notification.kind}\nSubject: ${mail.subject}\n\n${mail.text}`)
      expect(mail.html).toContain('<h1')
    }
    await expect(shown.join('\n')).toMatchFileSnapshot('../../../test/stand-ins/seen/email.txt')
  })

  test('headers: who, threads, no answers by machines, urgency', async () => {
    const { mail, raw, taken } = await mailed({}, settings(server.port, {}, { replyTo: 'sre@example.org' }))
    expect(taken).toMatchObject({ from: 'ops@example.org', to: ['ana@example.org'] })
    expect(mail.from).toMatchObject({ name: 'Opsbook', address: 'ops@example.org' })
    expect(mail.to).toMatchObject([{ address: 'ana@example.org' }])
    expect(mail.replyTo).toMatchObject([{ address: 'sre@example.org' }])
    expect(mail.subject).toBe('[P0 Critical · #482] Checkout answers 500 to everybody')
    expect(mail.date).toBe(NOW.toISOString())
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    expect(header('auto-submitted')).toBe('auto-generated')
    expect(header('x-auto-response-suppress')).toBe('All')
    expect(header('importance')).toBe('High')
    expect(header('in-reply-to')).toBe(header('references'))
    expect(raw).toContain('multipart/alternative')
    const update = await mailed({ notification: aPage({ kind: 'update', deliveryId: 'delivery-2' }) })
    expect(update.mail.references).toBe(mail.references)
    expect(update.mail.messageId).not.toBe(mail.messageId)
    const other = await mailed({ notification: aPage({ thread: 'incident-483' }) })
    expect(other.mail.references).not.toBe(mail.references)
  })

  test('a repetition has the same Message-ID', async () => {
    const first = await mailed()
    const second = await mailed({ attempt: 2, now: new Date(NOW.getTime() + 60_000) })
    expect(second.mail.messageId).toBe(first.mail.messageId)
    expect(second.mail.text).toBe(first.mail.text)
  })

  test.each(HOSTILE_TEXTS)('hostile text stays text: %s', async (_name, text) => {
    const { mail, raw, taken } = await mailed({ notification: hostilePage(aPage(), text) })
    expect(taken.to).toEqual(['ana@example.org'])
    expect([mail.cc, mail.bcc].flat().filter(Boolean)).toEqual([])
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
    for (const shown of [mail.subject!, mail.text!, mail.html!]) expect(unprintable(shown)).toEqual([])
    expect(mail.subject!.length).toBeLessThanOrEqual(200)
    expect(mail.text!.length).toBeLessThanOrEqual(emailChannel.longestText + 2)
    expect(mail.text).toContain(aPage().url)
    expect(mail.html).toContain(`href="${aPage().url}"`)
    const tags = new Set(mail.html!.match(/<\/?[a-z][a-z0-9]*/gi))
    for (const tag of ['<script', '<img', '<svg', '<iframe', '<form']) expect(tags).not.toContain(tag)
    const links = [...mail.html!.matchAll(/\s(?:href|src|on\w+)="([^"]*)"/g)].map(([, link]) => link)
    expect(links).toEqual([aPage().url])
  })

  test.each([
    [451, '7', { lasting: false }],
    [421, '7', { lasting: false }],
    [550, '1', { lasting: true, addressIsGone: true }],
    [550, '7', { lasting: true }],
    [552, '7', { lasting: true }],
  ])('a recipient answered with %i x.%s.1', async (code, detail, expected) => {
    const outcome = await send(settings(server.port), {}, `reply-${code}-${detail}@example.org`)
    expect(outcome).toEqual({ state: 'failed', ...expected, why: expect.stringContaining(String(code)) })
  })

  test('a mail whose content is refused', async () => {
    const notification = aPage({ title: 'mail-that-is-refused' })
    expect(await send(settings(server.port), { notification })).toMatchObject({
      lasting: true,
      why: expect.stringContaining('554'),
    })
  })

  test('what is not to be sent any more is not sent, and the next mail is', async () => {
    const given = settings(server.port)
    const before = server.mails.length
    let asked = 0
    const beforeHandOver = async () => {
      asked++
      throw new Error('it is acknowledged')
    }
    expect(await send(given, { beforeHandOver })).toMatchObject({ state: 'failed', lasting: false })
    expect(await send(given, { beforeHandOver: async () => void asked++ })).toMatchObject({ state: 'accepted' })
    await server.readMail(before)
    expect([asked, server.mails.length - before]).toEqual([2, 1])
  })

  test('connections are shared and bounded, and urgent mail has its own', async () => {
    const before = server.counted.connections
    const given = settings(server.port)
    const calm = { notification: aPage({ isUrgent: false }) }
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => send(given, index === 11 ? {} : calm)))
    expect(outcomes.map(({ state }) => state)).toEqual(Array(12).fill('accepted'))
    expect(server.counted.connections - before).toBeLessThanOrEqual(3)
  })
})

test('TLS: STARTTLS is required, a certificate is checked, one of our own is believed', async () => {
  const own = await ownCertificate()
  const account = { user: 'ops', password: 'pass-word-1' }
  const server = await smtpStandIn({ ...own, ...account })
  const starttls = { security: 'starttls', ...account }
  expect(await send(settings(server.port, starttls))).toMatchObject({
    lasting: false,
    why: expect.stringContaining('certificate'),
  })
  expect(await send(settings(server.port, { ...starttls, ca: own.cert }))).toMatchObject({ state: 'accepted' })
  await server.readMail(0)
  expect(server.mails[0]).toMatchObject({ isEncrypted: true, as: 'ops' })

  const wrong = await send(settings(server.port, { ...starttls, ca: own.cert, password: 'wrong-pass-word' }))
  expect(wrong).toMatchObject({ state: 'failed', lasting: true, why: expect.stringContaining('535') })
  expect(JSON.stringify(wrong)).not.toContain('wrong-pass-word')

  const plain = await smtpStandIn()
  expect(await send(settings(plain.port, { security: 'starttls' }))).toMatchObject({ state: 'failed' })
  expect(plain.mails).toEqual([])

  const tls = await smtpStandIn({ ...own, secure: true })
  expect(await send(settings(tls.port, { security: 'tls', ca: own.cert }))).toMatchObject({ state: 'accepted' })
})

test('a server that says nothing, and one that is not there', async () => {
  const silent = await smtpStandIn({ silent: true })
  const outcome = await send(settings(silent.port), { signal: AbortSignal.timeout(300) })
  expect(outcome).toMatchObject({ state: 'failed', lasting: false })
  const gone = await send(settings(1))
  expect(gone).toMatchObject({ state: 'failed', lasting: false, why: expect.stringContaining('cannot be used') })
  for (const token of Object.values(TOKENS)) expect(JSON.stringify(gone)).not.toContain(token)
})

test('addresses', () => {
  for (const [typed, kept] of [
    ['ana@example.org', 'ana@example.org'],
    ["a.n+a'b@EXAMPLE.org", "a.n+a'b@example.org"],
    ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ] as const)
    expect(emailChannel.checkAddress(typed)).toEqual({ ok: true, address: kept })
  for (const text of [
    ...['', 'ana', '@example.org', 'ana@', 'ana@example', 'ana@127.0.0.1', 'ana@[127.0.0.1]', 'a b@example.org'],
    ...[
      'ana@example.org, ben@example.org',
      'Ana <ana@example.org>',
      '"a@b"@example.org',
      'ana@example.org\r\nBcc: x@y.z',
    ],
    ...[
      '.ana@example.org',
      'a..b@example.org',
      'ana@-example.org',
      'ana@exa_mple.org',
      `${'a'.repeat(65)}@example.org`,
    ],
    ...[
      'ana@example.org\u0000',
      '\u202eana@example.org',
      'аna@example.org',
      `ana@${'a.'.repeat(200)}org`,
      'x'.repeat(100_000),
    ],
  ])
    expect(emailChannel.checkAddress(text), text.slice(0, 60)).toMatchObject({ ok: false })
  expect(emailChannel.maskAddress('ana@example.org')).toBe('a•••@example.org')
})

test('settings', () => {
  const read = (smtp: object, more: object = {}) =>
    emailChannel.settingsSchema.safeParse({
      from: 'ops@example.org',
      smtp: { host: 'smtp.example.org', ...smtp },
      ...more,
    }).success
  expect(read({})).toBe(true)
  expect(read({ user: 'ops', password: 'env:SMTP_PASSWORD', ca: 'file:/etc/ca.pem', security: 'tls', port: 465 })).toBe(
    true,
  )
  expect(read({ user: 'ops', password: 'secret in the open' })).toBe(false)
  expect(read({ user: 'ops' })).toBe(false)
  expect(read({ user: 'ops', password: 'env:X', security: 'none' })).toBe(false)
  expect(read({ host: 'a b' })).toBe(false)
  expect(read({}, { from: 'ops@example.org\nBcc: x@example.org' })).toBe(false)
})
