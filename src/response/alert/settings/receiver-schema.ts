import { z } from 'zod'

const webAddress = z.string().regex(/^https?:\/\/[^\s/?#]+(?:[/?]\S*)?$/, 'an address begins with http:// or https://')
const path = z.string().min(1)

const webhookSchema = z.looseObject({
  url: webAddress.optional(),
  url_file: path.optional().describe('A file that holds the address, where it is secret.'),
  send_resolved: z.boolean().optional().describe('Also tell when it is over; yes if not said.'),
  max_alerts: z.int().min(0).optional().describe('At most this many alerts in one body; 0 is all.'),
  http_config: z
    .looseObject({
      authorization: z
        .looseObject({
          type: z.string().optional(),
          credentials: z.string().optional(),
          credentials_file: path.optional(),
        })
        .optional(),
      basic_auth: z
        .looseObject({
          username: z.string().optional(),
          password: z.string().optional(),
          password_file: path.optional(),
        })
        .optional(),
    })
    .optional(),
})

/** Somebody who is told. Kinds of sending that do not exist here are kept, so that the name stays known. */
export const receiverSchema = z
  .looseObject({
    name: z.string().min(1),
    webhook_configs: z.array(webhookSchema).optional().describe('Addresses that get Alertmanager webhooks, version 4.'),
  })
  .superRefine((receiver, issues) => {
    for (const key of Object.keys(receiver))
      if (key !== 'name' && !key.endsWith('_configs'))
        issues.addIssue({ code: 'unrecognized_keys', keys: [key], input: receiver })
    for (const [index, { url, url_file: file }] of (receiver.webhook_configs ?? []).entries())
      if ((url === undefined) === (file === undefined))
        issues.addIssue({ code: 'custom', path: ['webhook_configs', index], message: 'takes one of url and url_file' })
  })

export type ReceiverSettings = z.infer<typeof receiverSchema>
export type WebhookSettings = z.infer<typeof webhookSchema>
