/** `/api/v1/users/:user/notification-rules`: when somebody is told by what, and when they want to be left alone. */
import { z } from 'zod'
import { refuseRequest } from '../../../../kit/problem.ts'
import { type Route, route } from '../../../../kit/route.ts'
import { SEVERITIES } from '../../../incident/severity.ts'
import { ofUser, whose } from '../contact/routes.ts'
import { databaseNow, usableMethods } from '../store.ts'
import { changeSettings, type RulesDesk } from './actions.ts'
import { WEEKDAYS } from './notification-rules.ts'
import { planMessages } from './plan-messages.ts'
import { type StoredSettings, settingsOf } from './store.ts'

const LONGEST_DELAY_SECONDS = 86_400

const step = z.strictObject({
  method: z.string().max(100).describe('Id of a contact method'),
  afterSeconds: z.int().min(0).max(LONGEST_DELAY_SECONDS).default(0),
})
const rule = z.strictObject({ severities: z.array(z.enum(SEVERITIES)).min(1).max(4), steps: z.array(step).max(10) })
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 22:00')
const quiet = z.strictObject({
  ...{
    from: time,
    to: time,
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(7)
      .default([...WEEKDAYS]),
    zone: z.string().min(1).max(60),
  },
  severities: z.array(z.enum(SEVERITIES)).optional().describe('P2 and P3; others cannot be held back'),
})
const shown = z.object({
  rules: z.array(rule).nullable().describe('null: none of their own, the usual ones hold'),
  quiet: quiet.omit({ severities: true }).nullable(),
  version: z.int(),
  effective: z
    .record(
      z.enum(SEVERITIES),
      z.array(z.object({ method: z.string(), channel: z.string(), afterSeconds: z.number() })),
    )
    .describe('What would be sent for an incident of each severity now'),
})

const PATH = '/api/v1/users/:user/notification-rules'

export const notificationRuleRoutes = (desk: RulesDesk): Route[] => [readRoute(desk), changeRoute(desk)]

async function show({ db }: RulesDesk, userId: string, { rules, quiet, version }: StoredSettings) {
  const [methods, now] = [await usableMethods(db, userId), await databaseNow(db)]
  const effective = Object.fromEntries(
    SEVERITIES.map((severity) => {
      const facts = {
        methods,
        rules: rules ?? undefined,
        quiet: quiet ?? undefined,
        severity,
        urgency: 'low' as const,
        now,
      }
      const steps = planMessages(facts).map(({ method, dueAt }) => ({
        ...{
          method: method.id,
          channel: method.channel,
          afterSeconds: Math.round((dueAt.getTime() - now.getTime()) / 1_000),
        },
      }))
      return [severity, steps]
    }),
  )
  return { rules, quiet, version, effective }
}

const readRoute = (desk: RulesDesk): Route =>
  route({
    method: 'GET',
    path: PATH,
    summary: 'When somebody is told by what, and their quiet hours',
    access: ofUser(desk),
    answers: { 200: shown },
    handle: async (request) => {
      const about = await whose(desk, request, 'look')
      if ('refused' in about) return about.refused
      return { status: 200, body: await show(desk, about.userId, await settingsOf(desk.db, about.userId)) }
    },
  })

const changeRoute = (desk: RulesDesk): Route =>
  route({
    method: 'PATCH',
    path: PATH,
    summary: 'Changes rules or quiet hours; null goes back to the usual ones. P0 and P1 cannot be silenced',
    access: ofUser(desk),
    body: z.strictObject({
      rules: z.array(rule).max(4).nullable().optional(),
      quiet: quiet.nullable().optional(),
      version: z.int().optional().describe('Refused when they were changed since this version was read'),
    }),
    answers: { 200: shown },
    handle: async (request) => {
      const about = await whose(desk, request, 'change')
      if ('refused' in about) return about.refused
      const { rules, quiet, version } = request.body
      const wanted = { ...(rules === undefined ? {} : { rules }), ...(quiet === undefined ? {} : { quiet }) }
      const outcome = await changeSettings(desk, request.actor, { userId: about.userId, wanted, version })
      if ('value' in outcome) return { status: 200, body: await show(desk, about.userId, outcome.value) }
      const { status, ...problem } = outcome.refused
      return refuseRequest(status, problem)
    },
  })
