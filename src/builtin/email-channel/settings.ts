import { z } from 'zod'
import { secretReference } from '../../component/secret-reference.ts'
import { readMailbox } from './email-address.ts'

const mailbox = z
  .string()
  .refine(
    (text) => readMailbox(text) !== undefined,
    'a sender is written like ops@example.org or Opsbook <ops@example.org>',
  )

const smtp = z
  .strictObject({
    host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'a mail server is written like smtp.example.org'),
    port: z.int().min(1).max(65_535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        '"starttls" refuses a server without it, "tls" speaks it from the first byte, "none" is for this machine alone.',
      ),
    user: z.string().min(1).max(320).optional(),
    password: secretReference.optional(),
    ca: secretReference.optional().describe('Certificates to trust besides the usual ones, as PEM: file:PATH.'),
    connections: z
      .int()
      .min(1)
      .max(20)
      .default(3)
      .describe('Most connections at a time for each of urgent and other mail.'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ['password'],
    error: '"user" and "password" come together',
  })
  .refine(({ user, security }) => user === undefined || security !== 'none', {
    path: ['security'],
    error: 'a password is not sent without encryption: choose "starttls" or "tls"',
  })

export const emailSettings = z.strictObject({
  from: mailbox.describe('Who the mail is from.'),
  replyTo: mailbox.optional().describe('Who gets answers; Opsbook reads none.'),
  smtp,
})

export type EmailSettings = z.output<typeof emailSettings>
