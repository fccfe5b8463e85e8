/** The examples of docs/guide/channels.md are settings that are taken, and its way to verify is right. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { CHANNELS } from '../src/builtin/channels.ts'
import { webhookChannel } from '../src/builtin/webhook-channel/channel.ts'
import { aCall, NOW } from './stand-ins/a-notification.ts'

const page = readFileSync('docs/guide/channels.md', 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!)
const written = Object.assign({}, ...blocks('yaml').map((text) => parse(text).paging.channels)) as Record<
  string,
  unknown
>

test('each channel has an example that is taken as it stands, and a row that says what it can', () => {
  expect(Object.keys(written).sort()).toEqual(CHANNELS.map(({ id }) => id).sort())
  for (const { id, settingsSchema } of CHANNELS) {
    expect(settingsSchema.safeParse(written[id]).error, id).toBeUndefined()
    expect(page).toMatch(new RegExp(`^\\| \`${id}\` +\\|`, 'm'))
  }
})

test('receivers verify as the page shows', async () => {
  const [source] = blocks('js')
  const { verify } = (await import(`data:text/javascript,${encodeURIComponent(source!)}`)) as {
    verify: (headers: unknown, body: string, secret: string, now: number) => boolean
  }
  for (const secret of ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'a text of more than twenty-four']) {
    let asked: { headers: unknown; body: string } | undefined
    const settings = { url: 'https://hooks.example.org/', secret, formerSecret: 'x'.repeat(30) }
    await webhookChannel.send(
      aCall('', settings, async ({ headers, body }) => {
        asked = { headers, body: String(body) }
        return { status: 204, headers: {}, text: '' }
      }),
    )
    const { headers, body } = asked!
    expect(verify(headers, body, secret, NOW.getTime())).toBe(true)
    expect(verify(headers, body, settings.formerSecret, NOW.getTime())).toBe(true)
    expect(verify(headers, body, 'y'.repeat(30), NOW.getTime())).toBe(false)
    expect(verify(headers, `${body} `, secret, NOW.getTime())).toBe(false)
    expect(verify(headers, body, secret, NOW.getTime() + 301_000)).toBe(false)
  }
})
