/** The part of `opsbook.yaml` about telling people. Each channel brings the schema of its own settings. */
import { z } from 'zod'
import { CHANNELS } from '../builtin/channels.ts'
import { deliverySchema } from '../response/page/notify/settings/delivery-schema.ts'
import { pagingShape, sayPagingProblems } from '../response/page/policy/paging-schema.ts'

const channels = Object.fromEntries(CHANNELS.map(({ id, settingsSchema }) => [id, settingsSchema.optional()]))

export const pagingConfigSchema = z
  .strictObject({
    ...pagingShape,
    channels: z
      .strictObject(channels)
      .prefault({})
      .describe('The ways to reach people that this server has; a channel is there when it is named here.'),
    delivery: deliverySchema.prefault({}).describe('How messages leave.'),
  })
  .superRefine(sayPagingProblems)
