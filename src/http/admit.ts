/** Lets a request in, or says why not: who is it, may they, is there such a thing. */
import { refuseRequest } from '../kit/problem.ts'
import type { Access, Actor, Route, RouteAnswer } from '../kit/route.ts'
import type { Authentication, Identified, RequestFacts } from './authentication.ts'

export type Admission = { actor: Actor } | { refused: RouteAnswer }

/** The decision for one request. An object that does not exist is told only to those who may use the route. */
export async function admit(
  { access }: Route,
  facts: RequestFacts,
  params: Readonly<Record<string, string>>,
  authentication: Authentication,
): Promise<Admission> {
  if (access.kind === 'public' || access.kind === 'integration') return { actor: { kind: 'nobody' } }
  const identified = await authentication[access.kind](facts)
  if ('reason' in identified) return { refused: refusals[identified.reason] }
  if (access.kind === 'runner') return { actor: identified.actor }
  if (!(await isAllowed(access, identified, params))) {
    const message = `this needs the permission ${access.permission}`
    const hint = 'Ask an administrator for a role that has it'
    return { refused: refuseRequest(403, { code: 'access/denied', message, hint }) }
  }
  if (access.object !== 'none' && !(await access.object.exists(params[access.object.param] ?? ''))) {
    return {
      refused: refuseRequest(404, {
        code: 'object/unknown',
        message:
          access.object.param === '*' ? 'there is no such page' : `there is nothing with this ${access.object.param}`,
      }),
    }
  }
  return { actor: identified.actor }
}

/** Everywhere, or in the incident the object belongs to. */
async function isAllowed(
  { permission, object }: Extract<Access, { kind: 'user' }>,
  { permissions, inIncident }: Identified,
  params: Readonly<Record<string, string>>,
): Promise<boolean> {
  if (permissions.has(permission)) return true
  if (object === 'none' || !object.incident || !inIncident) return false
  const incident = await object.incident(params[object.param] ?? '')
  return incident !== undefined && (await inIncident(incident)).has(permission)
}

const refusals: Readonly<Record<'missing' | 'invalid' | 'cross-site', RouteAnswer>> = {
  missing: refuseRequest(
    401,
    {
      code: 'access/signed-out',
      message: 'nobody is signed in',
      hint: 'opsbook auth login, or send authorization: Bearer <token>',
    },
    { 'www-authenticate': 'Bearer' },
  ),
  invalid: refuseRequest(
    401,
    { code: 'access/invalid', message: 'this session or token is not valid (any more)', hint: 'Sign in again' },
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  ),
  'cross-site': refuseRequest(403, {
    code: 'access/cross-site',
    message: 'this request did not come from our own pages',
    hint: 'Send the header x-opsbook-csrf with the value the session gave, from the same origin',
  }),
}
