import { z } from 'zod'

const lineShape = z.object({
  number: z.int().describe('From 0, over the whole run'),
  ...{ step: z.string(), target: z.string(), stream: z.enum(['stdout', 'stderr']), text: z.string() },
  isCut: z.boolean(),
})

export const logShape = z.object({
  from: z.int(),
  total: z.int().describe('Lines so far'),
  lines: z.array(lineShape),
})

export const logHitsShape = z.object({
  hits: z.array(lineShape),
  next: z.int().nullable().describe('Line to search on from'),
})
