import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../test/journeys/served.ts'
import { serverConfigSchema } from '../server-config.ts'
import { startDeadMan } from './dead-man.ts'

const now = new Date('2030-01-01T00:00:00Z')
const well = { lastClean: () => now as Date | undefined, findings: (): readonly string[] => [] }

function started({ audit = well, status = 200, url = 'env:OUTSIDE', env = { OUTSIDE: 'https://outside.example/x' } }) {
  const asked: string[] = []
  const man = startDeadMan({
    ...{ audit, env, cleanWithinMs: 90_000, version: 't', clock: () => now, onTrouble: () => {} },
    config: () => serverConfigSchema.parse({ deadMan: { url, every: '10s' } }),
    send: async (request) => {
      asked.push(request.url)
      return { status }
    },
  })
  onTestFinished(man.stop)
  return { asked, man }
}

test('given while the last look at ourselves found nothing', async () => {
  const { asked, man } = started({})
  await until(
    async () => man.facts().lastSentAt,
    (at) => at !== undefined,
  )
  expect([asked, man.facts().trouble]).toEqual([['https://outside.example/x'], undefined])
})

test.each([
  [
    { audit: { ...well, findings: () => ['jobs: 2 jobs were given up', 'more'] } },
    'withheld: jobs: 2 jobs were given up, and 1 more',
  ],
  [{ audit: { ...well, lastClean: () => undefined } }, 'withheld: the server has not looked at itself yet'],
  [
    { audit: { ...well, lastClean: () => new Date(now.getTime() - 100_000) } },
    'withheld: it last looked at itself 100 s ago',
  ],
  [{ status: 503 }, 'not taken: answered with 503'],
  [{ url: 'env:NOWHERE' }, 'not taken: server.deadMan.url names env:NOWHERE, which cannot be read or is empty'],
])('%j: said, and not given as if all were well', async (how, expected) => {
  const { man } = started(how)
  await until(
    async () => man.facts().trouble,
    (trouble) => trouble !== undefined,
  )
  expect([man.facts().trouble, man.facts().lastSentAt]).toEqual([expected, undefined])
})
