import { z } from 'zod'
import { noAddress } from '../../component/channel-address.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { secretReference } from '../../component/secret-reference.ts'
import { failureOfAnswer, lastingFailure, passingFailure } from '../../component/send-failure.ts'
import { secretLink } from '../../component/web-link.ts'
import { teamsMessage } from './adaptive-card.ts'

const settingsSchema = z.strictObject({
  webhookUrl: secretReference.describe(
    'Address of a workflow "When a Teams webhook request is received"; who knows it can post.',
  ),
})

/**
 * Microsoft Teams by a workflow's webhook (learn.microsoft.com: "Create incoming webhooks with Workflows for Microsoft Teams"): 202 says that the
 * workflow took it. The older connectors answer 200 to everything and say in the text what went wrong.
 */
export const teamsChannel = defineChannel({
  ...{ id: 'teams', title: 'Microsoft Teams', addressLabel: 'none', reach: 'shared' },
  ...{ canAck: 'link', proof: 'accepted', longestText: 10_000 },
  settingsSchema,
  secretSettings: ['webhookUrl'],
  checkAddress: noAddress,
  maskAddress: () => 'the Teams channel',
  send: async ({ notification, http, version, now }, { webhookUrl }) => {
    const url = secretLink(webhookUrl)
    if (url === undefined) return lastingFailure('"webhookUrl" of its settings is no web address')
    const headers = { 'content-type': 'application/json', 'user-agent': `opsbook/${version}` }
    const answer = await http({ method: 'POST', url, headers, body: JSON.stringify(teamsMessage(notification)) })
    // A workflow takes it with 202; a connector of old with 200 and "1".
    if (answer.status === 202 || (answer.status === 200 && /^1?$/.test(answer.text.trim())))
      return { state: 'accepted' }
    if (answer.status < 200 || answer.status >= 300) return failureOfAnswer(answer, now)
    const [, failed] = /failed with error: (.{1,200})/s.exec(answer.text) ?? []
    const why = `it answered ${answer.status} but ${failed === undefined ? 'is no webhook of Teams' : `said: ${failed}`}`
    return /\b(?:429|5\d\d)\b/.test(failed ?? '') ? passingFailure(why) : lastingFailure(why)
  },
})
