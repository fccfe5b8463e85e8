/** The part of `opsbook.yaml` about telling people: whom, by `page/policy/`; how, where each channel brings the schema of its own settings. */
import { z } from 'zod'
import { CHANNELS } from '../builtin/channels.ts'
import { deliverySchema } from '../response/page/notify/settings/delivery-schema.ts'
import { pagingSchema } from '../response/page/policy/paging-schema.ts'

const channels = Object.fromEntries(CHANNELS.map(({ id, settingsSchema }) => [id, settingsSchema.optional()]))

export const pagingConfigSchema = pagingSchema.safeExtend({
  channels: z
    .strictObject(channels)
    .prefault({})
    .describe('The ways to reach people that this server has; a channel is there when it is named here.'),
  delivery: deliverySchema.prefault({}).describe('How messages leave.'),
})
