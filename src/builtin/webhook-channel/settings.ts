import { z } from 'zod'
import { secretReference } from '../../component/secret-reference.ts'

export const webhookSettings = z.strictObject({
  url: z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[^\s?#@]+(?:\?[^\s#]*)?$/, 'an address is written like https://hooks.example.org/opsbook')
    .describe('Where notifications are posted to.'),
  secret: secretReference.describe(
    'What they are signed with: whsec_ and 24 to 64 bytes in base64, or a text of at least 24 characters.',
  ),
  formerSecret: secretReference
    .optional()
    .describe('The secret before, while receivers change to the new one: both sign.'),
})
