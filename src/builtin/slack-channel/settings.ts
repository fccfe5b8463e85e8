import { z } from 'zod'
import { providerUrl, secretReference } from '../../component/secret-reference.ts'

const signingSecret = secretReference
  .optional()
  .describe('Signing secret of the app. Without it nobody can press a button in Slack; messages carry a link instead.')

export const slackSettings = z.strictObject({
  botToken: secretReference.describe('Bot token, "xoxb-…", with the scope chat:write.'),
  signingSecret,
  url: providerUrl.default('https://slack.com/api'),
})

export const slackRoomSettings = z
  .strictObject({
    webhookUrl: secretReference.optional().describe('Address of an incoming webhook; who knows it can post.'),
    botToken: secretReference.optional(),
    room: z
      .string()
      .regex(/^[CG][A-Z0-9]{5,20}$/, 'a room is written by its identifier, like C0123456789')
      .optional(),
    signingSecret,
    url: providerUrl.default('https://slack.com/api'),
  })
  .refine(
    ({ webhookUrl, botToken, room }) => (webhookUrl !== undefined) !== (botToken !== undefined && room !== undefined),
    {
      error: 'give "webhookUrl", or "botToken" with "room"',
    },
  )
