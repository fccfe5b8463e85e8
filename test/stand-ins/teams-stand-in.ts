/** A workflow of Teams that takes a card; only what is plain text in it is let through. */
import { z } from 'zod'

const run = z.strictObject({
  ...{
    type: z.literal('TextRun'),
    text: z.string().min(1),
    weight: z.literal('Bolder').optional(),
    isSubtle: z.boolean().optional(),
  },
  ...{ size: z.enum(['Large', 'ExtraLarge']).optional(), color: z.enum(['Attention', 'Accent']).optional() },
})
const card = z.strictObject({
  ...{ $schema: z.string(), type: z.literal('AdaptiveCard'), version: z.literal('1.4'), fallbackText: z.string() },
  msteams: z.strictObject({ width: z.literal('Full') }),
  body: z.array(
    z.strictObject({
      type: z.literal('RichTextBlock'),
      spacing: z.enum(['None', 'Default']),
      inlines: z.array(run).min(1),
    }),
  ),
  actions: z
    .array(
      z.strictObject({
        type: z.literal('Action.OpenUrl'),
        title: z.string().min(1),
        url: z.url(),
        style: z.literal('positive').optional(),
      }),
    )
    .max(6),
})
const message = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      ...{ contentType: z.literal('application/vnd.microsoft.card.adaptive'), contentUrl: z.null(), content: card },
    }),
  ]),
})

/** What stands in Teams. */
export function shownByTeams(body: string): string {
  if (Buffer.byteLength(body) > 28 * 1024) throw new Error('Teams takes 28 KB')
  const { content } = message.parse(JSON.parse(body)).attachments[0]
  const texts = content.body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
  return [...texts, ...content.actions.map(({ title, url }) => `[${title}] ${url}`)].join('\n')
}
