import { z } from 'zod'
import { secretReference } from '../../component/secret-reference.ts'

export const webPushSettings = z.strictObject({
  publicKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{87}$/, 'a public VAPID key has 87 characters of base64url')
    .describe('What browsers subscribe with.'),
  privateKey: secretReference.describe('Its private half: 43 characters of base64url.'),
  subject: z
    .string()
    .regex(/^(?:mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/[^\s]+)$/, 'a contact is written like mailto:ops@example.org')
    .describe('Whom a push service writes to about our messages.'),
})
