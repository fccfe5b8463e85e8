import { expect, test } from 'vitest'
import { aCall, aPage } from '../../../test/stand-ins/a-notification.ts'
import { shownByTeams } from '../../../test/stand-ins/teams-stand-in.ts'
import { teamsMessage } from './adaptive-card.ts'
import { teamsChannel } from './channel.ts'

const settings = { webhookUrl: 'https://prod-1.westeurope.logic.azure.com/workflows/a/run?sig=b' }

test.each([
  [202, '', { state: 'accepted' }],
  [200, '1', { state: 'accepted' }],
  [
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
    { lasting: false },
  ],
  [
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 400',
    { lasting: true },
  ],
  [200, '<html>', { lasting: true, why: 'it answered 200 but is no webhook of Teams' }],
])('%i %s', async (status, text, expected) => {
  const http = async () => ({ status, headers: {}, text })
  expect(await teamsChannel.send(aCall('', settings, http))).toMatchObject(expected)
})

test('what is too large loses its last lines, never its links', () => {
  const lines = Array.from({ length: 20 }, () => '漢'.repeat(500))
  const shown = shownByTeams(JSON.stringify(teamsMessage(aPage({ lines }))))
  expect(shown).toContain('[Open to act] https://ops.example.org/a/Page')
  expect(shown.split('\n').length).toBeLessThan(24)
})
