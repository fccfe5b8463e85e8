import { z } from 'zod'
import { providerUrl, secretReference } from '../../component/secret-reference.ts'

const account = {
  accountSid: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,64}$/, 'an account is written like AC and 32 digits of 0-9 and a-f')
    .describe('Account, or project, of the provider.'),
  authToken: secretReference.describe('Its token; callbacks are signed with it too.'),
  url: providerUrl
    .default('https://api.twilio.com')
    .describe('Address of the interface: Twilio, or a provider with the same.'),
}
const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number is written like +4915112345678')

export const twilioSmsSettings = z
  .strictObject({
    ...account,
    from: z
      .union([number, z.string().regex(/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/), z.string().regex(/^\d{3,8}$/)])
      .optional()
      .describe('Number that sends; a name of letters works where it is allowed, but cannot be answered.'),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/)
      .optional(),
    withLink: z
      .boolean()
      .default(false)
      .describe('Adds the link to the page that acts, as a second part of the message.'),
  })
  .refine(({ from, messagingServiceSid }) => (from === undefined) !== (messagingServiceSid === undefined), {
    error: 'give "from" or "messagingServiceSid"',
  })

export const twilioVoiceSettings = z.strictObject({
  ...account,
  from: number.describe('Number that calls.'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/)
    .default('en-US')
    .describe('Language of the voice.'),
  ringSeconds: z.int().min(5).max(120).default(30).describe('How long it rings.'),
})
