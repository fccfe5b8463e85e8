import { z } from 'zod'
import { providerUrl, secretReference } from '../../component/secret-reference.ts'

const publicKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a public key has 64 digits of 0-9 and a-f')
  .optional()
  .describe(
    'Public key of the application. Without it nobody can press a button in Discord; messages carry a link instead.',
  )

export const discordSettings = z.strictObject({
  botToken: secretReference,
  publicKey,
  url: providerUrl.default('https://discord.com/api/v10'),
})

export const discordRoomSettings = z
  .strictObject({
    webhookUrl: secretReference.optional().describe('Address of a webhook of the room; who knows it can post.'),
    botToken: secretReference.optional(),
    room: z
      .string()
      .regex(/^\d{17,20}$/, 'a room is written by its identifier, 17 to 20 digits')
      .optional(),
    publicKey,
    url: providerUrl.default('https://discord.com/api/v10'),
  })
  .refine(
    ({ webhookUrl, botToken, room }) => (webhookUrl !== undefined) !== (botToken !== undefined && room !== undefined),
    {
      error: 'give "webhookUrl", or "botToken" with "room"',
    },
  )
