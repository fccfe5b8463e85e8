import { z } from 'zod'
import { configSchema } from './config.ts'

/** The JSON Schema of `opsbook.yaml`: what a person may write, so defaults may be left out. */
export const configJsonSchema = (): object => z.toJSONSchema(configSchema, { io: 'input' })
